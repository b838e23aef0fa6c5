import type { RandomStream } from '../../base/random.ts';
import type { Kernel } from '../../compute/kernel.ts';
import { type BoundRequest, type BoundWorkspace, lentArrays } from '../draws/bound-workspace.ts';
import { enterGiven } from '../draws/given-columns.ts';
import { type CountedDraws, chooseDraws, type SeriesDraws } from '../draws/series-draws.ts';
import { enterForms } from '../draws/series-forms.ts';
import { networkGradient } from '../estimator/network-gradient.ts';
import { closeCorners, pointGradient } from '../estimator/points.ts';
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
  const given = { weights, points: plan.guide.points };
  plan.guide.forward(weights, { features: plan.features, wells }, workspace.guide);
  const size = draws * plan.parameters.drawn.length;
  const stream = { seed: plan.settings.seed, purpose, step, individual: 0 } satisfies RandomStream;
  for (let i = 0; i < wells.length; i++) {
    // Each series from the random stream of its well: draw k of parameter d is number k times drawn + d.
    stream.individual = wells[i];
    workspace.noiseSource.fill(stream, i * size, (i + 1) * size);
    const own: SeriesDraws = { well: wells[i], series: i, from: i * draws, to: (i + 1) * draws };
    enterForms(plan, own.well, workspace.forms);
    plan.guide.draw(own, workspace, workspace.guide);
    enterGiven(plan, given, own, workspace);
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
  for (let i = 0; i < request.wells.length; i++)
    plan.objective.weigh(i, request.draws, workspace, withGradient);
}

/** Adds d loss / d weights to `gradient` [weight], loss = -mean bound over the wells. */
export async function sumGradient(batch: Batch, kernel: Kernel, gradient: Float64Array): Promise<void> {
  const { plan, weights, request, workspace } = batch;
  const { guide, estimator } = plan;
  const { wells, draws } = request;
  const coefficients = estimator.coefficients(workspace);
  await networkGradient(plan, kernel, request, workspace, gradient);
  const scale = -1 / wells.length;
  for (let i = 0; i < wells.length; i++) {
    const own: SeriesDraws = { well: wells[i], series: i, from: i * draws, to: (i + 1) * draws };
    const count = chooseDraws(own, workspace.weight, workspace.chosen);
    const counted: CountedDraws = { ...own, count, coefficients, density: estimator.density, scale };
    enterForms(plan, own.well, workspace.forms);
    guide.sumSlopes(counted, workspace, workspace.guide);
    pointGradient(batch, counted, workspace, gradient);
  }
  closeCorners(plan, weights, gradient);
  guide.backward(weights, { features: plan.features, wells }, workspace.guide, gradient);
}

/** Draws, solves and weighs. */
export async function weighDraws(batch: Batch, kernel: Kernel, withGradient: boolean): Promise<void> {
  draw(batch);
  await solve(batch, kernel, withGradient);
  weigh(batch, withGradient);
}
