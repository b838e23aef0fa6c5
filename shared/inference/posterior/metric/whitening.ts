import type { JointLayout } from '../joint/joint-layout.ts';
import { limited, limitedSlope } from '../joint/smooth-limit.ts';
import { breadthsOf } from './breadth.ts';
import { along, bendBy, type Curve, pullBend } from './curve.ts';

/**
 * A map from coordinates x in which a posterior is nearly standard normal to eta, block by block. Of what is shared, those with
 * a limit come first, since all else follows what the simulator sees of them, which bends where eta goes on past the limit: a
 * straight map would leave the ridges between a limited rate and what makes up for it as bananas, which no step fits.
 *
 *     u_D = c_D + A_D x_D,              e_D = (seen(u_D) - seen(c_D)) / seen'        D: limited
 *     u_R = c_R + A_R x_R + K e_D,      e_R = u_R - c_R                              R: the rest
 *     z_i = c_i + F_i D_i x_i + B_i e,      F_i: as wide as the wells' learned spread lets them be, which moves c_i too (`breadth.ts`),
 *
 * after the curves, which lead from the chains' coordinates y to x; so that a well's own values follow what is shared. Densities of
 * x and of eta differ by a constant and the volume of F. Linear in the number of wells, in work and memory.
 */
export interface Whitening {
  /** From y to x, in this order. */
  readonly curves: readonly Curve[];
  /** c: eta at x = 0, [coordinate]. */
  readonly centre: Float64Array;
  /** A, [shared, shared]; 0 between limited ones and others. */
  readonly shared: Float64Array;
  /** K, [shared, shared]: rows of R, columns of D. */
  readonly bend: Float64Array;
  /** seen', by which what is seen is measured, [shared]; 1 of those without a limit. */
  readonly unit: Float64Array;
  /** B, [well, own, shared]. */
  readonly coupling: Float64Array;
  /** D, [well, own, own]. */
  readonly own: Float64Array;
  /** lambda of `breadth.ts`, [well, own]. */
  readonly breadth: Float64Array;
}

/** e of a limited coordinate: how far what is seen of it is from what is seen at the centre. */
export function seenDeviation(
  { shared, columns }: JointLayout,
  { centre, unit }: Whitening,
  c: number,
  eta: number,
): number {
  const { limit } = columns[shared[c].column];
  return limit === null ? eta - centre[c] : (limited(limit, eta) - limited(limit, centre[c])) / unit[c];
}

/** eta of the point y, whose coordinates begin at `from` of both arrays. */
export function toEta(
  layout: JointLayout,
  whitening: Whitening,
  y: Float64Array,
  eta: Float64Array,
  from: number,
): void {
  const x = whitening.curves.length === 0 ? y : y.slice();
  for (const curve of whitening.curves) bendBy(curve, x, from, 1);
  const { centre, shared, bend, coupling, own } = whitening;
  const breadths = breadthsOf(layout, whitening);
  const s = layout.shared.length;
  const o = layout.own.length;
  const { bent, straight } = layout;
  const e = new Float64Array(s);
  for (const u of bent) {
    let sum = 0;
    for (const v of bent) sum += shared[u * s + v] * x[from + v];
    eta[from + u] = centre[u] + sum;
    e[u] = seenDeviation(layout, whitening, u, eta[from + u]);
  }
  for (const u of straight) {
    let sum = 0;
    for (const v of straight) sum += shared[u * s + v] * x[from + v];
    for (const v of bent) sum += bend[u * s + v] * e[v];
    eta[from + u] = centre[u] + sum;
    e[u] = sum;
  }
  for (let w = 0; w < layout.wells.length; w++) {
    const at = from + s + w * o;
    for (let k = 0; k < o; k++) {
      let sum = centre[s + w * o + k];
      const row = (w * o + k) * s;
      for (let u = 0; u < s; u++) sum += coupling[row + u] * e[u];
      let spread = 0;
      for (let j = 0; j < o; j++) spread += own[(w * o + k) * o + j] * x[at + j];
      const place = sum + breadths.shift(w * o + k, eta, from);
      eta[at + k] = place + breadths.factor(w * o + k, eta, from) * spread;
    }
  }
}

/** d / dy of what has the gradient `byEta` at the point `eta` of `y`, at the same places; all begin at `from`. */
export function pullBack(
  layout: JointLayout,
  whitening: Whitening,
  { y, eta, byEta }: PointWithGradient,
  byX: Float64Array,
  from: number,
): void {
  const { curves, shared, bend, unit, coupling, own } = whitening;
  const breadths = breadthsOf(layout, whitening);
  const x = y.slice(from, from + layout.size);
  const ws = curves.map((curve) => {
    const w = along(curve, x, 0);
    bendBy(curve, x, 0, 1);
    return w;
  });
  const s = layout.shared.length;
  const o = layout.own.length;
  const { bent, straight } = layout;
  /** By e. */
  const whole = new Float64Array(s);
  /** By what is shared itself. */
  const direct = byEta.slice(from, from + s);
  /** By D x of one well. */
  const bySpread = new Float64Array(o);
  for (let w = 0; w < layout.wells.length; w++) {
    const at = from + s + w * o;
    for (let k = 0; k < o; k++) bySpread[k] = breadths.factor(w * o + k, eta, from) * byEta[at + k];
    for (let j = 0; j < o; j++) {
      let sum = 0;
      for (let k = 0; k < o; k++) sum += own[(w * o + k) * o + j] * bySpread[k];
      byX[at + j] = sum;
    }
    for (let k = 0; k < o; k++) {
      let spread = 0;
      for (let j = 0; j < o; j++) spread += own[(w * o + k) * o + j] * x[s + w * o + j];
      breadths.addSlope(w * o + k, { etas: eta, from, spread, byEta: byEta[at + k] }, direct);
    }
    for (let k = 0; k < o; k++) {
      const g = byEta[at + k];
      const row = (w * o + k) * s;
      for (let u = 0; u < s; u++) whole[u] += coupling[row + u] * g;
    }
  }
  for (const u of straight) whole[u] += direct[u];
  for (const v of bent) {
    for (const u of straight) whole[v] += bend[u * s + v] * whole[u];
    const { limit } = layout.columns[layout.shared[v].column];
    const slope = limit === null ? 1 : limitedSlope(limit, eta[from + v]) / unit[v];
    whole[v] = direct[v] + slope * whole[v];
  }
  for (const side of [bent, straight]) {
    for (const v of side) {
      let sum = 0;
      for (const u of side) sum += shared[u * s + v] * whole[u];
      byX[from + v] = sum;
    }
  }
  for (let k = curves.length - 1; k >= 0; k--) pullBend(curves[k], ws[k], byX, from);
}

interface PointWithGradient {
  readonly y: Float64Array;
  readonly eta: Float64Array;
  readonly byEta: Float64Array;
}
