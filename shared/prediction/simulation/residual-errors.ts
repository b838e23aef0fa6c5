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

/**
 * Errors of a signal's readings as its likelihood has them (`compute/residual-density.ts`): standardised errors
 * e = rho e_last + sqrt(1 - rho^2) z with rho = exp(-gap / tau) and z of the family, independent ones where there is no tau.
 *
 * @param normals standard normal, [time].
 * @returns [time]; 0 where there is no reading.
 */
export function residualErrors(series: ErrorSeries, normals: Float64Array): Float64Array {
  const { family, settings, times_h, sd, isRead } = series;
  const { nu, correlation } = settings;
  const shape = family === 'student' && nu !== null && nu > 2 ? Math.sqrt((nu - 2) / nu) : 1;
  const out = new Float64Array(times_h.length);
  let last = 0;
  let lastTime = Number.NEGATIVE_INFINITY;
  for (let t = 0; t < out.length; t++) {
    if (!isRead(t)) continue;
    const z = ofFamily(family, nu, normals[t] as number);
    const time = times_h[t] as number;
    const decay = correlation === null ? Number.NEGATIVE_INFINITY : -(time - lastTime) / correlation;
    const e = Math.exp(decay) * last + Math.sqrt(-Math.expm1(2 * decay)) * z;
    last = e;
    lastTime = time;
    out[t] = e * (sd[t] as number) * shape;
  }
  return out;
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
