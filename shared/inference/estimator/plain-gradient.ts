import type { BoundRequest, BoundWorkspace } from '../draws/bound-workspace.ts';
import { guideBackward } from '../guide/guide.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { pointWeight } from '../plan/parameter-layout.ts';
import { sumSlopes } from './slope-sums.ts';

/**
 * The `plain` estimator of the gradient of the importance-weighted bound (INFERENCE.md, 3), with wn_k = w_k / sum w:
 *
 *     d bound / dm = sum_k wn_k G_k,   d bound / dl = -1/2 sum_k wn_k G_k s eps_k - 1/2
 *
 * (G_k as in `slope-sums.ts`), because log q(eta_k) = l/2 - eps_k^2/2 + constant: m moves the draw and its density together.
 *
 * Adds d loss / d weights to `gradient` [weight], loss = -mean bound over the wells, after `weighDraws` with gradients.
 */
export function plainGradient(
  plan: FitPlan,
  weights: Float64Array,
  request: BoundRequest,
  workspace: BoundWorkspace,
  gradient: Float64Array,
): void {
  const { wells, draws } = request;
  const { meanGradient, logPrecisionGradient, logPrecision } = workspace.guide;
  const { sums, noiseSums } = workspace;
  const drawn = sums.length;
  const scale = -1 / wells.length;
  for (let i = 0; i < wells.length; i++) {
    const device = plan.experiment.individuals[wells[i]].device;
    const chosen = sumSlopes(plan, device, i, i * draws, (i + 1) * draws, workspace);
    for (let d = 0; d < drawn; d++) {
      const at = i * drawn + d;
      const isDrawn = Number.isNaN(plan.pinned[device * drawn + d]);
      const half = -0.5 * Math.exp(-0.5 * logPrecision[at]);
      meanGradient[at] = isDrawn ? scale * sums[d] : 0;
      logPrecisionGradient[at] = isDrawn ? scale * (half * noiseSums[d] - 0.5) : 0;
    }
    pointGradient(plan, device, chosen, scale, workspace, gradient);
  }
  closeCorners(plan, weights, gradient);
  guideBackward(plan.guide, weights, plan.features, wells, workspace.guide, gradient);
}

/** Points have the gradient of all wells that carry their part. */
function pointGradient(
  plan: FitPlan,
  device: number,
  count: number,
  scale: number,
  { chosen, weight, gradient: ofKernel }: BoundWorkspace,
  gradient: Float64Array,
): void {
  const { points, template } = plan.parameters;
  const width = template.length;
  for (let p = 0; p < points.length; p++) {
    const { parts, model } = points[p];
    const own = pointWeight(points[p], parts.partOfDevice[device] ?? null);
    if (own === null) continue;
    let sum = 0;
    for (let n = 0; n < count; n++) sum += weight[chosen[n]] * ofKernel[chosen[n] * width + model];
    gradient[plan.guide.points[p].offset + own] += scale * sum;
  }
}

/**
 * A part weight below the corner of its relu gets no gradient, unless the loss falls with the part's value: then what the
 * gradient above the corner would be, so that a part that was pushed under comes back (projected gradient; the points
 * where training rests are those of the relu).
 */
function closeCorners(plan: FitPlan, weights: Float64Array, gradient: Float64Array): void {
  const { points } = plan.guide;
  for (let p = 0; p < points.length; p++) {
    const { offset, length } = points[p];
    for (let n = offset; n < offset + length; n++) {
      if (!(weights[n] > 0) && gradient[n] > 0) gradient[n] = 0;
    }
  }
}
