import type { Problem } from '../../base/problem.ts';
import type { Kernel } from '../../compute/kernel.ts';
import type { Evaluation } from '../../fit/fit-result.ts';
import { fitActivity, fitStatus, type RestStatus } from '../../fit/life.ts';
import { diagnoseFailures } from '../diagnostics/diagnose-failures.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { serializeFit } from './checkpoint.ts';
import { type EvaluationHooks, evaluateFit, type StepInfo, stepFit, stepStatus } from './fit.ts';
import { averagedWeights, type FitState, isFinished } from './fit-state.ts';
import { gradientProblems } from './gradient-problems.ts';
import { divergence, failureProblems, noSolution, notFiniteProblem, worsening } from './training-problems.ts';

/** What it does now. */
type TrainingActivity = typeof fitActivity.training | typeof fitActivity.evaluating;

/** What the host of a fit lends and hears. */
export interface RunHooks extends EvaluationHooks {
  onStep(info: StepInfo): void;
  onEvaluation(evaluation: Evaluation): void;
  /** Every `checkpointEverySeconds`, after every evaluation, when stopped and at the end. */
  onCheckpoint(bytes: Uint8Array): void;
  onActivity?(activity: TrainingActivity): void;
  readonly checkpointEverySeconds: number;
}

export interface RunEnd {
  /** `interrupted`: `shouldStop` said so; `failed`: there is no usable result, and why is in `problems`. */
  readonly status: RestStatus;
  readonly problems: readonly Problem[];
}

/** Longest time between two visits to the event loop, seconds; a step that takes longer is not cut. */
const pauseEvery = 0.05;

/** Trains to the plan's last epoch and its evaluation, from wherever the state is. Binds the kernel. */
export async function runFit(
  plan: FitPlan,
  state: FitState,
  kernel: Kernel,
  hooks: RunHooks,
): Promise<RunEnd> {
  kernel.bind(plan.individuals);
  let paused = hooks.now();
  let saved = hooks.now();
  const checkpoint = () => {
    hooks.onCheckpoint(serializeFit(plan, state));
    saved = hooks.now();
  };
  let activity: TrainingActivity | null = null;
  const enter = (next: TrainingActivity) => {
    if (activity !== next) hooks.onActivity?.(next);
    activity = next;
  };
  while (!isFinished(plan, state)) {
    if (await hooks.shouldStop()) {
      checkpoint();
      return { status: fitStatus.interrupted, problems: [] };
    }
    if (state.evaluationDue) {
      enter(fitActivity.evaluating);
      const evaluation = await evaluateFit(plan, state, kernel, hooks);
      if (evaluation === null) continue;
      if (evaluation === stepStatus.notFinite) {
        checkpoint();
        return { status: fitStatus.failed, problems: [notFiniteProblem(plan, state, null)] };
      }
      hooks.onEvaluation(evaluation);
      checkpoint();
      if (neverSolved(plan, state))
        return { status: fitStatus.failed, problems: [await hopeless(plan, state, kernel)] };
    } else {
      enter(fitActivity.training);
      const info = await stepFit(plan, state, kernel, hooks.now);
      if (info.status === stepStatus.notFinite) {
        checkpoint();
        return { status: fitStatus.failed, problems: [notFiniteProblem(plan, state, info)] };
      }
      hooks.onStep(info);
    }
    if (hooks.now() - saved >= hooks.checkpointEverySeconds) checkpoint();
    if (hooks.now() - paused >= pauseEvery / 2) {
      await hooks.pause();
      paused = hooks.now();
    }
  }
  checkpoint();
  const diverged = divergence(plan, state);
  if (diverged !== null) return { status: fitStatus.failed, problems: [diverged] };
  const failures = await failureProblems(plan, state, kernel);
  // Elbos in which stand-ins of failed draws count go up and down with them, whatever the rate.
  const worse = failures.length > 0 ? null : worsening(plan, state);
  const problems = [...failures, ...gradientProblems(plan, state)];
  return { status: fitStatus.done, problems: worse === null ? problems : [worse, ...problems] };
}

/** No draw of any well had a solution, in training so far and in the evaluation just made: no later epoch can learn one. */
function neverSolved(plan: FitPlan, state: FitState): boolean {
  const draws = plan.split.train.length * plan.settings.draws;
  const { solved } = state.workspace;
  return solved === 0 && state.history.every(({ failedDraws }) => failedDraws === draws);
}

async function hopeless(plan: FitPlan, state: FitState, kernel: Kernel): Promise<Problem> {
  const request = {
    weights: averagedWeights(state),
    wells: plan.split.validation,
    draws: plan.settings.evaluationDraws,
    purpose: 'evaluation',
    step: state.step,
  } as const;
  const why = await diagnoseFailures(plan, kernel, request, state.workspace.bound);
  const { train, validation, selecting } = plan.split;
  const wells = train.length + validation.length + (selecting?.wells.length ?? 0);
  const when = `After ${state.epoch} epoch${state.epoch === 1 ? '' : 's'}`;
  return noSolution(plan, state, { when, wells: `${wells} wells` }, why);
}
