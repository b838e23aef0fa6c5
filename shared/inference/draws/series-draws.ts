import type { SeriesForms } from './series-forms.ts';
import type { MemoryArray } from './simd/array-memory.ts';

/** One series of a batch: its number there, its well (index into the individuals), its trajectories from .. to. */
export interface SeriesDraws {
  readonly well: number;
  readonly series: number;
  readonly from: number;
  readonly to: number;
}

/**
 * What of -log q(eta) counts in a gradient by the guide's moments, the draw moving with them:
 *
 *     whole   the moments inside log q move as well. Of a guide that is normal that is the same for all draws.
 *     path    moments are held inside log q: each draw's slope holds -d log q / d eta, times what the draw counts. Where q of
 *             a parameter depends on another's draw, that draw moves there too.
 */
export type DensityMotion = 'whole' | 'path';

/** The draws of a series that count in its gradient: the first `count` that `chosen` lists. */
export interface CountedDraws extends SeriesDraws {
  readonly count: number;
  /** What the slope of each draw counts, [trajectory]. */
  readonly coefficients: Float64Array;
  /** Of a series of which no draw counts there is nothing to move. */
  readonly density: DensityMotion;
  /** d loss by d bound of the series. */
  readonly scale: number;
}

/** The chosen draws start .. end of a series, and what each counts, [trajectory]. */
export interface DrawBlock {
  readonly start: number;
  readonly end: number;
  readonly coefficients: Float64Array;
}

/** Trajectories that weigh something, into `chosen`; how many. */
export function chooseDraws({ from, to }: SeriesDraws, weight: Float64Array, chosen: Int32Array): number {
  let count = 0;
  for (let t = from; t < to; t++) if (weight[t] !== 0) chosen[count++] = t;
  return count;
}

/** What drawing and summing work in, whatever the guide. */
export interface DrawArrays {
  /** Lengths of a trajectory's rows: drawn parameters, and the model's. */
  readonly drawn: number;
  readonly width: number;
  /** eps, [trajectory, drawn]. */
  readonly noise: MemoryArray;
  /** [trajectory, model parameter], natural scale. What no draw, point or factor decides is there from the beginning. */
  readonly parameters: MemoryArray;
  /** d log p(x) by the parameters, [trajectory, model parameter]. */
  readonly gradient: Float64Array;
  /** log p(eta) - log q(eta), [trajectory]. */
  readonly logRatio: MemoryArray;
  /** Of the series at hand. */
  readonly forms: SeriesForms;
  /** Of the series at hand: trajectories that count something, [draw]. */
  readonly chosen: Int32Array;
}
