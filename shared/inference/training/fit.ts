import type { Kernel } from '../../compute/kernel.ts';
import type { Evaluation } from '../../fit/fit-result.ts';
import { allFinite } from '../draws/all-finite.ts';
import type { BoundRequest } from '../draws/bound-workspace.ts';
import { startWeights } from '../guide/start-weights.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { adamStep } from './adam.ts';
import { epochOrder } from './batches.ts';
import { averageDecay, averagedWeights, type FitState, makeFitState, stepsPerEpoch } from './fit-state.ts';
import { isBetter } from './kept-evaluation.ts';
import { type Batch, sumGradient, weighDraws } from './passes.ts';
import { isEvaluated, learningRateOf } from './schedule.ts';

/**
 * A fit as init and step:
 *
 *     const state = initFit(plan);
 *     while (!isFinished(plan, state)) {
 *       if (state.evaluationDue) await evaluateFit(plan, state, kernel, hooks);
 *       else await stepFit(plan, state, kernel, now);
 *     }
 *
 * The kernel is bound to `plan.individuals`. `runFit` is this loop with checkpoints, stopping and reports.
 */
export function initFit(plan: FitPlan): FitState {
  return makeFitState(plan, startWeights(plan));
}

function drawsOf({ settings, objective }: FitPlan, purpose: 'training' | 'evaluation'): number {
  return objective.draws(settings, purpose);
}

/** How a step or an evaluation went; `notFinite`: a number of it was none, and the state is as before. */
export const stepStatus = { ok: 'ok', notFinite: 'notFinite' } as const;
export type StepStatus = (typeof stepStatus)[keyof typeof stepStatus];

export interface StepInfo {
  readonly status: StepStatus;
  /** Epochs and steps completed after this one. */
  readonly epoch: number;
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Of this batch, nats, mean per individual. */
  readonly elbo: number;
  readonly learningRate: number;
  readonly failedDraws: number;
  readonly drawsWithoutGradient: number;
  readonly epochEnded: boolean;
}

/** One training step; `now` in seconds. */
export async function stepFit(
  plan: FitPlan,
  state: FitState,
  kernel: Kernel,
  now: () => number,
): Promise<StepInfo> {
  const start = now();
  const { settings, split, spec } = plan;
  const { workspace } = state;
  const epoch = state.epoch + 1;
  if (workspace.order?.epoch !== epoch) {
    workspace.order = { epoch, wells: epochOrder(split.train, settings.seed, epoch) };
  }
  const from = state.batchIndex * settings.batch;
  const wells = workspace.order.wells.subarray(from, from + settings.batch);
  const request: BoundRequest = {
    wells,
    draws: drawsOf(plan, 'training'),
    purpose: 'training',
    step: state.step,
  };
  const batch: Batch = { plan, weights: state.weights, request, workspace: workspace.bound };
  await weighDraws(batch, kernel, true);
  workspace.gradient.fill(0);
  await sumGradient(batch, kernel, workspace.gradient);

  let elbo = 0;
  let failedDraws = 0;
  let drawsWithoutGradient = 0;
  for (let i = 0; i < wells.length; i++) {
    elbo += workspace.bound.bound[i] / wells.length;
    failedDraws += workspace.bound.failed[i];
    drawsWithoutGradient += workspace.bound.withoutGradient[i];
  }
  const learningRate = learningRateOf(spec.learning, epoch);
  const steps = stepsPerEpoch(plan);
  if (!Number.isFinite(elbo) || !allFinite(workspace.gradient, 0, workspace.gradient.length)) {
    state.seconds += now() - start;
    const { step } = state;
    return {
      status: stepStatus.notFinite,
      epoch: state.epoch,
      step,
      stepsPerEpoch: steps,
      elbo,
      learningRate,
      failedDraws,
      drawsWithoutGradient,
      epochEnded: false,
    };
  }
  const decay = averageDecay(state.step);
  adamStep(state, workspace.gradient, { step: state.step + 1, learningRate, decay });
  if (state.step === 0) state.startElbo = elbo;
  state.step += 1;
  state.batchIndex += 1;
  state.failedDraws += failedDraws;
  state.drawsWithoutGradient += drawsWithoutGradient;
  state.seconds += now() - start;
  const epochEnded = state.batchIndex === steps;
  if (epochEnded) endEpoch(plan, state, learningRate);
  return {
    status: stepStatus.ok,
    epoch: state.epoch,
    step: state.step,
    stepsPerEpoch: steps,
    elbo,
    learningRate,
    failedDraws,
    drawsWithoutGradient,
    epochEnded,
  };
}

