import { scaleOf } from '../moments.ts';
import type { WideOutputs } from '../network/heads.ts';

/** Of the series at hand, gathered for the loops over its draws; all [drawn], in eta. */
export interface SeriesMoments {
  /** The guide's mean m, log precision l and s = exp(-l / 2). */
  readonly mean: Float64Array;
  readonly logPrecision: Float64Array;
  readonly scale: Float64Array;
}

export function seriesMoments(drawn: number): SeriesMoments {
  return {
    mean: new Float64Array(drawn),
    logPrecision: new Float64Array(drawn),
    scale: new Float64Array(drawn),
  };
}

/** Makes `own` the moments of series number `series`. */
export function enterMoments(wide: WideOutputs, series: number, own: SeriesMoments): void {
  const drawn = own.mean.length;
  for (let d = 0; d < drawn; d++) {
    const l = wide.logPrecision[series * drawn + d];
    own.mean[d] = wide.mean[series * drawn + d];
    own.logPrecision[d] = l;
    own.scale[d] = scaleOf(l);
  }
}
