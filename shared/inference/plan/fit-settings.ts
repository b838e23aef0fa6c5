import type { Split } from '../../experiment/split.ts';
import type { FitOrderSettings } from '../../fit/settings.ts';

/** What of a fit's settings its numbers follow from once the wells are split; an option given has already won over the spec. */
export type FitSettings = Pick<
  FitOrderSettings,
  | 'seed'
  | 'epochs'
  | 'draws'
  | 'evaluationDraws'
  | 'evaluateEvery'
  | 'objective'
  | 'estimator'
  | 'selection'
  | 'posterior'
  | 'warmup'
  | 'refinement'
> & {
  /** Wells a training step: the order's, or the spec's. */
  readonly batch: number;
  /** Name of the family's member. */
  readonly guide: 'factorised';
};

/** Indices into `experiment.individuals`. */
export type FitSplit = Split;
