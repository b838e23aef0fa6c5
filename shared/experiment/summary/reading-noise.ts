import { finiteOf, robustSd } from '../statistics/robust.ts';

/** Of what rounding to a step of 1 adds, uniform over it. */
const roundingSd = 1 / Math.sqrt(12);

/** Standard deviation of one reading: sd^2 = constant^2 + (relative * level)^2. */
export interface ReadingNoise {
  /** In the signal's unit. */
  readonly constant: number;
  readonly relative: number;
  /** From one reading to the next that the signal can show; 0: not known. */
  readonly step: number;
}

export function noiseAt({ constant, relative }: ReadingNoise, level: number): number {
  return Math.hypot(constant, relative * level);
}

/**
 * The noise of a series, [cycle], from its second differences: the constant part from its lower third, where the relative
 * one is small, the relative part from its upper half, of logarithms where they exist. A series of fewer than nine readings
 * has one number for both thirds. NaN is passed over. Readings that rounding makes the same have at least its noise.
 *
 * @param step from one reading to the next that the signal can show.
 */
export function readingNoise(series: ArrayLike<number>, step = 0): ReadingNoise {
  const read = finiteOf(series);
  const order = read.toSorted();
  const [low = 0, middle = 0] = [order[Math.floor(read.length / 3)], order[read.length >> 1]];
  const isShort = read.length < 9;
  const lower = secondsSd(read, Number.NEGATIVE_INFINITY, isShort ? Number.POSITIVE_INFINITY : low);
  const constant = Number.isFinite(lower) ? lower : 0;
  const logs = new Float64Array(read.length);
  for (let n = 0; n < read.length; n += 1) logs[n] = Math.log(read[n] as number);
  const least = Math.log(Math.max(middle, Number.MIN_VALUE));
  const upper = secondsSd(logs, isShort ? Number.NEGATIVE_INFINITY : least, Number.POSITIVE_INFINITY);
  const level = order[Math.floor(0.75 * read.length)] ?? 0;
  const share = level > 0 ? constant / level : 0;
  const relative = Number.isFinite(upper) ? Math.sqrt(Math.max(0, upper ** 2 - share ** 2)) : 0;
  return { constant: Math.max(constant, step * roundingSd), relative, step };
}

/**
 * How far rounding alone may shift a mean of readings of a level: half a step where their noise does not spread them over
 * several steps, so that no number of readings helps; else it is noise like all of it.
 */
export function roundingShift(noise: ReadingNoise, level: number): number {
  return noiseAt(noise, level) < noise.step / 2 ? noise.step / 2 : 0;
}

/** Robust sd of one value by second differences whose middle value lies between these. */
function secondsSd(values: Float64Array, least: number, most: number): number {
  const seconds = new Float64Array(values.length);
  let count = 0;
  for (let n = 1; n + 1 < values.length; n += 1) {
    const before = values[n - 1] as number;
    const own = values[n] as number;
    const after = values[n + 1] as number;
    if (!(own >= least && own <= most) || !Number.isFinite(before + own + after)) continue;
    seconds[count] = (before - 2 * own + after) / Math.sqrt(6);
    count += 1;
  }
  return count < 3 ? Number.NaN : robustSd(seconds.subarray(0, count), 0);
}
