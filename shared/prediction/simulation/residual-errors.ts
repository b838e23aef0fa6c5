import { normalDistribution } from '../../base/normal.ts';
import type { ResidualSettings } from '../../compute/residual-settings.ts';
import { studentQuantile } from '../../experiment/statistics/student.ts';
import type { Residual } from '../../model/model.ts';

/** One signal of one trajectory: what its readings scatter about, and how. */
export interface ErrorSeries {
  readonly family: Residual['family'];
  readonly settings: ResidualSettings;
  /** Hours, ascending, [time]. */
  readonly times_h: Float64Array;
  /** Standard deviation of a reading (of Student errors without one the scale), [time]. */
  readonly sd: ArrayLike<number>;
  /** Whether there is a reading, [time]; errors go on from one reading to the next. */
  readonly isRead: (time: number) => boolean;
}

/** Parts of an error that have normals of their own: what lasts, what is white, value and slope of a discrepancy. */
export const errorParts = 4;

/**
 * Errors of a signal's readings as its likelihood has them (`compute/residual-density.ts`): standardised errors
 * e = rho e_last + sqrt(1 - rho^2) z with rho = exp(-gap / tau) and z of the family, independent ones where there is no tau;
 * a white share and a discrepancy on top of them.
 *
 * @param normals standard normal, [part][time]; only those parts that there are need any.
 * @returns [time]; 0 where there is no reading.
 */
export function residualErrors(series: ErrorSeries, normals: readonly Float64Array[]): Float64Array {
  const { family, settings, times_h, sd, isRead } = series;
  const { nu, correlation, whiteShare: share, discrepancy } = settings;
  const shape = family === 'student' && nu !== null && nu > 2 ? Math.sqrt((nu - 2) / nu) : 1;
  const out = new Float64Array(times_h.length);
  const missed = discrepancy === null ? null : discrepancies(series, discrepancy.time, normals);
  let last = 0;
  let lastTime = Number.NEGATIVE_INFINITY;
  for (let t = 0; t < out.length; t++) {
    if (!isRead(t)) continue;
    const z = ofFamily(family, nu, normalAt(normals, 0, t));
    const time = times_h[t] as number;
    const decay = correlation === null ? Number.NEGATIVE_INFINITY : -(time - lastTime) / correlation;
    const e = Math.exp(decay) * last + Math.sqrt(-Math.expm1(2 * decay)) * z;
    last = e;
    lastTime = time;
    const all = share === null ? e : Math.sqrt(1 - share) * e + Math.sqrt(share) * normalAt(normals, 1, t);
    const whole = sd[t] as number;
    if (discrepancy === null || missed === null) out[t] = all * whole * shape;
    else {
      // the deviation of a reading is that of both
      const own = Math.sqrt(Math.max(whole * whole - discrepancy.sd * discrepancy.sd, 0));
      out[t] = all * own + discrepancy.sd * (missed[t] as number);
    }
  }
  return out;
}

/** A Matern 3/2 process of variance 1 at the readings (`compute/error-processes.ts`), [time]. */
function discrepancies(
  { times_h, isRead }: ErrorSeries,
  lasts: number,
  normals: readonly Float64Array[],
): Float64Array {
  const out = new Float64Array(times_h.length);
  let [value, slope] = [0, 0];
  let lastTime = Number.NEGATIVE_INFINITY;
  for (let t = 0; t < out.length; t++) {
    if (!isRead(t)) continue;
    const u = Math.min((Math.sqrt(3) * ((times_h[t] as number) - lastTime)) / lasts, 700);
    lastTime = times_h[t] as number;
    const left = Math.exp(-u);
    const both = 2 * u * u * left * left;
    const valueSd = Math.sqrt(Math.max(1 - left * left * (1 + 2 * u + 2 * u * u), 0));
    const shared = valueSd === 0 ? 0 : both / valueSd;
    const slopeVariance = 1 - left * left * (1 - 2 * u + 2 * u * u) - shared * shared;
    const first = normalAt(normals, 2, t);
    [value, slope] = [
      left * ((1 + u) * value + u * slope) + valueSd * first,
      left * ((1 - u) * slope - u * value) +
        shared * first +
        Math.sqrt(Math.max(slopeVariance, 0)) * normalAt(normals, 3, t),
    ];
    out[t] = value;
  }
  return out;
}

function normalAt(normals: readonly Float64Array[], part: number, t: number): number {
  return normals[part]?.[t] ?? Number.NaN;
}

/** The quantile of a family's standard density where a standard normal has its value z. */
function ofFamily(family: Residual['family'], nu: number | null, z: number): number {
  switch (family) {
    case 'normal':
      return z;
    case 'laplace': {
      // variance 1; both tails are counted from their own end
      const tail = normalDistribution(-Math.abs(z));
      return (-Math.sign(z) * Math.log(2 * tail)) / Math.SQRT2;
    }
    case 'student':
      return studentQuantile(normalDistribution(z), nu ?? 4);
  }
}
