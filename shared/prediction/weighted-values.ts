import type { Quantiles } from '../fit/fit-result.ts';

export interface Summary {
  readonly mean: number;
  readonly sd: number;
  readonly quantiles: Quantiles<number>;
}

/** Mean, sd and quantiles of weighted draws; weights sum to 1. A quantile is the smallest value whose share reaches it. */
export function summariseDraws(values: Float64Array, weights: Float64Array): Summary {
  let mean = 0;
  for (const [i, value] of values.entries()) mean += (weights[i] as number) * value;
  let variance = 0;
  for (const [i, value] of values.entries()) variance += (weights[i] as number) * (value - mean) ** 2;
  const order = Array.from(values, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
  const quantile = (p: number): number => {
    let share = 0;
    for (const i of order) {
      share += weights[i] as number;
      // Weights that sum to 1 only up to rounding must not push the last quantile past the last value.
      if (share >= p - 1e-12) return values[i] as number;
    }
    return values[order.at(-1) ?? 0] as number;
  };
  return { mean, sd: Math.sqrt(variance), quantiles: quantilesBy(quantile) };
}

export const quantileLevels: Quantiles<number> = { q025: 0.025, q25: 0.25, q50: 0.5, q75: 0.75, q975: 0.975 };

export function quantilesBy<T>(at: (p: number) => T): Quantiles<T> {
  return { q025: at(0.025), q25: at(0.25), q50: at(0.5), q75: at(0.75), q975: at(0.975) };
}
