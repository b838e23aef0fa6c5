import type { RandomStream } from '../../base/random.ts';
import type { Kernel } from '../../compute/kernel.ts';
import { type BoundRequest, type BoundWorkspace, lentArrays } from '../draws/bound-workspace.ts';
import { drawSeries } from '../draws/draw-series.ts';
import { estimators } from '../estimator/index.ts';
import { networkGradient } from '../estimator/network-gradient.ts';
import { objectives } from '../objective/index.ts';
import type { FitPlan } from '../plan/fit-plan.ts';

/**
 * The four passes over a batch, in their order: draw, solve, weigh, sum. Each leaves what the next one needs in the workspace;
 * an adapter's program makes all four where its arrays are.
 *
 * The kernel must be bound to `plan.individuals`.
 */
export interface Batch {
  readonly plan: FitPlan;
  /** [weight]. */
  readonly weights: Float64Array;
  readonly request: BoundRequest;
  readonly workspace: BoundWorkspace;
}

/** The guide's moments of the batch, and from noise to parameters and log p - log q of each draw. */
export function draw({ plan, weights, request, workspace }: Batch): void {
  const { wells, draws, purpose, step } = request;
  plan.guide.forward(weights, { features: plan.features, wells }, workspace.guide);
  const size = draws * plan.parameters.drawn.length;
  const stream = { seed: plan.settings.seed, purpose, step, individual: 0 } satisfies RandomStream;
  for (let i = 0; i < wells.length; i++) {
    // Each series from the random stream of its well: draw k of parameter d is number k times drawn + d.
    stream.individual = wells[i];
    workspace.noiseSource.fill(stream, i * size, (i + 1) * size);
    drawSeries(plan, weights, wells[i], i, draws, workspace);
  }
}

/** Log likelihood of each draw, and its slope by the parameters where `withGradient`. */
export async function solve(
  { plan, weights, request, workspace }: Batch,
  kernel: Kernel,
  withGradient: boolean,
): Promise<void> {
  const { wells, draws } = request;
  if (plan.network !== null) {
    const { offset, length } = plan.network;
    kernel.setWeights(weights.subarray(offset, offset + length));
  }
  const { parameters, logLik, status, gradient } = lentArrays(workspace, wells.length * draws);
  await kernel.logLikelihood(
    { individuals: wells, draws, parameters },
    withGradient ? { logLik, status, gradient } : { logLik, status },
  );
}

/** The objective's weights and bounds. */
export function weigh({ plan, request, workspace }: Batch, withGradient: boolean): void {
  const objective = objectives[plan.settings.objective];
  for (let i = 0; i < request.wells.length; i++) objective.weigh(i, request.draws, workspace, withGradient);
}

/** Adds d loss / d weights to `gradient` [weight], loss = -mean bound over the wells. */
export async function sumGradient(batch: Batch, kernel: Kernel, gradient: Float64Array): Promise<void> {
  const { plan, weights, request, workspace } = batch;
  const estimator = estimators[plan.settings.estimator];
  const coefficients = estimator.coefficients(workspace);
  await networkGradient(plan, kernel, request, { workspace, coefficients }, gradient);
  estimator.sum({ ...request, plan, weights }, workspace, gradient);
}

/** Draws, solves and weighs. */
export async function weighDraws(batch: Batch, kernel: Kernel, withGradient: boolean): Promise<void> {
  draw(batch);
  await solve(batch, kernel, withGradient);
  weigh(batch, withGradient);
}
