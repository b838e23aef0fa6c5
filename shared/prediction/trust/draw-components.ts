import type { Kernel } from '../../compute/kernel.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { jointDensity, jointValues } from '../../inference/posterior/joint/joint-density.ts';
import type { JointLayout } from '../../inference/posterior/joint/joint-layout.ts';
import { addPriors } from '../../inference/posterior/joint/joint-prior.ts';

/** Of each draw, nats: log p of what wells share, and log p of the readings given everything. */
export interface DrawComponents {
  readonly logPrior: Float64Array;
  readonly logLikelihood: Float64Array;
}

const points = 4;

/** p(z | u) is neither: it is the model of how wells differ. The kernel must be bound. */
export async function drawComponents(
  plan: FitPlan,
  layout: JointLayout,
  draws: readonly Float32Array[],
  kernel: Kernel,
  pause: () => Promise<void>,
): Promise<DrawComponents> {
  const density = jointDensity(plan, layout, kernel, points);
  const values = jointValues(layout, points);
  const etas = new Float64Array(points * layout.size);
  const scratch = new Float64Array(points * layout.size);
  const own = new Float64Array(layout.wells.length);
  const logPrior = new Float64Array(draws.length);
  const logLikelihood = new Float64Array(draws.length);
  for (let from = 0; from < draws.length; from += points) {
    for (let p = 0; p < points; p++) etas.set(draws[Math.min(from + p, draws.length - 1)], p * layout.size);
    await density.evaluate(etas, values);
    for (let p = 0; p < points && from + p < draws.length; p++) {
      logPrior[from + p] = addPriors(layout, etas, scratch, p * layout.size, own);
      for (let w = 0; w < own.length; w++)
        logLikelihood[from + p] += values.ofWells[p * own.length + w] - own[w];
    }
    await pause();
  }
  return { logPrior, logLikelihood };
}
