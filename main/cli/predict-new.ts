import { type Outcome, success } from '../../shared/base/problem.ts';
import type { CorrectionStep } from '../../shared/experiment/correction/step.ts';
import type { FitOrderSettings } from '../../shared/fit/settings.ts';
import type { NewPrediction } from '../../shared/prediction/new-wells/predict-new.ts';
import { contentHash } from '../desk/content-hash.ts';
import { type NewWellsEnd, newWellsInJob } from '../desk/new-wells-in-job.ts';
import { newWellsTable, parametersTable, posteriorTable } from '../store/fit-tables.ts';
import { findProgramFolders } from '../store/resources.ts';
import { readCorrectionsFile } from './corrections-file.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { interruptible } from './interruptible.ts';
import { type MadeFile, occupiedFolder, writeMadeFiles } from './made-files.ts';
import { newWellsText } from './new-wells-text.ts';
import { openRestedFit } from './open-rested-fit.ts';
import type { Given } from './options.ts';
import { type Output, userPath } from './output.ts';
import { readGivenPlates } from './read-given-plates.ts';

/** Says what a fit makes of wells of other plate files, or writes it. */
export async function runNewWells(given: Given, paths: readonly string[], output: Output): Promise<ExitCode> {
  const out = given.text('out');
  const folder = out === null ? null : userPath(out);
  const occupied = folder === null ? null : occupiedFolder(folder);
  if (occupied !== null) await output.problems([occupied]);
  const corrections = givenCorrections(given);
  await output.problems(corrections.problems);
  const target = await openRestedFit(given.positionals[0] ?? '', given, output);
  await output.problems(target.problems);
  if (!target.ok || !corrections.ok || occupied !== null) return exitCodes.problems;
  const { name, ...fit } = target.value;
  return interruptible(async (jobs) => {
    const read = await readGivenPlates({ ...given, positionals: paths }, output, jobs);
    if (jobs.interrupted()) return exitCodes.interrupted;
    await output.problems(read.problems);
    if (!read.ok) return exitCodes.problems;
    const files = read.value.files.flatMap(({ name: file, bytes, parsed }) =>
      parsed === null ? [] : [{ file, parsed, sha256: contentHash(bytes) }],
    );
    const plates = {
      ...{ files, layouts: read.value.layouts ?? [], corrections: corrections.value },
      ...{ draws: given.integer('draws'), seed: given.integer('seed') },
      refinement: given.text('refinement') as FitOrderSettings['refinement'] | null,
    };
    const { models } = findProgramFolders();
    const end = await newWellsInJob({ ...fit, models, background: false, plates }, jobs.supervisor);
    if (jobs.interrupted()) return exitCodes.interrupted;
    await output.problems(end.problems);
    if (!end.ok) return exitCodes.problems;
    const { wells } = end.value.made;
    for (const well of wells) await output.line({ new: told(well) });
    if (folder !== null) {
      const sources = files.map(({ file, sha256 }) => ({ file, sha256 }));
      const { draws, seed, refinement } = plates;
      const written = writeMadeFiles(
        folder,
        filesOf({ fit: name, files: sources, draws, seed, refinement }, end.value),
      );
      await output.problems(written.problems);
      if (!written.ok) return exitCodes.problems;
      for (const path of written.value) await output.line({ written: path });
    }
    const text = newWellsText(wells);
    if (folder === null && !given.has('json')) await output.write(text);
    else output.say(text);
    if (folder !== null) output.say(`Written: ${folder}`);
    const isEmpty = wells.every(({ mean }) => mean.every(Number.isNaN));
    return isEmpty ? exitCodes.noResult : exitCodes.done;
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
function told({
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
  const about = { format: 'wellspring-predict/1', fingerprint, ...asked, wells: wells.map(told) };
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
