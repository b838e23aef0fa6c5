import type { JointLayout } from '../joint/joint-layout.ts';
import { limitedSlope } from '../joint/smooth-limit.ts';
import type { Arrowhead } from './arrowhead.ts';
import { cholesky, inverseTransposed, solveLower, solveUpper, withFloor } from './symmetric.ts';
import type { Whitening } from './whitening.ts';

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
 * The map under which the normal with the given precision is standard, but for what bends: Z_i = L L', D_i = L'^-1,
 * B_i = -Z_i^-1 C_i', and of the Schur complement S = U - sum_i C_i Z_i^-1 C_i' likewise A_R of S_RR and A_D of what is left
 * of S_DD, K = -S_RR^-1 S_RD.
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
  const { bent, straight } = layout;
  const order = [...straight, ...bent];
  const lower = cholesky(
    Float64Array.from(
      { length: s * s },
      (_, at) => block.matrix[order[Math.floor(at / s)] * s + order[at % s]],
    ),
    s,
  );
  if (lower === null) throw new Error('a matrix with a floor under its eigenvalues is positive definite');
  for (let u = 0; u < s; u++) logVolume -= Math.log(lower[u * s + u]);
  // upper; with the limited ones last its corner is K A_D
  const root = inverseTransposed(lower, s);
  const shared = new Float64Array(s * s);
  const bend = new Float64Array(s * s);
  const split = straight.length;
  for (let i = 0; i < s; i++) {
    for (let j = i; j < s; j++) {
      if (i >= split || j < split) shared[order[i] * s + order[j]] = root[i * s + j];
    }
  }
  // K = (K A_D) A_D^-1, and A_D^-1 is the transposed corner of the factor
  for (let i = 0; i < split; i++) {
    for (let j = split; j < s; j++) {
      let sum = 0;
      for (let k = split; k <= j; k++) sum += root[i * s + k] * lower[j * s + k];
      bend[order[i] * s + order[j]] = sum;
    }
  }
  const unit = Float64Array.from(layout.shared, ({ column }, c) => {
    const { limit } = layout.columns[column];
    return limit === null ? 1 : Math.max(leastUnit, limitedSlope(limit, centre[c]));
  });
  const whitening = {
    curves: [],
    centre: centre.slice(),
    shared,
    bend,
    unit,
    coupling,
    own,
    breadth: new Float64Array(wells * o),
  };
  return { whitening, raised: raised + block.raised, logVolume };
}

/** A coordinate far beyond its limit is seen to change by nothing: it is measured by this then. */
const leastUnit = 1e-3;
