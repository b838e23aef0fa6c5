/** A stretch of transitions that all chains make before any goes on. */
export interface Stretch {
  readonly transitions: number;
  /** Steps are adapted throughout warming up. */
  readonly warming: boolean;
  /** At its end the map to whitened coordinates is made anew from its draws. */
  readonly refines: boolean;
}

/**
 * Warming up as Stan does it (Stan Reference Manual, 15.2), but for a start from a Laplace approximation: the shape of the
 * posterior is known roughly, so two windows are enough. The shares are of the transitions asked for.
 */
const warmingShares = [
  { share: 0.15, refines: false },
  { share: 0.2, refines: true },
  { share: 0.4, refines: true },
  { share: 0.25, refines: false },
] as const;

export function samplingPlan(warmup: number, draws: number): readonly Stretch[] {
  const warming = warmingShares.map(({ share, refines }) => ({
    transitions: Math.max(1, Math.round(share * warmup)),
    warming: true,
    refines,
  }));
  return [...warming, { transitions: draws, warming: false, refines: false }];
}
