import { success } from '../../shared/base/problem.ts';
import type {
  ZeroShotQuestion,
  ZeroShotScore,
  ZeroShotWell,
} from '../../shared/prediction/zero-shot/zero-shot.ts';
import { type ZeroShotEnd, zeroShotInJob } from '../desk/zero-shot-in-job.ts';
import { findProgramFolders } from '../store/resources.ts';
import { zeroShotScoresTable, zeroShotTable } from '../store/zero-shot-tables.ts';
import { runAsked } from './asked-prediction.ts';
import type { ExitCode } from './exit-codes.ts';
import type { MadeFile } from './made-files.ts';
import type { Given } from './options.ts';
import type { Output } from './output.ts';
import { zeroShotText } from './zero-shot-text.ts';

/** Predicts the wells of the device that a fit left out, and writes or says what comes of it. */
export function runZeroShot(given: Given, question: ZeroShotQuestion, output: Output): Promise<ExitCode> {
  const { models } = findProgramFolders();
  return runAsked(given, output, async ({ name, ...fit }, { supervisor }) => {
    const end = await zeroShotInJob({ ...fit, models, background: false, question }, supervisor);
    if (!end.ok) return end;
    const { answer } = end.value;
    const { device, wells, scores } = answer;
    const told = {
      lines: [
        ...wells.map((well) => ({ zeroShot: toldWell(well) })),
        ...scores.map((score) => ({ zeroShotScore: { device, ...toldScore(score) } })),
      ],
      files: filesOf(name, question, end.value),
      text: zeroShotText(answer),
      isEmpty: wells.every(({ mean }) => mean.every(Number.isNaN)),
    };
    return success(told, end.problems);
  });
}

function toldWell({ kind, plate, well, device, treatments, marks, draws, ess, unsolved }: ZeroShotWell) {
  return { kind, plate, well, device, treatments, marks, draws, ess, unsolved };
}

/** Each estimate with its error beside it, as in zero-shot.csv. */
function toldScore({ rmse, coverage50, coverage95, crps, lpd, ...of }: ZeroShotScore) {
  const pairs = Object.entries({ rmse, coverage50, coverage95, crps, lpd }).flatMap(
    ([name, { value, error }]) => [[name, value] as const, [`${name}_error`, error] as const],
  );
  return { ...of, ...Object.fromEntries(pairs) };
}

function filesOf(
  fit: string,
  question: ZeroShotQuestion,
  { fingerprint, answer }: ZeroShotEnd,
): readonly MadeFile[] {
  const { device, seenSignals, wells, scores } = answer;
  // names as the fit has them, however they were written
  const options = { zeroShot: true, ...question, seenSignals };
  const about = {
    ...{ format: 'wellspring-predict/1', fit, fingerprint, options, device },
    ...{ scores: scores.map(toldScore), wells: wells.map(toldWell) },
  };
  return [
    { path: ['predictions.csv'], text: [...zeroShotTable(wells)].join('') },
    { path: ['zero-shot.csv'], text: [...zeroShotScoresTable(answer)].join('') },
    { path: ['predict.json'], text: `${JSON.stringify(about, null, 2)}\n` },
  ];
}
