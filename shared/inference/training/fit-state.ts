import type { Evaluation, HistoryRow } from '../../fit/fit-result.ts';
import { type BoundWorkspace, boundWorkspace } from '../draws/bound-workspace.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { type AdamMoments, adamMoments } from './adam.ts';
import { batchesPerEpoch } from './batches.ts';

/**
 * What a fit carries from step to step; `stepFit` and `evaluateFit` change it in place. All but the workspace is in a
 * checkpoint, and the workspace holds nothing that outlives a step.
 */
export interface FitState {
  /** Epochs completed. */
  epoch: number;
  /** Training steps completed. */
  step: number;
  /** Batches done in the epoch under way. */
  batchIndex: number;
  /** Spent in training and evaluation so far, resumed stretches added up. */
  seconds: number;
  /** An epoch has ended after which an evaluation is asked for, which has not been made yet. */
  evaluationDue: boolean;
  /** Elbo of the first step's batch, nats: where training started from; null before it, and in older checkpoints. */
  startElbo: number | null;
  /** Failed training draws of the epoch under way. */
  failedDraws: number;
  /** Training draws of the epoch under way that were solved, and whose gradient overflowed. */
  drawsWithoutGradient: number;
  /** [weight]. */
  readonly weights: Float64Array;
  /** Exponential moving average of the weights from 0, not yet corrected for its start, [weight]. */
  readonly average: Float64Array;
  readonly moments: AdamMoments;
  readonly history: HistoryRow[];
  readonly evaluations: Evaluation[];
  best: KeptEvaluation | null;
  readonly workspace: FitWorkspace;
}

/** The evaluation with the highest elbo so far of the wells that choose (`kept-evaluation.ts`). */
export interface KeptEvaluation {
  readonly epoch: number;
  readonly step: number;
  readonly validationElbo: number;
  readonly selectionElbo?: number;
  /** The averaged weights that were evaluated, [weight]. */
  readonly weights: Float64Array;
}

export interface FitWorkspace {
  readonly bound: BoundWorkspace;
  readonly gradient: Float64Array;
  /** Draws with a solution in the evaluation made last, over all its wells. */
  solved: number;
  /** This epoch's order of the training wells, and which epoch it is for. */
  order: { readonly epoch: number; readonly wells: Int32Array } | null;
}

/**
 * Decay of the moving average at a step counted from 0: 0.99 (INFERENCE.md, 2), reached from below over the first 900
 * steps, so that the average reaches back over about a tenth of what has been trained. With 0.99 from the start, what is
 * evaluated early lags by half the training: 670 to 700 nats after 20 epochs of `dr_constant_icml` instead of 700 to 745.
 */
export function averageDecay(step: number): number {
  return Math.min(0.99, (1 + step) / (10 + step));
}

export function makeFitState(plan: FitPlan, weights: Float64Array): FitState {
  return {
    epoch: 0,
    step: 0,
    batchIndex: 0,
    seconds: 0,
    evaluationDue: false,
    startElbo: null,
    failedDraws: 0,
    drawsWithoutGradient: 0,
    weights,
    average: new Float64Array(weights.length),
    moments: adamMoments(weights.length),
    history: [],
    evaluations: [],
    best: null,
    workspace: makeWorkspace(plan),
  };
}

function makeWorkspace(plan: FitPlan): FitWorkspace {
  const { batch, draws, evaluationDraws } = plan.settings;
  const series = Math.max(Math.min(batch, plan.split.train.length), 1);
  const trajectories = Math.max(series * draws, evaluationDraws);
  return {
    bound: boundWorkspace(plan, series, trajectories),
    gradient: new Float64Array(plan.guide.layout.length),
    solved: 0,
    order: null,
  };
}

/** The moving average, corrected for having started at 0; the weights themselves before the first step. */
export function averagedWeights(state: FitState): Float64Array {
  if (state.step === 0) return state.weights.slice();
  let shareOfStart = 1;
  for (let step = 0; step < state.step; step++) shareOfStart *= averageDecay(step);
  return state.average.map((value) => value / (1 - shareOfStart));
}

export function stepsPerEpoch(plan: FitPlan): number {
  return batchesPerEpoch(plan.split.train.length, plan.settings.batch);
}

/** All epochs are done and the last one is evaluated. */
export function isFinished(plan: FitPlan, state: FitState): boolean {
  return state.epoch >= plan.settings.epochs && !state.evaluationDue;
}

/** The kept and the newest evaluation in the form that results state them; null before the first. */
export function evaluationsOf(state: FitState): {
  readonly evaluations: readonly Evaluation[];
  readonly history: readonly HistoryRow[];
  readonly best: { readonly epoch: number; readonly validationElbo: number } | null;
  readonly last: { readonly epoch: number; readonly validationElbo: number } | null;
} {
  const short = (one: { readonly epoch: number; readonly validationElbo: number } | null | undefined) =>
    one ? { epoch: one.epoch, validationElbo: one.validationElbo } : null;
  return {
    evaluations: state.evaluations.slice(),
    history: state.history.slice(),
    best: short(state.best),
    last: short(state.evaluations.at(-1)),
  };
}
