/**
 * The most that can be asked of a fit: beyond all use, and what is below it is held in memory or refused by what it would
 * take (`fit-memory.ts`). Options, requests and specs are checked against this one table.
 */
export const fitLimits = {
  folds: 10_000,
  epochs: 10_000_000,
  evaluateEvery: 10_000_000,
  /** Wells a training step. */
  batch: 100_000,
  draws: 1_000_000,
  evaluationDraws: 10_000_000,
  /** Given steps from reading to reading. */
  substeps: 10_000,
  /** Of a trajectory whose method chooses its steps. */
  maxSteps: 100_000_000,
  /** `n_filters`, `filter_size`, `pool_size`, `n_hidden`. */
  encoderSize: 4096,
} as const;
