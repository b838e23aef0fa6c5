import { type Kernel, statusCode } from '../../../compute/kernel.ts';
import type { FitPlan } from '../../plan/fit-plan.ts';
import type { JointLayout } from './joint-layout.ts';
import { jointParameters } from './joint-parameters.ts';
import { addPriors } from './joint-prior.ts';

/**
 * log p(u, y, z, x) of all wells at once, in eta, with its gradient (INFERENCE.md, 1 and 2):
 *
 *     log p(u) + log p(y | u) + sum_i [ log p(z_i | u, y) + log p(x_i | z_i, y, u, d_i) ].
 *
 * Several points are evaluated in one call of the kernel: those of one well lie side by side, four of them in the lanes of
 * one vector. Sums go over the wells in their order, so that the bits are the same for any number of threads.
 */
export interface JointDensity {
  readonly layout: JointLayout;
  /** Points of a call, at most. */
  readonly points: number;
  evaluate(points: Float64Array, out: JointValues, weighing?: Weighing): Promise<void>;
}

/**
 * What is wanted of several points in place of their densities' gradients: those of some function of the wells' densities, say of a
 * bound of each well over the points. Left out: every well counts fully at every point.
 */
export interface Weighing {
  /** What each well's gradient counts at each point, [point, well], from `ofWells`; null: gradients are not wanted. */
  readonly weigh: ((ofWells: Float64Array) => Float64Array) | null;
}

export interface JointValues {
  /** [point], nats; of wells that have no solution nothing is in it. */
  readonly logDensity: Float64Array;
  /** [point]: log p of what wells share. */
  readonly ofShared: Float64Array;
  /** [point, coordinate]. */
  readonly gradient: Float64Array;
  /** [point, well]: what the well's own coordinates decide of it; minus infinity: it has no solution. */
  readonly ofWells: Float64Array;
  /** [point]: wells without a solution: the point's density is then 0, and what stands here is only good for leaving. */
  readonly failed: Int32Array;
}

export function jointValues(layout: JointLayout, points: number): JointValues {
  return {
    logDensity: new Float64Array(points),
    ofShared: new Float64Array(points),
    gradient: new Float64Array(points * layout.size),
    ofWells: new Float64Array(points * layout.wells.length),
    failed: new Int32Array(points),
  };
}

/** The kernel must be bound to `plan.individuals`, and have the weights of the model's networks, which stay as they are. */
export function jointDensity(
  plan: FitPlan,
  layout: JointLayout,
  kernel: Kernel,
  points: number,
): JointDensity {
  const { wells, columns, places, size } = layout;
  const width = plan.model.parameters.length;
  const rows = wells.length * points;
  const parameters = new Float64Array(rows * width);
  const gradient = new Float64Array(rows * width);
  const logLik = new Float64Array(rows);
  const status = new Uint8Array(rows);
  const seen = jointParameters(plan, layout);
  for (let row = 0; row < rows; row++) seen.begin(Math.floor(row / points), parameters, row * width);
  /** Of each point: what the simulator sees of each coordinate, and d of it / d eta. */
  const natural = new Float64Array(points * size);
  const slope = new Float64Array(points * size);
  const unweighed = new Float64Array(points * size);
  const priorsAgain = new Float64Array(wells.length);

  return {
    layout,
    points,
    async evaluate(etas, out, weighing) {
      const isPlain = weighing === undefined;
      const withGradient = isPlain || weighing.weigh !== null;
      for (let p = 0; p < points; p++) {
        seen.see(etas, p * size, natural, slope);
        for (let w = 0; w < wells.length; w++)
          seen.enter(w, natural, p * size, parameters, (w * points + p) * width);
      }
      await kernel.logLikelihood(
        { individuals: wells, draws: points, parameters },
        withGradient ? { logLik, status, gradient } : { logLik, status },
      );
      out.logDensity.fill(0);
      out.gradient.fill(0);
      out.failed.fill(0);
      for (let p = 0; p < points; p++) {
        const ofWells = out.ofWells.subarray(p * wells.length, (p + 1) * wells.length);
        // where wells are weighed, what they weigh is not known yet
        const into = isPlain ? out.gradient : unweighed;
        out.ofShared[p] = addPriors(layout, etas, into, p * size, ofWells);
        out.logDensity[p] = out.ofShared[p];
        for (let w = 0; w < wells.length; w++) {
          const trajectory = w * points + p;
          out.logDensity[p] += ofWells[w];
          if (status[trajectory] !== statusCode.ok || !Number.isFinite(logLik[trajectory])) {
            ofWells[w] = Number.NEGATIVE_INFINITY;
            out.failed[p]++;
            continue;
          }
          ofWells[w] += logLik[trajectory];
          out.logDensity[p] += logLik[trajectory];
          if (isPlain) addWell(w, trajectory * width, { base: p * size, weight: 1 }, out.gradient);
        }
      }
      if (weighing?.weigh) addWeighed(etas, out, weighing.weigh(out.ofWells));
    },
  };

  function addWeighed(etas: Float64Array, out: JointValues, weights: Float64Array): void {
    for (let p = 0; p < points; p++) {
      const base = p * size;
      const own = weights.subarray(p * wells.length, (p + 1) * wells.length);
      addPriors(layout, etas, out.gradient, base, priorsAgain, { shared: 1 / points, wells: own });
      for (let w = 0; w < wells.length; w++) {
        if (own[w] > 0) addWell(w, (w * points + p) * width, { base, weight: own[w] }, out.gradient);
      }
    }
  }

  function addWell(
    w: number,
    row: number,
    { base, weight }: { readonly base: number; readonly weight: number },
    into: Float64Array,
  ): void {
    const at = w * columns.length;
    for (let c = 0; c < columns.length; c++) {
      const place = places[at + c];
      if (place < 0) continue;
      const pull = gradient[row + columns[c].model] * slope[base + place];
      // a slope too large for a number says only that the point is to be left
      if (Number.isFinite(pull)) into[base + place] += weight * pull;
    }
  }
}
