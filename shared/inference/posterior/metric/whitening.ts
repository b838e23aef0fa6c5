import type { JointLayout } from '../joint/joint-layout.ts';
import type { Arrowhead } from './arrowhead.ts';
import {
  cholesky,
  inverseTransposed,
  solveLower,
  solveUpper,
  squareProduct,
  withFloor,
} from './symmetric.ts';

/**
 * A linear map from coordinates x in which a posterior is nearly standard normal to eta, block by block:
 *
 *     u = u0 + A x_u,     z_i = z0_i + B_i (u - u0) + D_i x_i,
 *
 * so that a well's own values follow what is shared. Linear in the number of wells, in work and memory.
 */
export interface Whitening {
  /** eta at x = 0, [coordinate]. */
  readonly centre: Float64Array;
  /** A, [shared, shared]. */
  readonly shared: Float64Array;
  /** B, [well, own, shared]. */
  readonly coupling: Float64Array;
  /** D, [well, own, own]. */
  readonly own: Float64Array;
}

/** Directions that the data say nothing of have at least the curvature that priors give them; below it differences are noise. */
const leastCurvature = 0.05;

export interface Laplace {
  readonly whitening: Whitening;
  /** Directions whose curvature was negative or nearly none: 0 at a well-formed mode. */
  readonly raised: number;
  /** log determinant of the covariance / 2 of eta under the Laplace approximation. */
  readonly logVolume: number;
}

/**
 * The map under which the normal with the given precision is standard: Z_i = L L', D_i = L'^-1, B_i = -Z_i^-1 C_i', and of the
 * Schur complement S = U - sum_i C_i Z_i^-1 C_i' likewise A.
 */
export function laplaceAt(layout: JointLayout, centre: Float64Array, arrowhead: Arrowhead): Laplace {
  const wells = layout.wells.length;
  const s = layout.shared.length;
  const o = layout.own.length;
  const schur = arrowhead.shared.slice();
  const coupling = new Float64Array(wells * o * s);
  const own = new Float64Array(wells * o * o);
  const column = new Float64Array(o);
  let raised = 0;
  let logVolume = 0;
  for (let w = 0; w < wells; w++) {
    const block = withFloor(arrowhead.own.slice(w * o * o, (w + 1) * o * o), o, leastCurvature);
    raised += block.raised;
    const lower = cholesky(block.matrix, o);
    if (lower === null) throw new Error('a matrix with a floor under its eigenvalues is positive definite');
    for (let k = 0; k < o; k++) logVolume -= Math.log(lower[k * o + k]);
    own.set(inverseTransposed(lower, o), w * o * o);
    for (let u = 0; u < s; u++) {
      for (let k = 0; k < o; k++) column[k] = arrowhead.border[(w * s + u) * o + k];
      if (!column.every(Number.isFinite)) column.fill(0);
      solveLower(lower, o, column);
      solveUpper(lower, o, column);
      for (let k = 0; k < o; k++) coupling[(w * o + k) * s + u] = -column[k];
    }
    for (let u = 0; u < s; u++) {
      for (let v = 0; v < s; v++) {
        let sum = 0;
        for (let k = 0; k < o; k++)
          sum += arrowhead.border[(w * s + u) * o + k] * coupling[(w * o + k) * s + v];
        schur[u * s + v] += sum;
      }
    }
  }
  for (let u = 0; u < s; u++) {
    for (let v = 0; v < u; v++) {
      const mean = 0.5 * (schur[u * s + v] + schur[v * s + u]);
      schur[u * s + v] = mean;
      schur[v * s + u] = mean;
    }
  }
  const block = withFloor(schur, s, leastCurvature);
  const lower = cholesky(block.matrix, s);
  if (lower === null) throw new Error('a matrix with a floor under its eigenvalues is positive definite');
  for (let u = 0; u < s; u++) logVolume -= Math.log(lower[u * s + u]);
  const whitening = { centre: centre.slice(), shared: inverseTransposed(lower, s), coupling, own };
  return { whitening, raised: raised + block.raised, logVolume };
}

