import type { JointDensity } from '../joint/joint-density.ts';
import { jointValues } from '../joint/joint-density.ts';

/**
 * The negative Hessian of a joint log density, whose wells meet only in what they share: an arrowhead of one block for what
 * is shared, one for each well, and borders between them.
 */
export interface Arrowhead {
  /** [shared, shared]. */
  readonly shared: Float64Array;
  /** [well, shared, own]. */
  readonly border: Float64Array;
  /** [well, own, own]. */
  readonly own: Float64Array;
}

/** Half the width of central differences in eta. */
const step = 1e-3;

/**
 * By central differences of exact gradients: the own coordinates of all wells are moved at once, since no well sees another's.
 * `density` should be of a float64 kernel: single precision's rounding is of the size of the weakest curvatures.
 */
export async function arrowheadAt(density: JointDensity, point: Float64Array): Promise<Arrowhead> {
  const { layout, points } = density;
  const wells = layout.wells.length;
  const s = layout.shared.length;
  const o = layout.own.length;
  const { size } = layout;
  const shared = new Float64Array(s * s);
  const border = new Float64Array(wells * s * o);
  const own = new Float64Array(wells * o * o);
  const values = jointValues(layout, points);
  const batch = new Float64Array(points * size);
  const directions = s + o;
  /** Minus the difference of the two gradients in coordinate c, over the width: minus a second derivative. */
  const take = (direction: number, slot: number): void => {
    const curvature = (c: number): number =>
      -(values.gradient[slot * size + c] - values.gradient[(slot + 1) * size + c]) / (2 * step);
    if (direction < s) {
      for (let j = 0; j < s; j++) shared[direction * s + j] = curvature(j);
      for (let w = 0; w < wells; w++) {
        for (let k = 0; k < o; k++) border[(w * s + direction) * o + k] = curvature(s + w * o + k);
      }
      return;
    }
    const row = direction - s;
    for (let w = 0; w < wells; w++) {
      for (let k = 0; k < o; k++) own[(w * o + row) * o + k] = curvature(s + w * o + k);
    }
  };
  const pairs = Math.floor(points / 2);
  for (let from = 0; from < directions; from += pairs) {
    const count = Math.min(pairs, directions - from);
    for (let p = 0; p < points; p++) batch.set(point, p * size);
    for (let n = 0; n < count; n++) {
      move(2 * n, from + n, step);
      move(2 * n + 1, from + n, -step);
    }
    await density.evaluate(batch, values);
    for (let n = 0; n < count; n++) take(from + n, 2 * n);
  }
  symmetrise(shared, s, 0);
  for (let w = 0; w < wells; w++) symmetrise(own, o, w * o * o);
  return { shared, border, own };

  function move(slot: number, direction: number, by: number): void {
    if (direction < s) batch[slot * size + direction] += by;
    else for (let w = 0; w < wells; w++) batch[slot * size + s + w * o + direction - s] += by;
  }
}

function symmetrise(matrix: Float64Array, n: number, from: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = 0.5 * (matrix[from + i * n + j] + matrix[from + j * n + i]);
      matrix[from + i * n + j] = mean;
      matrix[from + j * n + i] = mean;
    }
  }
}
