/** Statistics that a few wrong readings do not move. NaN is passed over; of nothing the answer is NaN. */

/** Copy without NaN. Of millions of short lists: loops, for iterators and callbacks take longer than the sorting. */
function known(values: Iterable<number>): Float64Array {
  const list = values instanceof Float64Array || Array.isArray(values) ? values : [...values];
  const copy = new Float64Array(list.length);
  let count = 0;
  for (let n = 0; n < list.length; n += 1) {
    const value = list[n] as number;
    if (Number.isNaN(value)) continue;
    copy[count] = value;
    count += 1;
  }
  return count === copy.length ? copy : copy.subarray(0, count);
}

/** The values in order, without NaN, for whoever asks several quantiles of them. */
export function sortedReadings(values: Iterable<number>): Float64Array {
  return known(values).sort();
}

/** The value with a share `p` of the others below it, interpolated between neighbours (type 7 of Hyndman & Fan 1996). */
export function quantileOf(values: Iterable<number>, p: number): number {
  return quantileOfSorted(sortedReadings(values), p);
}

/** The same of values in order, without NaN. */
export function quantileOfSorted(all: Float64Array, p: number): number {
  if (all.length === 0) return Number.NaN;
  const at = p * (all.length - 1);
  const low = Math.floor(at);
  const [a = Number.NaN, b = a] = [all[low], all[low + 1]];
  return a + (at - low) * (b - a);
}

export function medianOf(values: Iterable<number>): number {
  return quantileOf(values, 0.5);
}

/** Median of values in order of which one, equal to `own`, is left out. */
export function medianWithout(sorted: Float64Array, own: number): number {
  if (Number.isNaN(own) || sorted.length < 2) return Number.NaN;
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < own) low = middle + 1;
    else high = middle;
  }
  const at = (n: number): number => sorted[n < low ? n : n + 1] as number;
  const middle = 0.5 * (sorted.length - 2);
  const first = Math.floor(middle);
  const [a, b] = [at(first), first + 1 < sorted.length - 1 ? at(first + 1) : at(first)];
  return a + (middle - first) * (b - a);
}

/** Copy of what is a number. */
export function finiteOf(series: ArrayLike<number>): Float64Array {
  const read = new Float64Array(series.length);
  let count = 0;
  for (let n = 0; n < series.length; n += 1) {
    const value = series[n] as number;
    if (!Number.isFinite(value)) continue;
    read[count] = value;
    count += 1;
  }
  return read.subarray(0, count);
}

/** Standard deviations of a normal in its median absolute deviation. */
export const sdPerDeviation = 1.4826022185056018;

/** Standard deviation about `centre` by the median absolute deviation, as of a normal. */
export function robustSd(values: Iterable<number>, centre?: number): number {
  const all = known(values);
  const middle = centre ?? medianOf(all);
  const deviations = new Float64Array(all.length);
  for (let n = 0; n < all.length; n += 1) deviations[n] = Math.abs((all[n] as number) - middle);
  return sdPerDeviation * medianOf(deviations);
}

/**
 * Standard deviation of a series' white noise from its second differences, [cycle], in its unit: growth and decay that are
 * straight over three readings leave none. sd(y[n-1] - 2 y[n] + y[n+1]) = sqrt(6) sd(y). NaN where fewer than five readings
 * stand together in threes.
 */
export function noiseSd(series: ArrayLike<number>): number {
  const read = finiteOf(series);
  if (read.length < 5) return Number.NaN;
  const seconds = new Float64Array(read.length - 2);
  for (let n = 1; n + 1 < read.length; n += 1)
    seconds[n - 1] =
      ((read[n - 1] as number) - 2 * (read[n] as number) + (read[n + 1] as number)) / Math.sqrt(6);
  return robustSd(seconds, 0);
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
