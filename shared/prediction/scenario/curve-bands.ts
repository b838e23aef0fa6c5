import type { Quantiles } from '../../fit/fit-result.ts';
import type { SolvedDraws } from '../predict-well.ts';
import { summariseDraws } from '../weighted-values.ts';

/** Quantiles of the mean curve, without residual error, scaled data, [signal, time]; NaN where no draw has a solution. */
export function curveBands({ length, weights, observables }: SolvedDraws): Quantiles<Float64Array> {
  const empty = (): Float64Array => new Float64Array(length).fill(Number.NaN);
  const bands = { q025: empty(), q25: empty(), q50: empty(), q75: empty(), q975: empty() };
  if (weights.length === 0) return bands;
  const values = new Float64Array(weights.length);
  for (let at = 0; at < length; at++) {
    for (let k = 0; k < values.length; k++) values[k] = observables[k * length + at] as number;
    const { quantiles } = summariseDraws(values, weights);
    for (const name of ['q025', 'q25', 'q50', 'q75', 'q975'] as const) bands[name][at] = quantiles[name];
  }
  return bands;
}
