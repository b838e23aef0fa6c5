import { type JointDensity, jointValues } from '../posterior/joint/joint-density.ts';
import { arrowheadAt } from '../posterior/metric/arrowhead.ts';
import {
  cholesky,
  inverseTransposed,
  solveLower,
  solveUpper,
  withFloor,
} from '../posterior/metric/symmetric.ts';

/** A normal for each well's own values: about their mode with its curvature, or one fitted from there. */
export interface RefinedModes {
  /** Means in eta, [well, own]. */
  readonly mode: Float64Array;
  /** R with R R' the covariance, [well, own, own]. */
  readonly root: Float64Array;
  /** log |R|, [well]. */
  readonly logVolume: Float64Array;
}

/** Steps that are enough from anywhere. */
const mostSteps = 40;
/** Nats that a step must gain for another one to be made. */
const leastGain = 1e-3;
const shortestStep = 1e-6;
/** Directions that the data say nothing of have about the curvature of their priors; below this differences are noise. */
const leastCurvature = 0.05;

/**
 * Newton's method in each well's own values, all wells at once, since none sees another's: the Hessian by central differences
 * with what is not definite raised, and of four lengths of a step the best for each well.
 *
 * @param density of wells that share nothing, on a float64 kernel.
 * @param start in eta, [well, own].
 * @param steps the most that are made.
 */
export async function refineModes(
  density: JointDensity,
  start: Float64Array,
  { pause, steps = mostSteps }: { pause?(): Promise<void>; readonly steps?: number } = {},
): Promise<RefinedModes> {
  const { layout, points } = density;
  const { size, wells } = layout;
  const n = layout.own.length;
  const values = jointValues(layout, points);
  const batch = new Float64Array(points * size);
  const mode = start.slice();
  const root = new Float64Array(wells.length * n * n);
  const logVolume = new Float64Array(wells.length);
  const done = new Uint8Array(wells.length);
  /** Of the next step, [well]: where none of its lengths was a gain shorter ones are tried. */
  const longest = new Float64Array(wells.length).fill(1);
  for (let step = 0; ; step++) {
    for (let p = 0; p < points; p++) batch.set(mode, p * size);
    await density.evaluate(batch, values);
    const height = values.ofWells.slice(0, wells.length);
    const slope = values.gradient.slice(0, size);
    const { own } = await arrowheadAt(density, mode);
    await pause?.();
    const move = new Float64Array(size);
    for (let w = 0; w < wells.length; w++) {
      const block = own
        .slice(w * n * n, (w + 1) * n * n)
        .map((value) => (Number.isFinite(value) ? value : 0));
      const lower = cholesky(withFloor(block, n, leastCurvature).matrix, n);
      if (lower === null) throw new Error('a matrix with a floor under its eigenvalues is positive definite');
      root.set(inverseTransposed(lower, n), w * n * n);
      logVolume[w] = 0;
      for (let k = 0; k < n; k++) logVolume[w] -= Math.log(lower[k * n + k]);
      const part = move.subarray(w * n, (w + 1) * n);
      part.set(slope.subarray(w * n, (w + 1) * n));
      solveLower(lower, n, part);
      solveUpper(lower, n, part);
      if (!part.every(Number.isFinite)) done[w] = 1;
    }
    if (step === steps || done.every((one) => one === 1)) return { mode, root, logVolume };
    for (let p = 0; p < points; p++) {
      const share = 3 ** -p;
      for (let c = 0; c < size; c++)
        batch[p * size + c] =
          mode[c] + (done[Math.floor(c / n)] === 1 ? 0 : share * longest[Math.floor(c / n)] * move[c]);
    }
    await density.evaluate(batch, values);
    for (let w = 0; w < wells.length; w++) {
      if (done[w] === 1) continue;
      let best = -1;
      let most = height[w];
      for (let p = 0; p < points; p++) {
        const reached = values.ofWells[p * wells.length + w];
        if (reached > most) [best, most] = [p, reached];
      }
      if (best < 0) {
        longest[w] *= 3 ** -points;
        if (longest[w] < shortestStep) done[w] = 1;
        continue;
      }
      const from = best * size + w * n;
      mode.set(batch.subarray(from, from + n), w * n);
      // where the start had no solution any point with one is a gain
      if (!(most - height[w] > leastGain) && longest[w] === 1) done[w] = 1;
      longest[w] = 1;
    }
  }
}
