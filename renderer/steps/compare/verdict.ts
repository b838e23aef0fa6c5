import type { FitView } from '../../../shared/channels.ts';
import { formatPercent } from '../../charts/format.ts';

export type Score = FitView['scores'][number];
export type Trust = 'trust' | 'look at' | 'do not use' | 'cannot say';

export interface Verdict {
  readonly trust: Trust;
  readonly sentence: string;
  /** Why a score is not there. */
  readonly why?: string;
}

/** Limits are ours and arbitrary; they are said in the fold under the scores. */
export const LIMITS = {
  goodR2: 0.9,
  poorR2: 0.5,
  coverage95: [0.9, 0.995],
  coverage50: [0.35, 0.75],
} as const;

/** A signal's scores in words first: does the median follow, are the bands honest. */
export function verdictOf({ r2, rmse, coverage50, coverage95, why }: Score): Verdict {
  if (r2 === null || coverage50 === null || coverage95 === null || !Number.isFinite(r2)) {
    // Fits of older versions have no reason.
    const missing = rmse === null || !Number.isFinite(rmse) ? 'No score' : 'No R²';
    const sentence = `${missing}: ${why ?? 'there is nothing to compare predictions with'}.`;
    return { trust: 'cannot say', sentence, why: sentence };
  }
  if (r2 < LIMITS.poorR2) {
    return {
      trust: 'do not use',
      sentence: 'The predictions miss most of what differs between wells and times.',
    };
  }
  const [low, high] = LIMITS.coverage95;
  if (coverage95 < low) {
    return {
      trust: 'look at',
      sentence: `Too sure of itself: the 95 % band holds only ${formatPercent(coverage95)}.`,
    };
  }
  if (r2 < LIMITS.goodR2)
    return { trust: 'look at', sentence: 'Follows the readings roughly; look for wells it misses.' };
  if (coverage50 > LIMITS.coverage50[1] || coverage95 > high) {
    return { trust: 'trust', sentence: 'Follows the readings; its bands are wider than needed.' };
  }
  if (coverage50 < LIMITS.coverage50[0]) {
    return {
      trust: 'look at',
      sentence: `Follows the readings; its 50 % band holds only ${formatPercent(coverage50)}.`,
    };
  }
  return { trust: 'trust', sentence: 'Follows the readings, and its bands hold what they claim.' };
}
