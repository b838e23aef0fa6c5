import type { BoundWorkspace } from '../../draws/bound-workspace.ts';
import { scaleOf } from '../../draws/eta.ts';
import type { Estimator, EstimatorRequest } from '../estimator.ts';
import { closeCorners, pointGradient } from '../points.ts';
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
