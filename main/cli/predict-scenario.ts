import type { Scenario, ScenarioPrediction } from '../../shared/prediction/scenario/scenario.ts';
import { type ScenarioEnd, scenarioInJob } from '../desk/scenario-in-job.ts';
import { doseResponseTable, scenarioTable } from '../store/fit-tables.ts';
import { findProgramFolders } from '../store/resources.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { interruptible } from './interruptible.ts';
import { type MadeFile, occupiedFolder, writeMadeFiles } from './made-files.ts';
import { openRestedFit } from './open-rested-fit.ts';
import type { Given } from './options.ts';
import { type Output, userPath } from './output.ts';
import { scenarioText } from './scenario-text.ts';

/** Predicts wells that were never there, and writes or says what comes of it. */
export async function runScenario(given: Given, scenario: Scenario, output: Output): Promise<ExitCode> {
  const out = given.text('out');
  const folder = out === null ? null : userPath(out);
  const occupied = folder === null ? null : occupiedFolder(folder);
  if (occupied !== null) await output.problems([occupied]);
  const target = await openRestedFit(given.positionals[0] ?? '', given, output);
  await output.problems(target.problems);
  if (!target.ok || occupied !== null) return exitCodes.problems;
  const { name, ...fit } = target.value;
  const { models } = findProgramFolders();
  return interruptible(async ({ supervisor, interrupted }) => {
    const end = await scenarioInJob({ ...fit, models, background: false, scenario }, supervisor);
    if (interrupted()) return exitCodes.interrupted;
    await output.problems(end.problems);
    if (!end.ok) return exitCodes.problems;
    const { wells } = end.value;
    for (const well of wells) await output.line(told(well));
    if (folder !== null) {
      const written = writeMadeFiles(folder, filesOf(name, scenario, end.value));
      await output.problems(written.problems);
      if (!written.ok) return exitCodes.problems;
      for (const path of written.value) await output.line({ written: path });
    }
    const text = scenarioText(wells);
    if (folder === null && !given.has('json')) await output.write(text);
    else output.say(text);
    if (folder !== null) output.say(`Written: ${folder}`);
    const isEmpty = wells.every(({ mean }) => mean.every(Number.isNaN));
    return isEmpty ? exitCodes.noResult : exitCodes.done;
  });
}

/** What a line of JSON and predict.json say of a well; curves are in the table. */
function told(prediction: ScenarioPrediction) {
  const { well, device, treatments, marks, draws, ess, unsolved, forecast, responses } = prediction;
  const known = { well, device, treatments, marks, draws, ess, unsolved };
  return { scenario: { ...known, ...(forecast && { forecast }), responses } };
}

function filesOf(fit: string, scenario: Scenario, { fingerprint, wells }: ScenarioEnd): readonly MadeFile[] {
  const about = {
    ...{ format: 'wellspring-predict/1', fit, fingerprint, options: scenario },
    wells: wells.map((well) => told(well).scenario),
  };
  const isResponse = scenario.treatments.some(({ doses }) => doses.length > 1);
  return [
    { path: ['predictions.csv'], text: [...scenarioTable(wells)].join('') },
    ...(isResponse ? [{ path: ['dose-response.csv'], text: [...doseResponseTable(wells)].join('') }] : []),
    { path: ['predict.json'], text: `${JSON.stringify(about, null, 2)}\n` },
  ];
}
