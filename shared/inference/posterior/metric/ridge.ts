import { type JointDensity, jointValues } from '../joint/joint-density.ts';
import { logVolume } from './breadth.ts';
import type { RidgePoint } from './curve.ts';
import { type Climber, climber, nextDirection, remember } from './quasi-newton.ts';
import { pullBack, toEta, type Whitening } from './whitening.ts';

/** Where a ridge is to be followed: along v of length 1, from `middle`, as far as `sd` says. */
export interface RidgeSearch {
  /** v, [coordinate]. */
  readonly direction: Float64Array;
  /** A point in the midst of the posterior, whitened. */
  readonly middle: Float64Array;
  readonly sd: number;
}

/** Standard deviations along the direction at which the ridge is looked for. */
const places = [-2, -1, 1, 2];
const mostSteps = 60;
/** Nats a step must gain for another one to be made. */
const leastGain = 0.02;
const shortestStep = 1e-3;

/**
 * The points of highest density with given values along a direction, in whitened coordinates: from the middle by a few dozen
 * quasi-Newton steps in all that is across it, at four places at once. Draws tell where a ridge goes only once they have been
 * along it; this is known before. Places without a solution or an end are left out.
 */
export async function ridgeAlong(
  density: JointDensity,
  whitening: Whitening,
  { direction, middle, sd }: RidgeSearch,
): Promise<readonly RidgePoint[]> {
  const { layout, points } = density;
  const { size } = layout;
  const values = jointValues(layout, points);
  const ys = new Float64Array(points * size);
  const etas = new Float64Array(points * size);
  const slopes = new Float64Array(points * size);
  const part = (array: Float64Array, p: number): Float64Array => array.subarray(p * size, (p + 1) * size);
  const at = Array.from({ length: points }, (_, p) => places[p % places.length] * sd);
  const evaluate = async (): Promise<void> => {
    for (let p = 0; p < points; p++) toEta(layout, whitening, ys, etas, p * size);
    await density.evaluate(etas, values);
    for (let p = 0; p < points; p++) {
      pullBack(layout, whitening, { y: ys, eta: etas, byEta: values.gradient }, slopes, p * size);
      const slope = part(slopes, p);
      const own = slope.reduce((sum, value, c) => sum + value * direction[c], 0);
      for (let c = 0; c < size; c++) slope[c] -= own * direction[c];
    }
  };
  const height = (p: number): number =>
    values.failed[p] > 0 || !Number.isFinite(values.logDensity[p])
      ? Number.NEGATIVE_INFINITY
      : values.logDensity[p] + logVolume(layout, whitening, etas, p * size);
  for (let p = 0; p < points; p++) part(ys, p).set(middle.map((value, c) => value + at[p] * direction[c]));
  await evaluate();
  const climbers = at.map((_, p): Climber => climber(part(ys, p), height(p), part(slopes, p)));
  for (let n = 0; n < mostSteps && climbers.some(({ going }) => going); n++) {
    climbers.forEach((one, p) => {
      const step = one.going ? nextDirection(one) : new Float64Array(size);
      part(ys, p).set(one.x.map((value, c) => value + one.step * step[c]));
    });
    await evaluate();
    climbers.forEach((one, p) => {
      if (!one.going) return;
      const gain = height(p) - one.height;
      if (!(gain > 0)) {
        one.step /= 3;
        one.going = one.step > shortestStep;
        return;
      }
      if (gain < leastGain && one.step === 1) one.going = false;
      remember(one, part(ys, p), height(p), part(slopes, p));
    });
  }
  return climbers.flatMap(({ x, height: reached }, p) =>
    p < places.length && Number.isFinite(reached) ? [{ w: at[p], x }] : [],
  );
}
