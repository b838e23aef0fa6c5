import { present } from '../../base/assert.ts';
import type { Kernel } from '../../compute/kernel.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import type { FitState } from '../../inference/training/fit-state.ts';
import { groundOf } from '../comparison/ground.ts';
import { refinedWells } from '../refined-wells.ts';
import { wellsInUse } from '../summarise-wells.ts';
import type { FitDiagnosis, TrustQuestion } from './diagnosis.ts';
import { absent } from './found.ts';
import { residualCorrelations } from './residual-correlation.ts';
import { scoreTable } from './score-table.ts';
import { guideMoments } from './shared-moments.ts';
import { weightsSummary } from './weights-summary.ts';
import { scoreWell, type WellScore } from './well-score.ts';

export interface DiagnosisHooks {
  onProgress(activity: string, done: number, total: number): void;
  pause(): Promise<void>;
}

const noChains =
  'it takes draws of the joint posterior: fit the spec by chains (posterior nuts) or hierarchically (objective hierarchical)';
const proposal = `under iwae population parameters are drawn for each well and are a proposal, not a posterior; ${noChains}`;

/**
 * Of a fit that was trained, from the weights of its kept evaluation and the draws that predictions are made of. Binds the kernels;
 * `fine`, for curvature, should be of float64.
 */
export async function diagnoseTrained(
  plan: FitPlan,
  state: FitState,
  { kernel, fine }: { readonly kernel: Kernel; readonly fine: Kernel },
  { depth, profile }: TrustQuestion,
  hooks: DiagnosisHooks,
): Promise<FitDiagnosis> {
  const best = present(state.best, 'a fit is diagnosed after its first evaluation');
  kernel.bind(plan.individuals);
  if (fine !== kernel) fine.bind(plan.individuals);
  const { weights, step } = best;
  const known = {
    ...{ ground: groundOf(plan), identity: plan.identity, verdict: null, converged: null },
    shared: guideMoments(plan, weights),
  };
  if (depth === 'means') return { ...known, wells: [], trust: null };
  const all = wellsInUse(plan);
  const drawn = { plan, weights, kernel, fine, step, workspace: state.workspace.bound };
  hooks.onProgress('drawing wells', 0, all.length);
  const draw = await refinedWells(
    drawn,
    all.map(({ well }) => well),
    { pause: hooks.pause },
  );
  const wells: WellScore[] = [];
  for (const [done, { well, set }] of all.entries()) {
    wells.push(await scoreWell(plan, kernel, await draw(well), set));
    hooks.onProgress('scoring wells', done + 1, all.length);
    await hooks.pause();
  }
  if (depth === 'wells') return { ...known, wells, trust: null };
  return {
    ...{ ...known, wells },
    trust: {
      scores: scoreTable(wells),
      residuals: residualCorrelations(wells),
      weights: weightsSummary(wells, plan.settings.evaluationDraws),
      shrinkage: absent(proposal),
      limits: absent(noChains),
      identifiability: absent(noChains),
      powerScaling: absent(noChains),
      population: absent(proposal),
      profile: absent(profile === null ? 'it was not asked for' : noChains),
    },
  };
}
