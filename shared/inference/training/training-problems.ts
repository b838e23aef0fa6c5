import type { Problem } from '../../base/problem.ts';
import type { Kernel } from '../../compute/kernel.ts';
import { type Diagnosis, diagnoseFailures, diagnosisText } from '../diagnostics/diagnose-failures.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import type { StepInfo } from './fit.ts';
import { averagedWeights, type FitState } from './fit-state.ts';
import { choosingElbo } from './kept-evaluation.ts';
import { learningRateOf } from './schedule.ts';

/** Training whose numbers are none: what was seen before, and the rate that brought it there. */
export function notFiniteProblem(
  plan: FitPlan,
  state: FitState,
  info: Pick<StepInfo, 'elbo'> | null,
): Problem {
  const what =
    info === null
      ? `the evaluation after epoch ${state.epoch} gave no finite elbo`
      : `in epoch ${state.epoch + 1}, step ${state.step + 1}, ${Number.isFinite(info.elbo) ? 'the gradient of the elbo' : 'the elbo'} was not a finite number`;
  const largest = largestWeight(state);
  return {
    code: 'fit.notFinite',
    severity: 'error',
    message: `Training stopped: ${what}${courseText(state)}; the largest weight is ${largest}.`,
    remedy: lowerRate(plan, state),
  };
}

/**
 * A kept evaluation far below the elbo that the fit started with: nothing was learned, what was there was lost. Far is more
 * than the start's own size and 100 nats, well beyond the Monte Carlo error of an elbo of few draws. null: not so.
 */
export function divergence(plan: FitPlan, state: FitState): Problem | null {
  const { startElbo, evaluations, best } = state;
  const kept = evaluations.find(({ epoch }) => epoch === best?.epoch);
  if (startElbo === null || kept === undefined) return null;
  if (kept.trainElbo >= startElbo - Math.max(100, Math.abs(startElbo))) return null;
  const first = evaluations.find(({ trainElbo }) => trainElbo < startElbo);
  const from = `the first step had a train elbo of ${nats(startElbo)}`;
  const fallen = `the evaluation after epoch ${first?.epoch ?? kept.epoch} ${nats(first?.trainElbo ?? kept.trainElbo)}, the best of all (epoch ${kept.epoch}) ${nats(kept.trainElbo)}`;
  return {
    code: 'fit.diverged',
    severity: 'error',
    message: `Training went away from the data instead of towards them: ${from}, ${fallen}.`,
    remedy: lowerRate(plan, state),
  };
}

/** The first evaluation is the kept one and all later ones are worse by far; null: not so. */
export function worsening(plan: FitPlan, state: FitState): Problem | null {
  const [first, ...later] = state.evaluations;
  if (first === undefined || later.length === 0 || state.best?.epoch !== first.epoch) return null;
  const least = choosingElbo(first);
  const best = later.reduce((most, one) => Math.max(most, choosingElbo(one)), -Infinity);
  if (best >= least - Math.max(20, 0.1 * Math.abs(least))) return null;
  const which = first.selectionElbo === undefined ? 'validation' : 'selection';
  return {
    code: 'fit.worsened',
    severity: 'warning',
    message: `The first evaluation is the best: ${which} elbo ${nats(least)} after epoch ${first.epoch}, at most ${nats(best)} after it. What is reported has hardly been trained.`,
    remedy: lowerRate(plan, state),
  };
}

/** More than 1 % of failed draws in the last half of training is the user's business (INFERENCE.md, 4). */
export async function failureProblems(
  plan: FitPlan,
  state: FitState,
  kernel: Kernel,
): Promise<readonly Problem[]> {
  const half = state.history.slice(Math.floor(state.history.length / 2));
  const draws = half.length * plan.split.train.length * plan.settings.draws;
  const failed = half.reduce((sum, row) => sum + row.failedDraws, 0);
  if (draws === 0 || failed / draws <= 0.01) return [];
  const request = {
    weights: averagedWeights(state),
    wells: plan.split.train,
    draws: plan.settings.draws,
    purpose: 'training',
    step: state.step,
  } as const;
  const why = await diagnoseFailures(plan, kernel, request, state.workspace.bound);
  const share = `${failed} of ${draws} draws (${((100 * failed) / draws).toFixed(1)} %) in the last half of training had no solution`;
  return [
    {
      code: 'fit.failedDraws',
      severity: 'warning',
      message: `${share}${why === null ? '; none of those of the last weights fails' : `: ${diagnosisText(why)}`}.`,
      remedy: why?.remedy ?? 'Nothing need be done: training has left the values that have none.',
      ...(why?.inWindow !== undefined && { inWindow: why.inWindow }),
    },
  ];
}

/**
 * No draw of any well has a solution. Where training began with draws that had one, it is training that lost them, not the
 * model.
 */
export function noSolution(
  plan: FitPlan,
  state: FitState,
  /** `After 4 epochs`, `24 wells`. */
  { when, wells }: { readonly when: string; readonly wells: string },
  why: Diagnosis | null,
): Problem {
  const [first] = state.history;
  const all = plan.split.train.length * plan.settings.draws;
  const base = { code: 'fit.noSolution', severity: 'error' } as const;
  const cause = why === null ? '' : `: ${diagnosisText(why)}`;
  if (first !== undefined && first.failedDraws < all / 2) {
    const lost = state.history.find(({ failedDraws }) => failedDraws === all);
    const since = lost === undefined ? '' : ` and all in epoch ${lost.epoch}`;
    const message = `${when} no draw of any of the ${wells} has a solution, though training began with ${first.failedDraws} of ${all} failed draws in epoch 1${since}: it went to values where the model has none${cause}.`;
    return { ...base, message, remedy: lowerRate(plan, state) };
  }
  return {
    ...base,
    message: `${when} no draw of any of the ${wells} has a solution${cause}.`,
    remedy: why?.remedy ?? lowerRate(plan, state),
    ...(why?.inWindow !== undefined && { inWindow: why.inWindow }),
  };
}

/** How the elbo went, from what was evaluated. */
function courseText({ startElbo, evaluations }: FitState): string {
  const last = evaluations.at(-1);
  const parts = [
    ...(startElbo === null ? [] : [`it was ${nats(startElbo)} in the first step`]),
    ...(last === undefined ? [] : [`${nats(last.trainElbo)} after epoch ${last.epoch}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function lowerRate(plan: FitPlan, state: FitState): string {
  const rate = learningRateOf(plan.spec.learning, Math.max(1, state.epoch));
  return `Lower params.learning_rate (it is ${rate} here, 0.01 in the published specs), or narrow the priors that let the model reach extreme values.`;
}

function largestWeight({ weights }: FitState): string {
  let largest = 0;
  for (const weight of weights) if (!(Math.abs(weight) <= largest)) largest = Math.abs(weight);
  return Number.isNaN(largest) ? 'not a number' : String(Number(largest.toPrecision(3)));
}

function nats(elbo: number): string {
  return Math.abs(elbo) < 1e8 ? elbo.toFixed(1) : elbo.toExponential(2);
}
