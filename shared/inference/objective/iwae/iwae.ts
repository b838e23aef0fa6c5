import type { RandomStream } from '../../../base/random.ts';
import type { Kernel } from '../../../compute/kernel.ts';
import { type BoundRequest, type BoundWorkspace, lentArrays } from '../../draws/bound-workspace.ts';
import { drawSeries } from '../../draws/draw-series.ts';
import { guideForward } from '../../guide/guide.ts';
import type { FitPlan } from '../../plan/fit-plan.ts';
import { weighSeries } from './weigh-series.ts';

/**
 * The importance-weighted bound (Burda, Grosse, Salakhutdinov 2016; INFERENCE.md, 2): K joint draws per series,
 *
 *     log w_k = log p(x | theta_k) + log p(eta_k) - log q(eta_k),     bound = log (1/K) sum_k w_k,
 *     eta = m + s eps,  s = exp(-l / 2)  (m mean, l log precision of the guide).
 *
 * Draws, solves and weighs: fills everything in the workspace, `gradient` too where `withGradient`; `plainGradient` and
 * `networkGradient` go on from there. The kernel must be bound to `plan.individuals`.
 */
export async function weighDraws(
  plan: FitPlan,
  weights: Float64Array,
  kernel: Kernel,
  request: BoundRequest,
  workspace: BoundWorkspace,
  withGradient: boolean,
): Promise<void> {
  const { wells, draws } = request;
  guideForward(plan.guide, weights, plan.features, wells, workspace.guide);
  if (plan.network !== null) {
    const { offset, length } = plan.network;
    kernel.setWeights(weights.subarray(offset, offset + length));
  }
  drawBatch(plan, weights, request, workspace);
  const { parameters, logLik, status, gradient } = lentArrays(workspace, wells.length * draws);
  await kernel.logLikelihood(
    { individuals: wells, draws, parameters },
    withGradient ? { logLik, status, gradient } : { logLik, status },
  );
  for (let i = 0; i < wells.length; i++) weighSeries(i, draws, workspace, withGradient);
}

/** Each series from the random stream of its well: draw k of parameter d is number k times drawn + d. */
export function drawBatch(
  plan: FitPlan,
  weights: Float64Array,
  { wells, draws, purpose, step }: BoundRequest,
  workspace: BoundWorkspace,
): void {
  const size = draws * plan.parameters.drawn.length;
  const stream = { seed: plan.settings.seed, purpose, step, individual: 0 } satisfies RandomStream;
  for (let i = 0; i < wells.length; i++) {
    stream.individual = wells[i];
    workspace.noiseSource.fill(stream, i * size, (i + 1) * size);
    drawSeries(plan, weights, wells[i], i, draws, workspace);
  }
}
