import type { Problem } from '../../shared/base/problem.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { fitFingerprint } from '../../shared/inference/plan/fingerprint.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import type { Members } from '../../shared/inference/plan/members.ts';
import { type PlanSources, prepareFit } from '../../shared/inference/plan/prepare-fit.ts';
import { evaluateFit, stepFit } from '../../shared/inference/training/fit.ts';
import { type FitState, isFinished } from '../../shared/inference/training/fit-state.ts';
import {
  linearExperiment,
  linearKernel,
  linearModel,
  linearSettings,
  linearSpec,
  linearSplit,
  standardNormal,
} from './linear-kernel.ts';

/** All levels at once on the linear model: z individual, u population (LogNormal), y group, a part values. */
export function everyLevel(change: Partial<PlanSources> = {}): PlanSources {
  const wells = 7;
  return {
    spec: linearSpec(
      [
        ['z', 'individual', standardNormal],
        ['u', 'population', { ...standardNormal, distribution: 'LogNormal' }],
        ['y', 'group', standardNormal],
      ],
      { prec: 20 },
    ),
    model: linearModel(),
    experiment: linearExperiment(
      wells,
      (s, t, well) => Math.sin(3 * t + well) + (s === 1 ? t * well : 0.2 * well),
    ),
    split: linearSplit(wells, 2),
    settings: linearSettings,
    ...change,
  };
}

/** The plan of a request that must be good; of these members, or those that the settings name. */
export function planOf(request: PlanSources, members?: Members): FitPlan {
  const outcome = prepareFit(request, members);
  if (!outcome.ok)
    throw new Error(`not a plan: ${outcome.problems.map((problem) => problem.message).join(' ')}`);
  return outcome.value;
}

/** The same with its parts as the published models have theirs: 1 + relu(w). */
export function withPublishedParts(plan: FitPlan): FitPlan {
  const points = plan.parameters.points.map((point) => ({ ...point, form: 'published' as const }));
  const published = { ...plan, parameters: { ...plan.parameters, points } };
  return { ...published, fingerprint: fitFingerprint(published) };
}

export function problemsOf(request: PlanSources, members?: Members): readonly Problem[] {
  return prepareFit(request, members).problems;
}

export const freeHooks = { now: () => 0, pause: async () => {}, shouldStop: () => false };

/** Trains to the end, or until `stop` says so after a step. */
export async function train(
  plan: FitPlan,
  state: FitState,
  kernel: Kernel = linearKernel(),
  stop: (state: FitState) => boolean = () => false,
): Promise<FitState> {
  kernel.bind(plan.individuals);
  while (!isFinished(plan, state)) {
    if (state.evaluationDue) await evaluateFit(plan, state, kernel, freeHooks);
    else await stepFit(plan, state, kernel, freeHooks.now);
    if (stop(state)) break;
  }
  return state;
}
