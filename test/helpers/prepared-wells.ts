import { formatProblem, type Outcome } from '../../shared/base/problem.ts';
import type { SourceFile } from '../../shared/experiment/name-runs.ts';
import {
  type PreparationOptions,
  type SplitExperiment,
  splitExperiment,
} from '../../shared/experiment/split-experiment.ts';
import { parseFitSpec } from '../../shared/inference/spec/parse-fit-spec.ts';
import type { PlateRun, PlateWell } from '../../shared/plate/plate-run.ts';
import { filesOf, signalOf } from './plate-runs.ts';

const options: PreparationOptions = {
  ...{ folds: 2, fold: 1, foldSeed: 0, foldUnit: 'well', heldOut: null },
  preprocessing: 'wells',
};
export const base = 'devices: [D]\n  files: [p.csv]\n  signals: [OD, GFP]\n  conditions: [C]';

export function prepare(
  files: ReadonlyMap<string, SourceFile>,
  data = base,
  change: Partial<PreparationOptions> = {},
): Outcome<SplitExperiment> {
  const parsed = parseFitSpec(`data:\n  ${data}\nmodel: m\nparams: {}\n`, 'spec.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return splitExperiment(parsed.value.data, files, { ...options, ...change });
}

export function must(outcome: Outcome<SplitExperiment>): SplitExperiment {
  if (!outcome.ok) throw new Error(outcome.problems.map(formatProblem).join('\n'));
  return outcome.value;
}

/** Wells of one plate with these readings of OD and GFP at 0, 1, 2 h; normalize 1 keeps numbers as they are. */
export function plateOf(
  wells: readonly PlateWell[],
  change: Partial<PlateRun> = {},
): ReadonlyMap<string, SourceFile> {
  const times = [0, 3600, 7200];
  const series = (scale: number) => wells.map((_, w) => times.map((_, n) => scale * (w + 1 + n)));
  const signals = [signalOf('OD', times, series(1)), signalOf('GFP', times, series(10))];
  return filesOf({ 'p.csv': { wells, signals, ...change } });
}
export const as = (base: string, ...lines: string[]) => [base, ...lines].join('\n  ');
export const unscaled = as(base, 'normalize: [1, 1]');
