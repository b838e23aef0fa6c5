import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import type { CorrectionStep } from '../../shared/experiment/correction/step.ts';
import type { FitOrderSettings } from '../../shared/fit/settings.ts';
import type { NewPrediction } from '../../shared/prediction/new-wells/predict-new.ts';
import { contentHash } from '../desk/content-hash.ts';
import { type NewWellsEnd, newWellsInJob } from '../desk/new-wells-in-job.ts';
import { newWellsTable, parametersTable, posteriorTable } from '../store/fit-tables.ts';
import { findProgramFolders } from '../store/resources.ts';
import { runAsked } from './asked-prediction.ts';
import { readCorrectionsFile } from './corrections-file.ts';
import type { ExitCode } from './exit-codes.ts';
import type { MadeFile } from './made-files.ts';
import { newWellsText } from './new-wells-text.ts';
import type { Given } from './options.ts';
import type { Output } from './output.ts';
import { readGivenPlates } from './read-given-plates.ts';

/** Says what a fit makes of wells of other plate files, or writes it. */
export function runNewWells(given: Given, paths: readonly string[], output: Output): Promise<ExitCode> {
  const { models } = findProgramFolders();
  return runAsked(given, output, async ({ name, ...fit }, jobs) => {
    const corrections = givenCorrections(given);
    if (!corrections.ok) return corrections;
    const read = await readGivenPlates({ ...given, positionals: paths }, output, jobs);
    const noticed = [...corrections.problems, ...read.problems];
    if (!read.ok) return failure(noticed);
    const files = read.value.files.flatMap(({ name: file, bytes, parsed }) =>
      parsed === null ? [] : [{ file, parsed, sha256: contentHash(bytes) }],
    );
    const asked = {
      ...{ draws: given.integer('draws'), seed: given.integer('seed') },
      refinement: given.text('refinement') as FitOrderSettings['refinement'] | null,
    };
    const plates = { files, layouts: read.value.layouts ?? [], corrections: corrections.value, ...asked };
    const end = await newWellsInJob({ ...fit, models, background: false, plates }, jobs.supervisor);
    const problems = [...noticed, ...end.problems];
    if (!end.ok) return failure(problems);
    const { wells } = end.value.made;
    const sources = files.map(({ file, sha256 }) => ({ file, sha256 }));
    const told = {
      lines: wells.map((well) => ({ new: toldWell(well) })),
      files: filesOf({ fit: name, files: sources, ...asked }, end.value),
      text: newWellsText(wells),
      isEmpty: wells.every(({ mean }) => mean.every(Number.isNaN)),
    };
    return success(told, problems);
  });
}

/** Steps of `--corrections`; null: it is not given. */
function givenCorrections(given: Given): Outcome<readonly CorrectionStep[] | null> {
  const file = given.text('corrections');
  if (file === null) return success(null);
  const read = readCorrectionsFile(file);
  return read.ok ? success(read.value.steps, read.problems) : read;
}

/** What a line of JSON and predict.json say of a well; curves and draws are in the tables. */
function toldWell({
  individual,
  device,
  treatments,
  marks,
  draws,
  ess,
  kHat,
  unsolved,
  parameters,
}: NewPrediction) {
  const rows = parameters.map(({ parameter, level, unit, mean, sd, quantiles }) => ({
    ...{ parameter, level, unit, mean, sd, quantiles },
  }));
  return { well: individual, device, treatments, marks, draws, ess, kHat, unsolved, parameters: rows };
}

function filesOf(
  asked: Readonly<Record<string, unknown>>,
  { fingerprint, made: { wells, posterior } }: NewWellsEnd,
): readonly MadeFile[] {
  const about = { format: 'wellspring-predict/1', fingerprint, ...asked, wells: wells.map(toldWell) };
  const table = (name: string, lines: Iterable<string>): MadeFile => ({
    path: [name],
    text: [...lines].join(''),
  });
  return [
    table('predictions.csv', newWellsTable(wells)),
    table('parameters.csv', parametersTable(wells.flatMap(({ parameters }) => parameters))),
    table('posterior.csv', posteriorTable(posterior)),
    { path: ['predict.json'], text: `${JSON.stringify(about, null, 2)}\n` },
  ];
}
