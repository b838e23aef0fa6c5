import { studentQuantile } from '../statistics/student.ts';
import { noiseAt, type ReadingNoise } from './reading-noise.ts';

/** A stretch of a growth curve along which its logarithm is straight, and the line through it. */
export interface GrowthWindow {
  /** Cycles, first and last, from 0. */
  readonly first: number;
  readonly last: number;
  /** Per hour: of the line, and its interval of 95 %. */
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly rateError: number;
  /** Of the line, weighted as it was fitted. */
  readonly r2: number;
  /** A point of the line: its weighted middle, where the errors of level and rate are independent. Hours, and a logarithm. */
  readonly middle_h: number;
  readonly middleLog: number;
  readonly middleError: number;
}

const fewestReadings = 5;
/** Levels must stand so many deviations of their noise above 0, or their logarithm says nothing. */
const leastLevel = 5;
/** Windows are compared by the lower end of this interval: short ones, steep by chance, have a low one. */
const comparedBy = 0.998;
/** Straight windows whose rate is known this many times worse than that of the best still say how steep the curve may be. */
const speaksFor = 3;

/**
 * The steepest straight stretch of log(level) over time: weighted least squares in windows of every length, of which those
 * that a parabola fits better (95 %) are left out; of the others the one whose rate is certainly large. So a long stretch of
 * a true exponential wins over a short one that noise made steep (compare the windows of fixed length of Hall et al., Mol.
 * Biol. Evol. 31 (2014) 232-238). `hours` and `levels` [cycle]. null: nothing grows.
 *
 * The interval is that of the line; its upper end is the largest of the upper ends of all straight windows that are not
 * much less certain, for the steepest slope of a curve that bends is larger than that of any stretch of it. On logistic,
 * Gompertz and Baranyi curves it holds the steepest slope in 95 to 99 of 100 (test/laws/summary-coverage.test.ts).
 */
export function growthWindow(
  hours: ArrayLike<number>,
  levels: ArrayLike<number>,
  noise: ReadingNoise,
): GrowthWindow | null {
  const cycles = Array.from({ length: levels.length }, (_, n) => n).filter((n) => {
    const level = levels[n] ?? Number.NaN;
    return level > leastLevel * noise.constant && level > 0 && Number.isFinite(hours[n]);
  });
  const sums = prefixSums(
    cycles.map((n) => hours[n] ?? 0),
    cycles.map((n) => levels[n] ?? 0),
    noise,
  );
  // Of the straight windows, each after the other: its upper end and the error of its rate.
  const straight: number[] = [];
  let best: GrowthWindow | null = null;
  let bound = 0;
  for (const length of lengths(cycles.length)) {
    for (let start = 0; start + length <= cycles.length; start += Math.max(1, Math.floor(length / 8))) {
      const fitted = fitWindow(sums, start, start + length);
      if (fitted === null) continue;
      straight.push(fitted.high, fitted.rateError);
      const certain = fitted.rate - studentQuantile(comparedBy, length - 2) * fitted.rateError;
      if (!(certain > bound)) continue;
      best = { ...fitted, first: cycles[start] ?? 0, last: cycles[start + length - 1] ?? 0 };
      bound = certain;
    }
  }
  if (best === null) return null;
  const enough = speaksFor * best.rateError;
  let { high } = best;
  for (let n = 0; n < straight.length; n += 2)
    if ((straight[n + 1] as number) <= enough) high = Math.max(high, straight[n] as number);
  return { ...best, high };
}

/** 5, 6, 8, 10, 12, ... */
function lengths(most: number): readonly number[] {
  const all: number[] = [];
  for (let length = fewestReadings; length <= most; length = Math.round(1.25 * length)) all.push(length);
  return all;
}

/** Sums up to each reading of w t^k (k = 0 to 4), w y t^k (k = 0 to 2) and w y^2, y = log(level), t from the first hour. */
interface PrefixSums {
  readonly start_h: number;
  readonly sums: readonly Float64Array[];
  readonly times: readonly number[];
}

const powers = 5;

function prefixSums(hours: readonly number[], levels: readonly number[], noise: ReadingNoise): PrefixSums {
  const start_h = hours[0] ?? 0;
  const times = hours.map((hour) => hour - start_h);
  const sums = Array.from({ length: powers + 4 }, () => new Float64Array(times.length + 1));
  const terms = new Float64Array(sums.length);
  times.forEach((time, n) => {
    const level = levels[n] ?? 0;
    const y = Math.log(level);
    // By the error of a logarithm: sd(level) / level.
    const weight = (level / noiseAt(noise, level)) ** 2;
    for (let k = 0; k < powers; k += 1) terms[k] = weight * time ** k;
    terms[powers] = weight * y;
    terms[powers + 1] = weight * y * time;
    terms[powers + 2] = weight * y * time ** 2;
    terms[powers + 3] = weight * y ** 2;
    for (const [k, sum] of sums.entries()) sum[n + 1] = (sum[n] as number) + (terms[k] as number);
  });
  return { start_h, sums, times };
}

/** A line through readings from `start` up to `end`; null: it bends more than its scatter explains. */
function fitWindow(
  { start_h, sums, times }: PrefixSums,
  start: number,
  end: number,
): Omit<GrowthWindow, 'first' | 'last'> | null {
  const of = (k: number): number => {
    const sum = sums[k] as Float64Array;
    return (sum[end] as number) - (sum[start] as number);
  };
  const count = end - start;
  const s = of(0);
  const s1 = of(1);
  const s2 = of(2);
  const s3 = of(3);
  const s4 = of(4);
  const y0 = of(5);
  const y1 = of(6);
  const y2 = of(7);
  const yy = of(8);
  const middle = s1 / s;
  // Moments about the middle of the window.
  const m2 = s2 - middle * s1;
  const m3 = s3 - 3 * middle * s2 + 3 * middle ** 2 * s1 - middle ** 3 * s;
  const m4 = s4 - 4 * middle * s3 + 6 * middle ** 2 * s2 - 4 * middle ** 3 * s1 + middle ** 4 * s;
  const slopeSum = y1 - middle * y0;
  const rate = slopeSum / m2;
  const variance = yy - y0 ** 2 / s;
  const residual = Math.max(0, variance - rate * slopeSum);
  // The part of t^2 that no line has, and what of y goes with it.
  const bendSum = m4 - m3 ** 2 / m2 - m2 ** 2 / s;
  const bendWith = y2 - 2 * middle * y1 + middle ** 2 * y0 - (m2 / s) * y0 - (m3 / m2) * slopeSum;
  const bend = bendWith / bendSum;
  const bentResidual = Math.max(0, residual - bend * bendWith);
  const bendError = Math.sqrt(Math.max(1, bentResidual / (count - 3)) / bendSum);
  if (Math.abs(bend) > studentQuantile(0.975, count - 3) * bendError) return null;
  // A few readings may lie on a line by chance: the error is at least what the noise of readings makes it.
  const scatter = Math.max(1, residual / (count - 2));
  const rateError = Math.sqrt(scatter / m2);
  const half = studentQuantile(0.975, count - 2) * rateError;
  const slopeAt = (time: number): number => rate + bend * (2 * (time - middle) - m3 / m2);
  return {
    rate,
    low: rate - half,
    high: Math.max(rate + half, slopeAt(times[start] ?? 0), slopeAt(times[end - 1] ?? 0)),
    rateError,
    r2: 1 - residual / variance,
    middle_h: start_h + middle,
    middleLog: y0 / s,
    middleError: Math.sqrt(scatter / s),
  };
}
