import { halfLogTwoPi } from '../../../base/normal.ts';
import { logDensity, logDensitySlope } from '../../prior/eta-prior.ts';
import { naturalSlope, toNatural } from '../../prior/transform.ts';
import { type Coordinate, type JointLayout, sharedParent } from './joint-layout.ts';

/**
 * log p of what is shared at one point, nats, and that of each well's own coordinates given it, into `own` [well]; their
 * gradient is added to `gradient`. The point's coordinates begin at `base` of `etas` and of `gradient`. A prior's mean or sd
 * that is a parameter is that parameter's value before any limit of the simulator.
 *
 * @param weights what the gradient of what is shared counts, and that of each well's own; left out: 1.
 */
export function addPriors(
  layout: JointLayout,
  etas: Float64Array,
  gradient: Float64Array,
  base: number,
  ofWells: Float64Array,
  weights?: PriorWeights,
): number {
  const { shared, own, wells, columns, places, fixed } = layout;
  let sum = 0;
  shared.forEach((coordinate, place) => {
    const parent = (column: number): Parent | null =>
      column < 0 ? null : parentAt(sharedParent(layout, coordinate, column));
    const parents = { mean: parent(coordinate.meanColumn), sd: parent(coordinate.sdColumn) };
    sum += add(coordinate, place, parents, weights?.shared ?? 1);
  });
  for (let w = 0; w < wells.length; w++) {
    const at = w * columns.length;
    const ofWell = (column: number): Parent | null =>
      column < 0 ? null : parentAt(places[at + column], fixed[at + column]);
    ofWells[w] = 0;
    const weight = weights?.wells[w] ?? 1;
    own.forEach((coordinate, c) => {
      const place = shared.length + w * own.length + c;
      const parents = { mean: ofWell(coordinate.meanColumn), sd: ofWell(coordinate.sdColumn) };
      ofWells[w] += add(coordinate, place, parents, weight);
    });
  }
  return sum;

  function parentAt(place: number, value = Number.NaN): Parent {
    if (place < 0) return { place, value, slope: 0 };
    const { transform } = columns[columnAt(place)].prior;
    const eta = etas[base + place];
    const natural = toNatural(transform, eta);
    return { place, value: natural, slope: naturalSlope(transform, eta, natural) };
  }

  function columnAt(place: number): number {
    return place < shared.length ? shared[place].column : own[(place - shared.length) % own.length].column;
  }

  function add({ prior }: Coordinate, place: number, { mean, sd }: Parents, weight: number): number {
    const eta = etas[base + place];
    if (mean === null && sd === null) {
      gradient[base + place] += weight * logDensitySlope(prior, eta);
      return logDensity(prior, eta);
    }
    const width = sd === null ? prior.sd : sd.value;
    const z = (eta - (mean === null ? prior.mean : mean.value)) / width;
    gradient[base + place] -= (weight * z) / width;
    if (mean !== null && mean.place >= 0) gradient[base + mean.place] += weight * (z / width) * mean.slope;
    if (sd !== null && sd.place >= 0) gradient[base + sd.place] += weight * ((z * z - 1) / width) * sd.slope;
    return -0.5 * z * z - Math.log(width) - halfLogTwoPi;
  }
}

export interface PriorWeights {
  readonly shared: number;
  /** [well]. */
  readonly wells: Float64Array;
}

interface Parents {
  /** null: the prior's own number. */
  readonly mean: Parent | null;
  readonly sd: Parent | null;
}

/** What stands for a prior's mean or sd: where, its value, and d value / d eta. */
interface Parent {
  readonly place: number;
  readonly value: number;
  readonly slope: number;
}
