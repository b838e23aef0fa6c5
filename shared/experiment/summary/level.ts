import { leastSquares } from '../statistics/least-squares.ts';
import { studentQuantile } from '../statistics/student.ts';
import { noiseAt, readingNoise } from './reading-noise.ts';
import { type Measured, notKnown } from './summary-row.ts';

/** Readings at the end through which a line is laid for the end point. */
const lastReadings = 5;
/** Readings from which on a series knows its noise better than those five do, and about how well it then knows it. */
const longSeries = 20;
const noiseFreedom = 10;

/** The level at the last reading: of a line through the last five, with its error; single readings have none. */
export function endPoint(hours: Float64Array | null, levels: Float64Array, unit: string): Measured {
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
  const factor = Math.sqrt((line.covariance[0] ?? 0) / line.residualVariance);
  const noise = noiseAt(readingNoise(levels), value);
  const own = studentQuantile(0.975, line.degreesOfFreedom) * Math.sqrt(line.covariance[0] ?? 0);
  // Five readings say little of their noise: a long series says more.
  const isKnown = read.length >= longSeries && noise > 0 && Number.isFinite(factor);
  const half = isKnown ? studentQuantile(0.975, noiseFreedom) * noise * factor : own;
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
export function areaUnder(hours: Float64Array | null, levels: Float64Array, unit: string): Measured {
  const of = unit === '' ? 'h' : `${unit} h`;
  if (hours === null) return notKnown(of, 'the file has no times');
  const at = [...levels.keys()].filter((n) => Number.isFinite(levels[n]));
  if (at.length < 3) return notKnown(of, 'fewer than three readings');
  const noise = readingNoise(levels);
  let [value, variance] = [0, 0];
  at.forEach((n, k) => {
    const [before, after] = [at[k - 1] ?? n, at[k + 1] ?? n];
    const width = ((hours[after] ?? 0) - (hours[before] ?? 0)) / 2;
    value += width * (levels[n] ?? 0);
    variance += (width * noiseAt(noise, levels[n] ?? 0)) ** 2;
  });
  const half = 1.96 * Math.sqrt(variance);
  const window_h = [hours[at[0] ?? 0] ?? 0, hours[at.at(-1) ?? 0] ?? 0] as const;
  return { value, low: value - half, high: value + half, unit: of, window_h, r2: null, note: '' };
}
