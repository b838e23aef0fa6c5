import { sigmoid } from '../../prior/transform.ts';
import { cholesky } from '../metric/symmetric.ts';

/**
 * Own parameters of wells that go together: given what is shared, those of a well are normal with means m, standard deviations s and
 * correlations R,
 *
 *     z = m + s L v,     v ~ N(0, I),     L L' = R,
 *
 * and L is made of partial correlations w_ij (of i and j < i given all before j), which are free of each other in (-1, 1):
 *
 *     L_ij = w_ij prod_{k<j} sqrt(1 - w_ik^2),     L_ii = prod_{k<i} sqrt(1 - w_ik^2),     w = tanh(eta / 2).
 */
export interface CorrelatedSet {
  /** Which of a well's own coordinates, ascending. */
  readonly members: readonly number[];
  /** Shared coordinates of w: (1, 0), (2, 0), (2, 1), (3, 0) ... */
  readonly places: readonly number[];
}

/** Index of (i, j), j < i, in that order. */
export function pairIndex(i: number, j: number): number {
  return (i * (i - 1)) / 2 + j;
}

/** Which pair a shared coordinate is the partial correlation of; null: of none. */
export function pairOf(
  correlated: readonly CorrelatedSet[],
  place: number,
): { readonly set: CorrelatedSet; readonly i: number; readonly j: number } | null {
  for (const set of correlated) {
    const at = set.places.indexOf(place);
    if (at < 0) continue;
    const i = set.members.findIndex((_, member) => pairIndex(member + 1, 0) > at);
    return { set, i, j: at - pairIndex(i, 0) };
  }
  return null;
}

/** L, [member, member], at a point that begins at `base` of `etas`. */
export function rootAt(
  { members, places }: CorrelatedSet,
  etas: ArrayLike<number>,
  base: number,
): Float64Array {
  const d = members.length;
  const root = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    let rest = 1;
    for (let j = 0; j < i; j++) {
      const eta = etas[base + places[pairIndex(i, j)]];
      root[i * d + j] = rest * Math.tanh(eta / 2);
      // 1 - tanh^2 without cancellation
      rest *= 2 * Math.sqrt(sigmoid(eta) * sigmoid(-eta));
    }
    root[i * d + i] = rest;
  }
  return root;
}

/** Adds to the gradient by eta what the slopes by L say. @param byRoot [member, member]. */
export function addRootSlopes(
  { members, places }: CorrelatedSet,
  { root, byRoot }: { readonly root: Float64Array; readonly byRoot: Float64Array },
  etas: ArrayLike<number>,
  gradient: Float64Array,
  base: number,
): void {
  const d = members.length;
  for (let i = 1; i < d; i++) {
    let rest = 1;
    for (let j = 0; j < i; j++) {
      const at = base + places[pairIndex(i, j)];
      const [up, down] = [sigmoid(etas[at]), sigmoid(-etas[at])];
      // d L_ij / d eta = rest (1 - w^2) / 2, and d L_im / d eta = - w L_im / 2 of all behind it
      let slope = byRoot[i * d + j] * rest * 2 * up * down;
      for (let m = j + 1; m <= i; m++) slope -= 0.5 * (up - down) * byRoot[i * d + m] * root[i * d + m];
      gradient[at] += slope;
      rest *= 2 * Math.sqrt(up * down);
    }
  }
}

/** R of L, [member, member]. */
export function correlationsOf(root: Float64Array, d: number): Float64Array {
  const out = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k <= j; k++) sum += root[i * d + k] * root[j * d + k];
      out[i * d + j] = sum;
      out[j * d + i] = sum;
    }
  }
  return out;
}

/** L with the members in another order, [place in the order, place in the order]; null: R is singular, as far as numbers go. */
export function rootInOrder(root: Float64Array, order: readonly number[]): Float64Array | null {
  const d = order.length;
  const all = correlationsOf(root, d);
  return cholesky(
    Float64Array.from({ length: d * d }, (_, at) => all[order[Math.floor(at / d)] * d + order[at % d]]),
    d,
  );
}

/** eta of R in the order of `places`; null: no members can go together so, since R is not positive definite. */
export function etaOfCorrelations(correlations: Float64Array, d: number): Float64Array | null {
  const root = cholesky(correlations, d);
  if (root === null) return null;
  const out = new Float64Array(pairIndex(d, 0));
  for (let i = 1; i < d; i++) {
    let rest = 1;
    for (let j = 0; j < i; j++) {
      const w = root[i * d + j] / Math.sqrt(rest);
      if (!(Math.abs(w) < 1)) return null;
      out[pairIndex(i, j)] = 2 * Math.atanh(w);
      rest -= root[i * d + j] ** 2;
    }
  }
  return out;
}