function endEpoch(plan: FitPlan, state: FitState, learningRate: number): void {
  state.epoch += 1;
  state.batchIndex = 0;
  state.history.push({
    epoch: state.epoch,
    step: state.step,
    seconds: state.seconds,
    learningRate,
    trainElbo: null,
    validationElbo: null,
    failedDraws: state.failedDraws,
    ...(state.drawsWithoutGradient > 0 && { drawsWithoutGradient: state.drawsWithoutGradient }),
  });
  state.failedDraws = 0;
  state.drawsWithoutGradient = 0;
  state.evaluationDue = isEvaluated(state.epoch, plan.settings.epochs, plan.settings.evaluateEvery);
}

export interface EvaluationHooks {
  /** Seconds. */
  now(): number;
  /** Resolves in a later macrotask. */
  pause(): Promise<void>;
  shouldStop(): boolean | Promise<boolean>;
}

/**
 * Evaluates the averaged weights: train elbo with training draws, validation elbo, and that of wells that only choose, with
 * evaluation draws, from random streams of their own, so that evaluating changes no training number. Keeps the weights if they
 * are the best so far.
 * null: asked to stop; the evaluation stays due. `notFinite`: an elbo was none, which is not written down.
 */
export async function evaluateFit(
  plan: FitPlan,
  state: FitState,
  kernel: Kernel,
  hooks: EvaluationHooks,
): Promise<Evaluation | typeof stepStatus.notFinite | null> {
  const start = hooks.now();
  const { split } = plan;
  const weights = averagedWeights(state);
  state.workspace.solved = 0;
  const training = { weights, wells: split.train, draws: drawsOf(plan, 'training') };
  const validation = { weights, wells: split.validation, draws: drawsOf(plan, 'evaluation') };
  const sets = [training, validation];
  if (split.selecting !== undefined) sets.push({ ...validation, wells: split.selecting.wells });
  const found: number[] = [];
  for (const set of sets) {
    const elbo = await meanBound(plan, state, kernel, set, hooks);
    if (elbo === null) break;
    found.push(elbo);
  }
  state.seconds += hooks.now() - start;
  if (found.length < sets.length) return null;
  if (!found.every(Number.isFinite)) return stepStatus.notFinite;

  const { epoch, step, seconds } = state;
  const [trainElbo, validationElbo, selectionElbo] = found;
  const elbos = { trainElbo, validationElbo, ...(selectionElbo !== undefined && { selectionElbo }) };
  const evaluation: Evaluation = { epoch, step, seconds, ...elbos };
  state.evaluations.push(evaluation);
  const row = state.history.at(-1);
  if (row?.epoch === epoch) state.history[state.history.length - 1] = { ...row, ...elbos };
  if (isBetter(evaluation, state.best)) {
    const { trainElbo: _, ...kept } = elbos;
    state.best = { epoch, step, ...kept, weights };
  }
  state.evaluationDue = false;
  return evaluation;
}

interface Evaluated {
  /** [weight]. */
  readonly weights: Float64Array;
  readonly wells: Int32Array;
  readonly draws: number;
}

/** Mean bound over wells, nats, some series at a time so that memory stays that of a training step; null: stopped. */
async function meanBound(
  plan: FitPlan,
  state: FitState,
  kernel: Kernel,
  { weights, wells, draws }: Evaluated,
  hooks: EvaluationHooks,
): Promise<number | null> {
  const { bound } = state.workspace;
  const chunk = Math.max(1, Math.min(bound.series, Math.floor(bound.trajectories / draws)));
  let sum = 0;
  for (let from = 0; from < wells.length; from += chunk) {
    if (await hooks.shouldStop()) return null;
    const some = wells.subarray(from, from + chunk);
    const request: BoundRequest = { wells: some, draws, purpose: 'evaluation', step: state.step };
    await weighDraws({ plan, weights, request, workspace: bound }, kernel, false);
    for (let i = 0; i < some.length; i++) {
      sum += bound.bound[i];
      state.workspace.solved += draws - bound.failed[i];
    }
    await hooks.pause();
  }
  return sum / wells.length;
}
