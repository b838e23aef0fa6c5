import { halfLogTwoPi } from '../../../base/normal.ts';
import { solveLower, solveUpper } from '../metric/symmetric.ts';
import { addRootSlopes, type CorrelatedSet, rootAt } from './correlations.ts';
import { type JointPoint, type NormalPrior, ownNormal } from './normal-prior.ts';

/** A set at one point, and what the wells so far want of its correlations. */
export interface CorrelatedSum {
  readonly set: CorrelatedSet;
  /** L. */
  readonly root: Float64Array;
  readonly byRoot: Float64Array;
}

export function beginCorrelated(set: CorrelatedSet, { etas, base }: JointPoint): CorrelatedSum {
  const root = rootAt(set, etas, base);
  return { set, root, byRoot: new Float64Array(root.length) };
}

/**
 * log p of the members' values in one well given what is shared, nats: with e = (z - m) / s and v = L^-1 e
 *
 *     log p = sum_i [ - v_i^2 / 2 - log L_ii - log s_i ] - (d / 2) log 2 pi.
 *
 * Adds its gradient, but that by the correlations, which waits for all wells. With a = L'^-1 v = R^-1 e it is - a / s by z, a / s by m,
 * (a e - 1) / s by s, and a v' less 1 / L_ii on the diagonal by L.
 */
export function addCorrelated(
  { set: { members }, root, byRoot }: CorrelatedSum,
  point: JointPoint,
  gradient: Float64Array,
  { w, weight }: { readonly w: number; readonly weight: number },
): number {
  const { layout, etas, base } = point;
  const { shared, own } = layout;
  const d = members.length;
  const e = new Float64Array(d);
  const normals: NormalPrior[] = [];
  const first = base + shared.length + w * own.length;
  for (let i = 0; i < d; i++) {
    const normal = ownNormal(point, w, own[members[i]]);
    normals.push(normal);
    e[i] = (etas[first + members[i]] - normal.mean) / normal.sd.value;
  }
  const v = e.slice();
  solveLower(root, d, v);
  const a = v.slice();
  solveUpper(root, d, a);
  let sum = -d * halfLogTwoPi;
  for (let i = 0; i < d; i++) {
    const { sd, pulls } = normals[i];
    sum -= 0.5 * v[i] * v[i] + Math.log(root[i * d + i]) + Math.log(sd.value);
    const pull = (weight * a[i]) / sd.value;
    gradient[first + members[i]] -= pull;
    for (const { place, slope } of pulls) if (place >= 0) gradient[base + place] += pull * slope;
    if (sd.place >= 0) gradient[base + sd.place] += weight * ((a[i] * e[i] - 1) / sd.value) * sd.slope;
    for (let j = 0; j <= i; j++) byRoot[i * d + j] += weight * a[i] * v[j];
    byRoot[i * d + i] -= weight / root[i * d + i];
  }
  return sum;
}

/** Adds the gradient by the correlations. */
export function endCorrelated(
  { set, root, byRoot }: CorrelatedSum,
  { etas, base }: JointPoint,
  gradient: Float64Array,
): void {
  addRootSlopes(set, { root, byRoot }, etas, gradient, base);
}
