import type { PlateFile, PlateRun } from '../plate-run.ts';
import { constantProblems } from './constant-signal.ts';
import { type CheckedPart, outlierProblems } from './outlier-problems.ts';
import { endProblems } from './signal-ends.ts';
import { timeProblems } from './time-unit.ts';

/** The file with warnings about its readings added to its problems: nothing in them is changed. */
export function withChecks(plateFile: PlateFile): PlateFile {
  const found = plateFile.runs.flatMap((run) => [
    ...timeProblems(plateFile.file, run.signals),
    ...endProblems(plateFile.file, run),
    ...run.signals.flatMap((signal) => constantProblems(plateFile.file, signal)),
    ...outlierProblems(plateFile.file, run, everything(run)),
  ]);
  return { ...plateFile, problems: [...plateFile.problems, ...found] };
}

function everything({ wells, signals }: PlateRun): CheckedPart {
  return {
    wells: new Set(wells.keys()),
    signals: new Set(signals.map(({ signal }) => signal)),
    consequence: () => null,
  };
}
