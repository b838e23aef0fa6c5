import { leastSquares } from '../statistics/least-squares.ts';
import type { DensityLinearity } from './step.ts';

/** From a reading to the one that would have been if it were proportional to cells. */
export interface LinearityCurve {
  /** NaN: the reading is beyond what the form can have. */
  proportional(reading: number): number;
  /** Standard error of `proportional(reading)`, from the dilution series' spread. */
  sd(reading: number): number;
  /** The largest reading of the series: beyond it nothing is known. */
  readonly most: number;
}

/** null and half a sentence why. */
export type LinearityFit =
  | { readonly curve: LinearityCurve }
  | { readonly curve: null; readonly fault: string };

/**
 * Fits what a dilution series of one culture shows, readings less their blank. Errors are taken to be proportional to the
 * reading. `relative` is the share of the undiluted culture, y its reading; in the limit of small readings both are
 * proportional, which sets the scale, so y itself needs no unit.
 *
 * - polynomial: k relative = y + b y^2 (+ c y^3 with six different dilutions or more)
 * - saturation: 1 / y = 1 / (k relative) + 1 / S, a reading that ends at S
 */
export function fitLinearity({ form, series }: DensityLinearity): LinearityFit {
  const points = series.filter(({ relative, reading }) => relative > 0 && reading > 0);
  const levels = new Set(points.map(({ relative }) => relative)).size;
  if (levels < 4)
    return { curve: null, fault: `the series has ${levels} different dilutions with a reading above 0` };
  return form === 'polynomial' ? polynomial(points, levels) : saturation(points);
}

type Points = DensityLinearity['series'];

function polynomial(points: Points, levels: number): LinearityFit {
  const powers = levels >= 6 ? [1, 2, 3] : [1, 2];
  const fit = leastSquares(
    powers.map((power) => points.map(({ relative, reading }) => reading ** power / relative)),
    points.map(() => 1),
  );
  const first = fit?.coefficients[0] ?? Number.NaN;
  if (fit === null || !(first > 0))
    return { curve: null, fault: 'the readings do not grow with the share of culture' };
  const { coefficients, covariance } = fit;
  const size = powers.length;
  const proportional = (y: number): number =>
    powers.reduce((sum, power, n) => sum + ((coefficients[n] ?? 0) / first) * y ** power, 0);
  const most = mostReading(points);
  for (let y = 0; y <= most; y += most / 200) {
    const slope = powers.reduce(
      (sum, power, n) => sum + power * ((coefficients[n] ?? 0) / first) * y ** (power - 1),
      0,
    );
    if (!(slope > 0))
      return { curve: null, fault: `the polynomial falls at a reading of ${y.toPrecision(3)}` };
  }
  const sd = (y: number): number => {
    const bend = proportional(y) - y;
    const gradient = powers.map((power, n) => (n === 0 ? -bend / first : y ** power / first));
    let variance = 0;
    for (const [a, left] of gradient.entries())
      for (const [b, right] of gradient.entries()) variance += left * right * (covariance[a * size + b] ?? 0);
    return Math.sqrt(variance);
  };
  return { curve: { proportional, sd, most } };
}

function saturation(points: Points): LinearityFit {
  const fit = leastSquares(
    [points.map(({ reading }) => reading), points.map(({ relative, reading }) => reading / relative)],
    points.map(() => 1),
  );
  const inverseEnd = fit?.coefficients[0] ?? Number.NaN;
  if (fit === null || !(inverseEnd > 0))
    return { curve: null, fault: 'the readings do not level off, so there is no saturation to correct' };
  const error = Math.sqrt(fit.covariance[0] ?? Number.NaN);
  const proportional = (y: number): number => {
    if (y <= 0) return y;
    const rest = 1 / y - inverseEnd;
    return rest > 0 ? 1 / rest : Number.NaN;
  };
  return {
    curve: { proportional, sd: (y) => proportional(y) ** 2 * error, most: mostReading(points) },
  };
}

function mostReading(points: Points): number {
  return points.reduce((most, { reading }) => Math.max(most, reading), 0);
}
