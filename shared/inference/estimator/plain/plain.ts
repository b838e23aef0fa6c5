import type { BoundWorkspace } from '../../draws/bound-workspace.ts';
import { scaleOf } from '../../draws/eta.ts';
import type { FitPlan } from '../../plan/fit-plan.ts';
import { pointWeight } from '../../plan/parameter-layout.ts';
import type { Estimator, EstimatorRequest } from '../estimator.ts';
import { sumSlopes } from '../slope-sums.ts';

/**
 * The `plain` estimator of the gradient of the importance-weighted bound (INFERENCE.md, 3), with wn_k = w_k / sum w:
 *
 *     d bound / dm = sum_k wn_k G_k,   d bound / dl = -1/2 sum_k wn_k G_k s eps_k - 1/2
 *
 * (G_k as in `slope-sums.ts`), because log q(eta_k) = l/2 - eps_k^2/2 + constant: m moves the draw and its density together.
 */
export const plain: Estimator = {
  id: 'plain',
  refuses: () => null,
  coefficients: ({ weight }) => weight,
  sum: sumPlain,
};

function sumPlain(request: EstimatorRequest, workspace: BoundWorkspace, gradient: Float64Array): void {
  const { plan, weights, wells, draws } = request;
  const { meanGradient, logPrecisionGradient, logPrecision } = workspace.guide;
  const { sums, noiseSums } = workspace;
  const coefficients = plain.coefficients(workspace);
  const drawn = sums.length;
  const scale = -1 / wells.length;
  for (let i = 0; i < wells.length; i++) {
    const device = plan.experiment.individuals[wells[i]].device;
    const series = { device, series: i, from: i * draws, to: (i + 1) * draws };
    const chosen = sumSlopes(plan, series, coefficients, workspace);
    for (let d = 0; d < drawn; d++) {
      const at = i * drawn + d;
      const isDrawn = Number.isNaN(plan.pinned[device * drawn + d]);
      const half = -0.5 * scaleOf(logPrecision[at]);
      meanGradient[at] = isDrawn ? scale * sums[d] : 0;
      logPrecisionGradient[at] = isDrawn ? scale * (half * noiseSums[d] - 0.5) : 0;
    }
    pointGradient(plan, device, { count: chosen, scale, coefficients }, workspace, gradient);
  }
  closeCorners(plan, weights, gradient);
  plan.guide.backward(weights, { features: plan.features, wells }, workspace.guide, gradient);
}

/** The chosen trajectories of a series and what their slopes count. */
interface Counted {
  readonly count: number;
  readonly scale: number;
  /** [trajectory]. */
  readonly coefficients: Float64Array;
}

/** Points have the gradient of all wells that carry their part. */
function pointGradient(
  plan: FitPlan,
  device: number,
  { count, scale, coefficients }: Counted,
  { chosen, gradient: ofKernel }: BoundWorkspace,
  gradient: Float64Array,
): void {
  const { points, template } = plan.parameters;
  const width = template.length;
  for (let p = 0; p < points.length; p++) {
    const { parts, model } = points[p];
    const own = pointWeight(points[p], parts.partOfDevice[device] ?? null);
    if (own === null) continue;
    let sum = 0;
    for (let n = 0; n < count; n++) sum += coefficients[chosen[n]] * ofKernel[chosen[n] * width + model];
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
