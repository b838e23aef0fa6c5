import { robustSd } from '../statistics/robust.ts';

/** Standard deviation of one reading: sd^2 = constant^2 + (relative * level)^2. */
export interface ReadingNoise {
  /** In the signal's unit. */
  readonly constant: number;
  readonly relative: number;
}

export function noiseAt({ constant, relative }: ReadingNoise, level: number): number {
  return Math.hypot(constant, relative * level);
}

/**
 * The noise of a series, [cycle], from its second differences: the constant part from its lower third, where the relative
 * one is small, the relative part from its upper half, of logarithms where they exist. A series of fewer than nine readings
 * has one number for both thirds. NaN is passed over.
 */
export function readingNoise(series: ArrayLike<number>): ReadingNoise {
  const read = Float64Array.from(series).filter((value) => Number.isFinite(value));
  const order = Float64Array.from(read).sort();
  const [low = 0, middle = 0] = [order[Math.floor(read.length / 3)], order[read.length >> 1]];
  const constant = secondsSd(read, (value) => value <= low || read.length < 9);
  const upper = secondsSd(
    read.map((value) => Math.log(value)),
    (value) => value >= Math.log(Math.max(middle, Number.MIN_VALUE)) || read.length < 9,
  );
  const level = order[Math.floor(0.75 * read.length)] ?? 0;
  const share = level > 0 ? constant / level : 0;
  const relative = Number.isFinite(upper) ? Math.sqrt(Math.max(0, upper ** 2 - share ** 2)) : 0;
  return { constant: Number.isFinite(constant) ? constant : 0, relative };
}

/** Robust sd of one value by second differences whose middle value is asked for. */
function secondsSd(values: Float64Array, isAsked: (value: number) => boolean): number {
  const seconds: number[] = [];
  for (let n = 1; n + 1 < values.length; n += 1) {
    const [before, own, after] = [values[n - 1] as number, values[n] as number, values[n + 1] as number];
    if (isAsked(own) && Number.isFinite(before + own + after))
      seconds.push((before - 2 * own + after) / Math.sqrt(6));
  }
  return seconds.length < 3 ? Number.NaN : robustSd(seconds, 0);
}
