import type { WellSet } from '../../fit/fit-result.ts';
import type { ResidualPairs, WellScore } from './well-score.ts';

/** Correlation of neighbouring residuals (reading less predictive mean) of a signal, pooled over the wells of a set. */
export interface ResidualCorrelation {
  readonly set: WellSet;
  readonly signal: string;
  readonly wells: number;
  readonly pairs: number;
  /** null: residuals do not vary. */
  readonly lag1: number | null;
  /** Jackknife over wells; null: fewer than three wells. */
  readonly error: number | null;
}

export function residualCorrelations(wells: readonly WellScore[]): readonly ResidualCorrelation[] {
  const sets = [...new Set(wells.map(({ set }) => set))];
  const names = [...new Set(wells.flatMap(({ signals }) => signals.map(({ signal }) => signal)))];
  return sets.flatMap((set) =>
    names.flatMap((signal): readonly ResidualCorrelation[] => {
      const each = wells
        .filter((well) => well.set === set)
        .flatMap(({ signals }) => signals.filter((one) => one.signal === signal).map(({ pairs }) => pairs))
        .filter(({ count }) => count > 0);
      if (each.length === 0) return [];
      const all = summed(each);
      return [
        {
          ...{ set, signal, wells: each.length, pairs: all.count, lag1: correlationOf(all) },
          error: jackknife(each, all),
        },
      ];
    }),
  );
}

function correlationOf({ count, a, b, aa, bb, ab }: ResidualPairs): number | null {
  const variances = (aa - (a * a) / count) * (bb - (b * b) / count);
  return variances > 0 ? (ab - (a * b) / count) / Math.sqrt(variances) : null;
}

function summed(each: readonly ResidualPairs[]): ResidualPairs {
  const all = { count: 0, a: 0, b: 0, aa: 0, bb: 0, ab: 0 };
  for (const pairs of each) for (const key of keys) all[key] += pairs[key];
  return all;
}

const keys = ['count', 'a', 'b', 'aa', 'bb', 'ab'] as const;

function jackknife(each: readonly ResidualPairs[], all: ResidualPairs): number | null {
  const n = each.length;
  if (n < 3) return null;
  const without = each.map((pairs) => {
    const rest = { ...all };
    for (const key of keys) rest[key] -= pairs[key];
    return correlationOf(rest) ?? 0;
  });
  const mean = without.reduce((sum, value) => sum + value, 0) / n;
  return Math.sqrt(((n - 1) / n) * without.reduce((sum, value) => sum + (value - mean) ** 2, 0));
}
