import type { JointLayout } from '../joint/joint-layout.ts';
import { breadthsOf } from '../metric/breadth.ts';
import { cholesky } from '../metric/symmetric.ts';
import type { Whitening } from '../metric/whitening.ts';

/** log of what one unit of each well's own coordinates of a map has in eta, [well], at a point with which `etas` begins. */
export function wellVolumes(layout: JointLayout, whitening: Whitening, etas: Float64Array): Float64Array {
  const o = layout.own.length;
  const breadths = breadthsOf(layout, whitening);
  return Float64Array.from(layout.wells, (_, w) => {
    let sum = logVolumeOf(whitening.own.subarray(w * o * o, (w + 1) * o * o), o);
    for (let k = 0; k < o; k++) sum += Math.log(breadths.factor(w * o + k, etas, 0));
    return sum;
  });
}

/** The same of what is shared; how one part follows another has none. */
export function sharedVolume({ shared: { length } }: JointLayout, { shared }: Whitening): number {
  return logVolumeOf(shared, length);
}

/** log |det A|. */
function logVolumeOf(a: Float64Array, n: number): number {
  const square = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++) square[i * n + j] += a[i * n + k] * a[j * n + k];
    }
  }
  const lower = cholesky(square, n);
  if (lower === null) return Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let k = 0; k < n; k++) sum += Math.log(lower[k * n + k]);
  return sum;
}
