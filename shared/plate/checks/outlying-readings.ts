import { cyclesOf } from '../cycles-of.ts';
import type { PlateSignal } from '../plate-run.ts';

/** A reading that stands apart from those of its well before and after it. */
export interface OutlyingReading {
  /** Index into the run's wells. */
  readonly well: number;
  readonly cycle: number;
  /** In the signal's unit, as is what follows. */
  readonly value: number;
  /** The neighbours' level, of the two sides the nearer one. */
  readonly level: number;
}

/** Readings on each side whose median is a level: up to one in three of them may be wrong as well. */
const reach = 3;
/** A growing culture is between its levels before and after; a reading beyond both by less than this factor may be noise. */
const leastFactor = 3;
/** Standard deviations of the well's noise. With the factor above, 6 of 582 864 published readings are beyond, all of them bubbles. */
const leastDeviations = 12;

/**
 * Readings above both levels, before and after in time, by more than `leastFactor` (or below both), and far outside the
 * well's noise. Steep growth and decay trip nothing inside a series, because a reading there lies between its levels; at the
 * ends the last two readings are carried on as an exponential. Wells with fewer than five readings are not judged.
 */
export function outlyingReadings(
  signal: PlateSignal,
  wells: number,
  isUsed: (well: number) => boolean = () => true,
): readonly OutlyingReading[] {
  const cycles = cyclesOf(signal, wells);
  const found: OutlyingReading[] = [];
  for (let well = 0; well < wells; well += 1) {
    if (!isUsed(well)) continue;
    const values = signal.values.subarray(well * cycles, (well + 1) * cycles);
    const read = Array.from(values.keys()).filter((cycle) => Number.isFinite(values[cycle]));
    if (read.length < 5) continue;
    const series = Float64Array.from(read, (cycle) => values[cycle] ?? 0);
    let noise: number | null = null;
    series.forEach((value, n) => {
      const level = levelBeyond(series, n);
      if (level === null) return;
      const gap = Math.abs(value - level);
      const cycle = read[n] ?? 0;
      noise ??= noiseOf(series);
      if (!(gap > leastDeviations * noise)) return;
      if (gap > leastDeviations * finestStep(signal.values, cycles, well * cycles + cycle)) {
        found.push({ well, cycle, value, level });
      }
    });
  }
  return found;
}

/** The level that reading n is beyond by more than `leastFactor`; null where it is beyond neither of both. */
function levelBeyond(series: Float64Array, n: number): number | null {
  const value = series[n] ?? 0;
  const last = series.length - 1;
  // at an end there is one side only; the other level is where the last two readings lead
  const before = n > 0 ? sideMedian(series, Math.max(0, n - reach), n) : carriedOn(series[1], series[2]);
  const after =
    n < last
      ? sideMedian(series, n + 1, Math.min(n + 1 + reach, last + 1))
      : carriedOn(series[n - 1], series[n - 2]);
  const high = Math.max(before ?? after ?? 0, after ?? before ?? 0);
  const low = Math.min(before ?? after ?? 0, after ?? before ?? 0);
  if (value - high > (leastFactor - 1) * Math.abs(high)) return high;
  if (low > 0 ? value < low / leastFactor : low - value > (leastFactor - 1) * Math.abs(low)) return low;
  return null;
}

/** Median of one to three neighbouring readings, without a copy: it is asked for at every reading. */
function sideMedian(series: Float64Array, from: number, to: number): number {
  const a = series[from] ?? 0;
  const c = series[to - 1] ?? 0;
  if (to - from < 3) return (a + c) / 2;
  const b = series[from + 1] ?? 0;
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/** The next reading of an exponential through two; null where they are not both above 0. */
function carriedOn(near: number | undefined, far: number | undefined): number | null {
  return near !== undefined && far !== undefined && near > 0 && far > 0 ? (near * near) / far : null;
}

/** Standard deviation of a series about its neighbours, from the median, which outliers do not move. */
function noiseOf(series: Float64Array): number {
  const distances = series.map((value, n) => {
    const near = [...series.slice(Math.max(0, n - reach), n), ...series.slice(n + 1, n + 1 + reach)];
    return Math.abs(value - median(Float64Array.from(near)));
  });
  return 1.4826 * median(distances);
}

/**
 * The smallest change from one reading to the next anywhere in the signal: an instrument that counts has noise of a count
 * also where most of its readings are equal. Changes to and from the reading in question do not speak for it; 0 where
 * there is no other.
 */
function finestStep(values: Float64Array, cycles: number, except: number): number {
  let finest = Number.POSITIVE_INFINITY;
  for (let at = 1; at < values.length; at += 1) {
    if (at % cycles === 0 || at === except || at === except + 1) continue;
    const step = Math.abs((values[at] ?? 0) - (values[at - 1] ?? 0));
    if (step > 0 && step < finest) finest = step;
  }
  return Number.isFinite(finest) ? finest : 0;
}

/** Of the values sorted, the middle one, or the mean of the middle two. */
function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] ?? 0;
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