/** eta of the point x, whose coordinates begin at `from` of both arrays. */
export function toEta(
  layout: JointLayout,
  { centre, shared, coupling, own }: Whitening,
  x: Float64Array,
  eta: Float64Array,
  from: number,
): void {
  const s = layout.shared.length;
  const o = layout.own.length;
  for (let u = 0; u < s; u++) {
    let sum = 0;
    for (let v = 0; v < s; v++) sum += shared[u * s + v] * x[from + v];
    eta[from + u] = centre[u] + sum;
  }
  for (let w = 0; w < layout.wells.length; w++) {
    const at = from + s + w * o;
    for (let k = 0; k < o; k++) {
      let sum = centre[s + w * o + k];
      const row = (w * o + k) * s;
      for (let u = 0; u < s; u++) sum += coupling[row + u] * (eta[from + u] - centre[u]);
      for (let j = 0; j < o; j++) sum += own[(w * o + k) * o + j] * x[at + j];
      eta[at + k] = sum;
    }
  }
}

/** d / dx of what has the gradient `byEta`, at the same places. */
export function pullBack(
  layout: JointLayout,
  { shared, coupling, own }: Whitening,
  byEta: Float64Array,
  byX: Float64Array,
  from: number,
): void {
  const s = layout.shared.length;
  const o = layout.own.length;
  const whole = byEta.slice(from, from + s);
  for (let w = 0; w < layout.wells.length; w++) {
    const at = from + s + w * o;
    for (let j = 0; j < o; j++) {
      let sum = 0;
      for (let k = 0; k < o; k++) sum += own[(w * o + k) * o + j] * byEta[at + k];
      byX[at + j] = sum;
    }
    for (let k = 0; k < o; k++) {
      const g = byEta[at + k];
      const row = (w * o + k) * s;
      for (let u = 0; u < s; u++) whole[u] += coupling[row + u] * g;
    }
  }
  for (let v = 0; v < s; v++) {
    let sum = 0;
    for (let u = 0; u < s; u++) sum += shared[u * s + v] * whole[u];
    byX[from + v] = sum;
  }
}

/**
 * The map made better by draws in its own coordinates: their mean becomes the centre, and each block is multiplied by a root of
 * the block's covariance, shrunk towards the identity, which is what it would be if the map were right. `moved` is where a
 * point stands in the new coordinates. @param draws [draw, coordinate].
 */
export function refined(
  layout: JointLayout,
  whitening: Whitening,
  draws: readonly Float64Array[],
): { readonly whitening: Whitening; readonly moved: (x: Float64Array) => Float64Array } {
  const wells = layout.wells.length;
  const s = layout.shared.length;
  const o = layout.own.length;
  const mean = new Float64Array(layout.size);
  for (const draw of draws) for (let c = 0; c < mean.length; c++) mean[c] += draw[c] / draws.length;
  const centre = new Float64Array(layout.size);
  toEta(layout, whitening, mean, centre, 0);
  const rootOf = (from: number, n: number): Float64Array => {
    const root = cholesky(shrunkCovariance(draws, mean, from, n), n);
    if (root === null) throw new Error('a covariance shrunk towards the identity is positive definite');
    return root;
  };
  const roots = Array.from({ length: wells }, (_, w) => rootOf(s + w * o, o));
  const root = rootOf(0, s);
  const own = new Float64Array(whitening.own.length);
  roots.forEach((one, w) => {
    own.set(squareProduct(whitening.own.slice(w * o * o, (w + 1) * o * o), one, o), w * o * o);
  });
  const shared = squareProduct(whitening.shared, root, s);
  return {
    whitening: { centre, shared, coupling: whitening.coupling, own },
    moved: (x) => {
      const to = x.map((value, c) => value - mean[c]);
      solveLower(root, s, to.subarray(0, s));
      roots.forEach((one, w) => {
        solveLower(one, o, to.subarray(s + w * o, s + (w + 1) * o));
      });
      return to;
    },
  };
}

/** As many draws as dimensions weigh as much as the identity. */
function shrunkCovariance(
  draws: readonly Float64Array[],
  mean: Float64Array,
  from: number,
  n: number,
): Float64Array {
  const covariance = new Float64Array(n * n);
  const share = draws.length / (draws.length + n + 5);
  for (const draw of draws) {
    for (let i = 0; i < n; i++) {
      const di = draw[from + i] - mean[from + i];
      for (let j = 0; j <= i; j++) covariance[i * n + j] += di * (draw[from + j] - mean[from + j]);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value =
        (share * covariance[i * n + j]) / Math.max(1, draws.length - 1) + (i === j ? 1 - share : 0);
      covariance[i * n + j] = value;
      covariance[j * n + i] = value;
    }
  }
  return covariance;
}
