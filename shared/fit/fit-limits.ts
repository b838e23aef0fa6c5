/**
 * The most that a spec's keys can ask for that are no settings of a fit (`settings.ts`): beyond all use, and what is below
 * is held in memory or refused by what it would take (`fit-memory.ts`).
 */
export const fitLimits = {
  /** Given steps from reading to reading. */
  substeps: 10_000,
  /** Of a trajectory whose method chooses its steps. */
  maxSteps: 100_000_000,
  /** `n_filters`, `filter_size`, `pool_size`, `n_hidden`. */
  encoderSize: 4096,
} as const;
