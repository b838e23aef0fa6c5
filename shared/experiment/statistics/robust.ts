/** Statistics that a few wrong readings do not move. NaN is passed over; of nothing the answer is NaN. */

/** Sorted copy without NaN. */
function sorted(values: Iterable<number>): Float64Array {
  return Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
}

/** The value with a share `p` of the others below it, interpolated between neighbours (type 7 of Hyndman & Fan 1996). */
export function quantileOf(values: Iterable<number>, p: number): number {
  const all = sorted(values);
  if (all.length === 0) return Number.NaN;
  const at = p * (all.length - 1);
  const low = Math.floor(at);
  const [a = Number.NaN, b = a] = [all[low], all[low + 1]];
  return a + (at - low) * (b - a);
}

export function medianOf(values: Iterable<number>): number {
  return quantileOf(values, 0.5);
}

/** Standard deviations of a normal in its median absolute deviation. */
export const sdPerDeviation = 1.4826022185056018;

/** Standard deviation about `centre` by the median absolute deviation, as of a normal. */
export function robustSd(values: Iterable<number>, centre?: number): number {
  const all = sorted(values);
  const middle = centre ?? medianOf(all);
  return sdPerDeviation * medianOf(all.map((value) => Math.abs(value - middle)));
}

/**
 * Standard deviation of a series' white noise from its second differences, [cycle], in its unit: growth and decay that are
 * straight over three readings leave none. sd(y[n-1] - 2 y[n] + y[n+1]) = sqrt(6) sd(y). NaN where fewer than five readings
 * stand together in threes.
 */
export function noiseSd(series: ArrayLike<number>): number {
  const seconds: number[] = [];
  const read = Float64Array.from(series).filter((value) => Number.isFinite(value));
  for (let n = 1; n + 1 < read.length; n += 1) {
    seconds.push(
      ((read[n - 1] as number) - 2 * (read[n] as number) + (read[n + 1] as number)) / Math.sqrt(6),
    );
  }
  return seconds.length < 3 ? Number.NaN : robustSd(seconds, 0);
}

/** Median of the first `count` values, which are put in order in place; for loops over millions of short lists. */
export function medianInPlace(values: Float64Array, count: number): number {
  for (let n = 1; n < count; n += 1) {
    const value = values[n] as number;
    let at = n;
    while (at > 0 && (values[at - 1] as number) > value) {
      values[at] = values[at - 1] as number;
      at -= 1;
    }
    values[at] = value;
  }
  if (count === 0) return Number.NaN;
  const middle = count >> 1;
  const upper = values[middle] as number;
  return count % 2 === 1 ? upper : ((values[middle - 1] as number) + upper) / 2;
}
