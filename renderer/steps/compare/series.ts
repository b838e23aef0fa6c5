import type { WellPrediction } from '../../../shared/fit/fit-result.ts';
import { extent, signalRange } from '../../charts/scale.ts';

/** One signal of one well, all [time], in the signal's unit after background. */
export interface Series {
  readonly times_h: Float64Array;
  readonly observed: Float64Array;
  readonly q025: Float64Array;
  readonly q25: Float64Array;
  readonly q50: Float64Array;
  readonly q75: Float64Array;
  readonly q975: Float64Array;
}

/** null: this well's prediction has no such signal. */
export function seriesOf(prediction: WellPrediction, signal: string): Series | null {
  const s = prediction.signals.indexOf(signal);
  if (s < 0) return null;
  const n = prediction.times_h.length;
  const row = (values: Float64Array): Float64Array => values.subarray(s * n, (s + 1) * n);
  const { q025, q25, q50, q75, q975 } = prediction.quantiles;
  return {
    times_h: prediction.times_h,
    observed: row(prediction.observed),
    q025: row(q025),
    q25: row(q25),
    q50: row(q50),
    q75: row(q75),
    q975: row(q975),
  };
}

/** How far a 95 % band may stretch an axis beyond what was observed and its 50 % band; arbitrary, a wild well must not flatten the rest. */
const BAND_REACH = 0.5;

/** Value range that shows all observations and 50 % bands, and of the 95 % bands what stays within reach. */
export function valueRange(all: readonly Series[]): [number, number] {
  const core = extent(
    all.flatMap((one) => [one.observed, one.q25, one.q50, one.q75].flatMap((v) => extent(v) ?? [])),
  );
  const outer = extent(all.flatMap((one) => [one.q025, one.q975].flatMap((v) => extent(v) ?? [])));
  if (core === null) return [0, 1];
  const reach = BAND_REACH * (core[1] - core[0]);
  const low = Math.max(outer?.[0] ?? core[0], core[0] - reach);
  const high = Math.min(outer?.[1] ?? core[1], core[1] + reach);
  return signalRange([Math.min(low, core[0]), Math.max(high, core[1])]);
}

/** Hours, over all wells. */
export function timeRange(all: readonly Series[]): [number, number] {
  const found = extent(all.flatMap((one) => extent(one.times_h) ?? []));
  return found === null || found[0] === found[1] ? [0, 1] : found;
}
