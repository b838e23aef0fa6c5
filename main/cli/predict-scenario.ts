import { success } from '../../shared/base/problem.ts';
import type { Scenario, ScenarioPrediction } from '../../shared/prediction/scenario/scenario.ts';
import { type ScenarioEnd, scenarioInJob } from '../desk/scenario-in-job.ts';
import { doseResponseTable, scenarioTable } from '../store/fit-tables.ts';
import { findProgramFolders } from '../store/resources.ts';
import { runAsked } from './asked-prediction.ts';
import type { ExitCode } from './exit-codes.ts';
import type { MadeFile } from './made-files.ts';
import type { Given } from './options.ts';
import type { Output } from './output.ts';
import { scenarioText } from './scenario-text.ts';

/** Predicts wells that were never there, and writes or says what comes of it. */
export function runScenario(given: Given, scenario: Scenario, output: Output): Promise<ExitCode> {
  const { models } = findProgramFolders();
  return runAsked(given, output, async ({ name, ...fit }, { supervisor }) => {
    const end = await scenarioInJob({ ...fit, models, background: false, scenario }, supervisor);
    if (!end.ok) return end;
    const { wells } = end.value;
    const told = {
      lines: wells.map(toldWell),
      files: filesOf(name, scenario, end.value),
      text: scenarioText(wells),
      isEmpty: wells.every(({ mean }) => mean.every(Number.isNaN)),
    };
    return success(told, end.problems);
  });
}

/** What a line of JSON and predict.json say of a well; curves are in the table. */
function toldWell(prediction: ScenarioPrediction) {
  const { well, device, treatments, marks, draws, ess, unsolved, forecast, responses } = prediction;
  const known = { well, device, treatments, marks, draws, ess, unsolved };
  return { scenario: { ...known, ...(forecast && { forecast }), responses } };
}

function filesOf(fit: string, scenario: Scenario, { fingerprint, wells }: ScenarioEnd): readonly MadeFile[] {
  const about = {
    ...{ format: 'wellspring-predict/1', fit, fingerprint, options: scenario },
    wells: wells.map((well) => toldWell(well).scenario),
  };
  const isResponse = scenario.treatments.some(({ doses }) => doses.length > 1);
  return [
    { path: ['predictions.csv'], text: [...scenarioTable(wells)].join('') },
    ...(isResponse ? [{ path: ['dose-response.csv'], text: [...doseResponseTable(wells)].join('') }] : []),
    { path: ['predict.json'], text: `${JSON.stringify(about, null, 2)}\n` },
  ];
}
