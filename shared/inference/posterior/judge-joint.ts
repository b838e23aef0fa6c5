import type { ApproximationDiagnostics } from '../../fit/approximation.ts';
import type { SamplingDiagnostics } from '../../fit/sampling.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { judgeChains } from './convergence/judge-chains.ts';
import type { JointLayout } from './joint/joint-layout.ts';
import { judgePopulation } from './population/judge-population.ts';
import type { PosteriorState } from './posterior-state.ts';

/** How far the draws of a joint fit are to be believed: those of chains by their mixing, those of an approximation by its weights. */
export type JointJudgement =
  | { readonly sampling: SamplingDiagnostics }
  | { readonly approximation: ApproximationDiagnostics };

export function judgeJoint(plan: FitPlan, state: PosteriorState, layout: JointLayout): JointJudgement {
  return state.population === null
    ? { sampling: judgeChains(plan, state, layout) }
    : { approximation: judgePopulation(state, layout) };
}

/** The same in short. */
export function verdictOf(found: JointJudgement): Pick<SamplingDiagnostics, 'converged' | 'verdict'> {
  const { converged, verdict } = 'sampling' in found ? found.sampling : found.approximation;
  return { converged, verdict };
}
