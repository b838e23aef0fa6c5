import type { EtaDraws } from '../../draws/enter-draws.ts';
import type { EtaSlopes } from '../../draws/eta-slopes.ts';
import type { DrawArrays } from '../../draws/series-draws.ts';
import { etaOf, logDensityOfDraw } from './eta.ts';
import type { SeriesMoments } from './series-moments.ts';

/** The draws of the series at hand, made of the arrays' noise and its moments, and the sums that take their slopes. */
export interface SeriesEtas extends EtaDraws, EtaSlopes {
  readonly arrays: DrawArrays;
}

/** Of the series at hand, kept from one to the next. */
export interface SeriesState {
  readonly own: SeriesMoments;
  /** Sums over its draws as in `slope-sums.ts`, [drawn]. */
  readonly sums: Float64Array;
  readonly noiseSums: Float64Array;
  /** Those last made. */
  etas: SeriesEtas | null;
}

/** The same object as long as the arrays are the same: loops over draws are a tenth quicker with functions that stay. */
export function etasOf(arrays: DrawArrays, state: SeriesState): SeriesEtas {
  if (state.etas?.arrays === arrays) return state.etas;
  const { own, sums, noiseSums } = state;
  const { noise, drawn } = arrays;
  const etas: SeriesEtas = {
    arrays,
    eta: (d, t) => etaOf(own.mean[d], own.scale[d], noise[t * drawn + d]),
    logDensity: (d, t) => logDensityOfDraw(own.logPrecision[d], noise[t * drawn + d]),
    add(d, t, slope) {
      sums[d] += slope;
      noiseSums[d] += slope * noise[t * drawn + d];
    },
  };
  state.etas = etas;
  return etas;
}
