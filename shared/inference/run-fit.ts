import type { Problem } from '../base/problem.ts';
import type { Kernel } from '../compute/kernel.ts';
import { serializeFit } from './checkpoint.ts';
import { type EvaluationHooks, evaluateFit, type StepInfo, stepFit } from './fit.ts';
import type { FitPlan } from './fit-plan.ts';
import type { Evaluation } from './fit-result.ts';
import { type FitState, isFinished } from './fit-state.ts';
import { gradientProblems } from './gradient-problems.ts';

/** What the host of a fit lends and hears. */
export interface RunHooks extends EvaluationHooks {
  onStep(info: StepInfo): void;
  onEvaluation(evaluation: Evaluation): void;
  /** Every `checkpointEverySeconds`, after every evaluation, when stopped and at the end. */
  onCheckpoint(bytes: Uint8Array): void;
  onActivity?(activity: 'training' | 'evaluating'): void;
  readonly checkpointEverySeconds: number;
}

export interface RunEnd {
  /** `interrupted`: `shouldStop` said so; `failed`: numbers were not finite. */
  readonly status: 'done' | 'interrupted' | 'failed';
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
  let activity: 'training' | 'evaluating' | null = null;
  const enter = (next: 'training' | 'evaluating') => {
    if (activity !== next) hooks.onActivity?.(next);
    activity = next;
  };
  while (!isFinished(plan, state)) {
    if (await hooks.shouldStop()) {
      checkpoint();
      return { status: 'interrupted', problems: [] };
    }
    if (state.evaluationDue) {
      enter('evaluating');
      const evaluation = await evaluateFit(plan, state, kernel, hooks);
      if (evaluation === null) continue;
      hooks.onEvaluation(evaluation);
      checkpoint();
    } else {
      enter('training');
      const info = await stepFit(plan, state, kernel, hooks.now);
      if (info.status === 'notFinite') {
        checkpoint();
        return { status: 'failed', problems: [notFinite(state)] };
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
  return { status: 'done', problems: [...failureProblems(plan, state), ...gradientProblems(plan, state)] };
}

function notFinite(state: FitState): Problem {
  return {
    code: 'fit.notFinite',
    severity: 'error',
    message: `Training stopped in epoch ${state.epoch + 1}, step ${state.step + 1}: the loss or its gradient was not a finite number.`,
    remedy: 'Lower learning_rate, or narrow the priors that let the model reach extreme values.',
  };
}

/** More than 1 % of failed draws in the last half of training is the user's business (INFERENCE.md, 4). */
function failureProblems(plan: FitPlan, state: FitState): Problem[] {
  const half = state.history.slice(Math.floor(state.history.length / 2));
  const draws = half.length * plan.split.train.length * plan.settings.draws;
  const failed = half.reduce((sum, row) => sum + row.failedDraws, 0);
  if (draws === 0 || failed / draws <= 0.01) return [];
  return [
    {
      code: 'fit.failedDraws',
      severity: 'warning',
      message: `${failed} of ${draws} draws (${((100 * failed) / draws).toFixed(1)} %) in the last half of training had no solution.`,
      remedy: 'Narrow the priors of rates, or use a method for stiff models.',
    },
  ];
}
