import type { FitSettings } from '../plan/fit-settings.ts';

/** One in each lane of a vector. */
export const chainCount = 4;

/** A stretch of transitions that all chains make before any goes on. */
export interface Stretch {
  readonly transitions: number;
  /** Steps are adapted throughout warming up. */
  readonly warming: boolean;
  /** At its end the map to whitened coordinates is made anew from its draws. */
  readonly refines: boolean;
}

/**
 * Warming up in windows that grow, as Stan does it (Stan Reference Manual, 15.2), but for a start from a Laplace approximation:
 * the first window may be short, since gradients, which tell where steps must be shorter, come with every draw. The shares are
 * of the transitions asked for.
 */
const warmingShares = [
  { share: 0.1, refines: true },
  { share: 0.15, refines: true },
  { share: 0.25, refines: true },
  { share: 0.35, refines: true },
  { share: 0.15, refines: false },
] as const;

/** The stretches that a fit's settings ask for: `epochs` transitions in all, the first `warmup` of them to warm up. */
export function samplingOf({ epochs, warmup }: Pick<FitSettings, 'epochs' | 'warmup'>): readonly Stretch[] {
  return samplingPlan(warmup, epochs - warmup);
}

export function samplingPlan(warmup: number, draws: number): readonly Stretch[] {
  const warming = warmingShares.map(({ share, refines }) => ({
    transitions: Math.max(1, Math.round(share * warmup)),
    warming: true,
    refines,
  }));
  return [...warming, { transitions: draws, warming: false, refines: false }];
}
