import { halfLogTwoPi } from '../../../base/normal.ts';
import { logDensity, logDensitySlope } from '../../prior/eta-prior.ts';
import { addCorrelated, beginCorrelated, endCorrelated } from './correlated-prior.ts';
import type { Coordinate, JointLayout } from './joint-layout.ts';
import { isStated, type JointPoint, type NormalPrior, ownNormal, sharedNormal } from './normal-prior.ts';

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
  const { shared, own, wells } = layout;
  const point: JointPoint = { layout, etas, base };
  let sum = 0;
  shared.forEach((coordinate, place) => {
    sum += add(coordinate, place, () => sharedNormal(point, coordinate), weights?.shared ?? 1);
  });
  const sets = layout.correlated.map((set) => beginCorrelated(set, point));
  const isAlone = own.map((_, c) => !sets.some(({ set }) => set.members.includes(c)));
  for (let w = 0; w < wells.length; w++) {
    ofWells[w] = 0;
    const weight = weights?.wells[w] ?? 1;
    own.forEach((coordinate, c) => {
      if (!isAlone[c]) return;
      const place = shared.length + w * own.length + c;
      ofWells[w] += add(coordinate, place, () => ownNormal(point, w, coordinate), weight);
    });
    for (const set of sets) ofWells[w] += addCorrelated(set, point, gradient, { w, weight });
  }
  for (const set of sets) endCorrelated(set, point, gradient);
  return sum;

  function add(coordinate: Coordinate, place: number, of: () => NormalPrior, weight: number): number {
    const eta = etas[base + place];
    if (isStated(coordinate)) {
      gradient[base + place] += weight * logDensitySlope(coordinate.prior, eta);
      return logDensity(coordinate.prior, eta);
    }
    const { mean, sd, pulls } = of();
    const z = (eta - mean) / sd.value;
    gradient[base + place] -= (weight * z) / sd.value;
    for (const pull of pulls)
      if (pull.place >= 0) gradient[base + pull.place] += weight * (z / sd.value) * pull.slope;
    if (sd.place >= 0) gradient[base + sd.place] += weight * ((z * z - 1) / sd.value) * sd.slope;
    return -0.5 * z * z - Math.log(sd.value) - halfLogTwoPi;
  }
}

export interface PriorWeights {
  readonly shared: number;
  /** [well]. */
  readonly wells: Float64Array;
}
