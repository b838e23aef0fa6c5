import { leastSquares } from '../statistics/least-squares.ts';
import { studentQuantile } from '../statistics/student.ts';
import { noiseAt, readingNoise, roundingShift } from './reading-noise.ts';
import { type Measured, notKnown } from './summary-row.ts';

/** Readings at the end through which a line is laid for the end point. */
const lastReadings = 5;
/** Readings from which on a series knows its noise better than those five do, and about how well it then knows it. */
const longSeries = 20;
const noiseFreedom = 10;

/**
 * The level at the last reading: of a line through the last five, with its error; single readings have none.
 *
 * @param step from one reading to the next that the signal can show: no level is known better than to half of it.
 */
export function endPoint(hours: Float64Array | null, levels: Float64Array, unit: string, step = 0): Measured {
  const read = [...levels.keys()].filter((n) => Number.isFinite(levels[n]));
  const at = read.slice(-lastReadings);
  const last = levels[at.at(-1) ?? -1];
  if (last === undefined) return notKnown(unit, 'no reading');
  if (at.length < 4 || hours === null) {
    const note = `${at.length === 1 ? 'a single reading' : hours === null ? 'the file has no times' : `only ${at.length} readings`}: no interval`;
    return { value: last, low: Number.NaN, high: Number.NaN, unit, window_h: null, r2: null, note };
  }
  const [begin = 0, end = 0] = [hours[at[0] ?? 0], hours[at.at(-1) ?? 0]];
  const line = leastSquares(
    [at.map(() => 1), at.map((n) => (hours[n] ?? 0) - end)],
    at.map((n) => levels[n] ?? 0),
  );
  if (line === null) return notKnown(unit, 'the last readings have one time');
  const value = line.coefficients[0] ?? Number.NaN;
  const factor = Math.sqrt(line.unitCovariance[0] ?? Number.NaN);
  const noise = noiseAt(readingNoise(levels, step), value);
  const own = studentQuantile(0.975, line.degreesOfFreedom) * Math.sqrt(line.covariance[0] ?? 0);
  // Five readings say little of their noise: a long series says more.
  const isKnown = read.length >= longSeries && noise > 0 && Number.isFinite(factor);
  const scattered = isKnown ? studentQuantile(0.975, noiseFreedom) * noise * factor : own;
  // Each reading may be off by half a step, with the weight that the line gives it at its end.
  const [ofLevel = 0, ofSlope = 0] = line.unitCovariance;
  const weights = at.reduce((sum, n) => sum + Math.abs(ofLevel + ofSlope * ((hours[n] ?? 0) - end)), 0);
  const half = Math.max(scattered, (weights * step) / 2);
  return {
    value,
    low: value - half,
    high: value + half,
    unit,
    window_h: [begin, end],
    r2: null,
    note: '',
  };
}

/** The area under the readings over the whole run, by trapezoids, with the error that their noise leaves. */
export function areaUnder(
  hours: Float64Array | null,
  levels: Float64Array,
  unit: string,
  step = 0,
): Measured {
  const of = unit === '' ? 'h' : `${unit} h`;
  if (hours === null) return notKnown(of, 'the file has no times');
  const at = [...levels.keys()].filter((n) => Number.isFinite(levels[n]));
  if (at.length < 3) return notKnown(of, 'fewer than three readings');
  const noise = readingNoise(levels, step);
  let [value, variance, shift] = [0, 0, 0];
  at.forEach((n, k) => {
    const [before, after] = [at[k - 1] ?? n, at[k + 1] ?? n];
    const width = ((hours[after] ?? 0) - (hours[before] ?? 0)) / 2;
    value += width * (levels[n] ?? 0);
    shift += width * roundingShift(noise, levels[n] ?? 0);
    variance += (width * noiseAt(noise, levels[n] ?? 0)) ** 2;
  });
  const half = Math.max(1.96 * Math.sqrt(variance), shift);
  const window_h = [hours[at[0] ?? 0] ?? 0, hours[at.at(-1) ?? 0] ?? 0] as const;
  return { value, low: value - half, high: value + half, unit: of, window_h, r2: null, note: '' };
}
