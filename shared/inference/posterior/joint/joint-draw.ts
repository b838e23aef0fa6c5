import { priorQuantile } from '../../prior/prior-draw.ts';
import { drawnSets, type MemberDraw, memberSpread } from './correlated-draw.ts';
import type { Coordinate, JointLayout } from './joint-layout.ts';
import { isStated, type JointPoint, type NormalPrior, ownNormal, sharedNormal } from './normal-prior.ts';

/**
 * Fills coordinates of a point with draws from their priors, given those that others go by: of what is shared first what goes by nothing,
 * then the rest in its order, then each well's own, so that what a prior goes by is known before what it is the prior of.
 *
 * @param eta the point [coordinate]; what `isGiven` says is given stays as it is.
 * @param normals standard normal, [coordinate].
 */
export function drawPriors(
  layout: JointLayout,
  eta: Float64Array,
  normals: Float64Array,
  isGiven: (coordinate: number) => boolean,
): void {
  const { shared, own, wells } = layout;
  const point: JointPoint = { layout, etas: eta, base: 0 };
  const draw = (place: number, coordinate: Coordinate, of: () => NormalPrior): void => {
    if (isGiven(place)) return;
    if (isStated(coordinate)) eta[place] = priorQuantile(coordinate.prior, normals[place]);
    else {
      const { mean, sd } = of();
      eta[place] = mean + sd.value * normals[place];
    }
  };
  for (const stated of [true, false]) {
    shared.forEach((one, c) => {
      if (isStated(one) === stated) draw(c, one, () => sharedNormal(point, one));
    });
  }
  for (let w = 0; w < wells.length; w++) {
    const first = shared.length + w * own.length;
    const sets = drawnSets(point, w, isGiven);
    own.forEach((one, k) => {
      const member = memberOf(sets, k);
      if (member === null) draw(first + k, one, () => ownNormal(point, w, one));
      else if (!isGiven(first + k)) {
        const { mean, sd } = ownNormal(point, w, one);
        eta[first + k] = mean + sd.value * memberSpread(member, normals[first + k]);
      }
    });
  }
}

function memberOf(sets: readonly MemberDraw['set'][], k: number): MemberDraw | null {
  for (const set of sets) {
    const at = set.order.indexOf(k);
    if (at >= 0) return { set, at };
  }
  return null;
}
