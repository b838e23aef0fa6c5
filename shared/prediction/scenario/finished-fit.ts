import type { Kernel } from '../../compute/kernel.ts';
import { boundWorkspace } from '../../inference/draws/bound-workspace.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import type { JointLayout } from '../../inference/posterior/joint/joint-layout.ts';
import { judgeJoint, verdictOf } from '../../inference/posterior/judge-joint.ts';
import { type PosteriorState, spreadDraws } from '../../inference/posterior/posterior-state.ts';
import type { KeptEvaluation } from '../../inference/training/fit-state.ts';
import { type ChainDraws, heldOutWell, trainedWell } from '../chain-draws.ts';
import { newWellDraws } from '../new-wells/new-well-draws.ts';
import type { WellDraws } from '../predict-well.ts';
import { type DrawOfWell, refinedWells } from '../refined-wells.ts';
import type { SummaryHooks } from '../summarise-wells.ts';
import { chainScenarioDraws, guideScenarioDraws, type ScenarioDraws } from './scenario-draws.ts';
import type { Unmeasured } from './unmeasured.ts';

/** What a fit has come to, by chains or by training. `fine` is of float64. */
export type FinishedFit =
  | {
      readonly kind: 'chains';
      readonly plan: FitPlan;
      readonly state: PosteriorState;
      readonly layout: JointLayout;
      readonly fine: Kernel;
    }
  | {
      readonly kind: 'trained';
      readonly plan: FitPlan;
      readonly best: KeptEvaluation;
      readonly kernel: Kernel;
      readonly fine: Kernel;
    };

/** Where draws for scenarios come from, whatever made the fit. */
export interface DrawSource {
  /** Bound to the extended plan's wells. */
  readonly kernel: Kernel;
  /** What the fit's posterior is not, in words. */
  readonly marks: readonly string[];
  /** Of a well that was never there. */
  unknown(unmeasured: Unmeasured): ScenarioDraws;
  /** Of a well with readings, weighted unless the fit was trained on it by chains. */
  known(well: number): Promise<WellDraws>;
  /** Of wells with readings that had no part in the fit. */
  fresh(wells: readonly number[], hooks: SummaryHooks): Promise<DrawOfWell>;
}

/** Draws as `plan` asks for them, which is the fit's with wells more. Binds the kernels. */
export function drawSource(fit: FinishedFit, plan: FitPlan): DrawSource {
  fit.fine.bind(plan.individuals);
  return fit.kind === 'chains' ? chainSource(fit, plan) : guideSource(fit, plan);
}

function chainSource(
  { state, layout, fine, plan: own }: Extract<FinishedFit, { kind: 'chains' }>,
  plan: FitPlan,
): DrawSource {
  const chains: ChainDraws = { layout, state, draws: spreadDraws(state, plan.settings.evaluationDraws) };
  const { converged, verdict } = verdictOf(judgeJoint(own, state, layout));
  return {
    kernel: fine,
    marks: converged ? [] : [verdict],
    unknown: () => chainScenarioDraws(plan, chains),
    known: async (well) =>
      layout.wells.includes(well) ? trainedWell(plan, chains, well) : heldOutWell(plan, chains, fine, well),
    fresh: async () => (well) => heldOutWell(plan, chains, fine, well),
  };
}

function guideSource(
  { best, kernel, fine }: Extract<FinishedFit, { kind: 'trained' }>,
  plan: FitPlan,
): DrawSource {
  if (kernel !== fine) kernel.bind(plan.individuals);
  const { weights, step } = best;
  if (plan.network !== null) {
    const { offset, length } = plan.network;
    kernel.setWeights(weights.subarray(offset, offset + length));
  }
  const draws = plan.settings.evaluationDraws;
  const workspace = boundWorkspace(plan, 1, draws);
  const drawn = { plan, weights, kernel, fine, step, workspace };
  return {
    kernel,
    marks: ['iwae: population draws are a proposal, not a posterior'],
    unknown: (unmeasured) => guideScenarioDraws({ plan, weights, workspace }, draws, unmeasured),
    known: async (well) => {
      const draw = await refinedWells(drawn, [well], {});
      return draw(well);
    },
    fresh: (wells, hooks) => newWellDraws(drawn, wells, hooks),
  };
}
