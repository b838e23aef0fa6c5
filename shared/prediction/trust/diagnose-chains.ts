import type { Kernel } from '../../compute/kernel.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { sharedName } from '../../inference/posterior/convergence/mixing.ts';
import type { JointLayout } from '../../inference/posterior/joint/joint-layout.ts';
import { judgeJoint, verdictOf } from '../../inference/posterior/judge-joint.ts';
import { type PosteriorState, spreadDraws } from '../../inference/posterior/posterior-state.ts';
import { type ChainDraws, heldOutWell, trainedWell } from '../chain-draws.ts';
import { groundOf } from '../comparison/ground.ts';
import { nearLimits } from '../near-limits.ts';
import { wellsInUse } from '../summarise-wells.ts';
import type { DiagnosisHooks } from './diagnose-trained.ts';
import type { ComponentSensitivity, FitDiagnosis, PowerScaling, TrustQuestion } from './diagnosis.ts';
import { drawComponents } from './draw-components.ts';
import { absent, type Found, found } from './found.ts';
import { identifiability } from './identifiability.ts';
import {
  amongOthers,
  type PopulationRow,
  populationTable,
  type WellAmongOthers,
} from './population-check.ts';
import { type PowerScaled, powerScaled } from './power-scaling.ts';
import { type Profile, profileOf } from './profile.ts';
import { noReplicates, replicateWell } from './replicate-well.ts';
import { residualCorrelations } from './residual-correlation.ts';
import { scoreTable } from './score-table.ts';
import { chainMoments } from './shared-moments.ts';
import { shrinkages } from './shrinkage.ts';
import { weightsSummary } from './weights-summary.ts';
import { scoreWell, type WellScore } from './well-score.ts';

/** Joint draws that powers are tried on, and wells that are simulated for each well. */
const scaledDraws = 2000;
const replicates = 2000;

export interface DiagnosedChains {
  readonly plan: FitPlan;
  readonly layout: JointLayout;
  readonly state: PosteriorState;
  /** Of float64. */
  readonly kernel: Kernel;
}

/** Of a joint fit, from all its draws. Binds the kernel. */
export async function diagnoseChains(
  chains: DiagnosedChains,
  { depth, profile }: TrustQuestion,
  hooks: DiagnosisHooks,
): Promise<FitDiagnosis> {
  const { plan, layout, state, kernel } = chains;
  kernel.bind(plan.individuals);
  const { verdict, converged } = verdictOf(judgeJoint(plan, state, layout));
  const known = {
    ...{ ground: groundOf(plan), identity: plan.identity, verdict, converged },
    shared: chainMoments(layout, state),
  };
  if (depth === 'means') return { ...known, wells: [], trust: null };
  const draws = spreadDraws(state, plan.settings.evaluationDraws);
  const wells = await scored(chains, { layout, state, draws }, hooks);
  if (depth === 'wells') return { ...known, wells, trust: null };
  return {
    ...{ ...known, wells },
    trust: {
      scores: scoreTable(wells),
      residuals: residualCorrelations(wells),
      weights: weightsSummary(wells, draws.length),
      shrinkage: shrinkages(plan, layout, state),
      limits: found(nearLimits(layout, state)),
      identifiability: identifiability(layout, state),
      powerScaling: await powerScaling(chains, hooks),
      population: await population(chains, draws, hooks),
      profile: profile === null ? absent('it was not asked for') : await profiled(chains, profile, hooks),
    },
  };
}

async function scored(
  { plan, kernel }: DiagnosedChains,
  chains: ChainDraws,
  hooks: DiagnosisHooks,
): Promise<readonly WellScore[]> {
  const all = wellsInUse(plan);
  const wells: WellScore[] = [];
  for (const [done, { well, set }] of all.entries()) {
    const draws =
      set === 'train' ? trainedWell(plan, chains, well) : await heldOutWell(plan, chains, kernel, well);
    wells.push(await scoreWell(plan, kernel, draws, set));
    hooks.onProgress('scoring wells', done + 1, all.length);
    await hooks.pause();
  }
  return wells;
}

async function powerScaling(
  { plan, layout, state, kernel }: DiagnosedChains,
  hooks: DiagnosisHooks,
): Promise<Found<PowerScaling>> {
  if (layout.shared.length === 0) return absent('nothing is shared by wells and uncertain');
  hooks.onProgress('scaling prior and likelihood', 0, 1);
  // as many of each chain, so that its errors can be told from the chains
  const perChain = Math.floor(Math.min(scaledDraws / state.record.length, state.record[0].draws.length));
  const draws = state.record.flatMap(({ draws: own }) =>
    Array.from({ length: perChain }, (_, n) => own[Math.floor(((n + 0.5) * own.length) / perChain)]),
  );
  const components = await drawComponents(plan, layout, draws, kernel, hooks.pause);
  const values = layout.shared.map((_, c) => Float64Array.from(draws, (draw) => draw[c]));
  const scale = (component: Float64Array): ComponentSensitivity | null =>
    named(layout, powerScaled(component, values, state.record.length));
  const [prior, likelihood] = [scale(components.logPrior), scale(components.logLikelihood)];
  if (prior === null && likelihood === null)
    return absent('even the smallest change of either leaves a few draws with all the weight');
  return found({ draws: draws.length, prior, likelihood });
}

function named(layout: JointLayout, scaled: PowerScaled | null): ComponentSensitivity | null {
  if (scaled === null) return null;
  const { alpha, kHat, sensitivity } = scaled;
  return { alpha, kHat, parameters: sensitivity.map((one, c) => ({ name: sharedName(layout, c), ...one })) };
}

async function population(
  { plan, layout, kernel }: DiagnosedChains,
  draws: readonly Float32Array[],
  hooks: DiagnosisHooks,
): Promise<Found<readonly PopulationRow[]>> {
  const reason = noReplicates(plan);
  if (reason !== null) return absent(reason);
  const all = wellsInUse(plan);
  const wells: WellAmongOthers[] = [];
  for (const [done, { well, set }] of all.entries()) {
    const simulated = await replicateWell(plan, { layout, draws }, kernel, { well, count: replicates });
    for (const one of amongOthers(plan, simulated, { well, set })) wells.push(one);
    hooks.onProgress('simulating wells of the population', done + 1, all.length);
    await hooks.pause();
  }
  return found(populationTable(wells));
}

async function profiled(
  { plan, layout, state, kernel }: DiagnosedChains,
  name: string,
  hooks: DiagnosisHooks,
): Promise<Found<Profile>> {
  const found = await profileOf(plan, layout, state, {
    ...{ name, kernel },
    hooks: {
      // a stop leaves `pause` by an exception of its own
      shouldStop: async () => {
        await hooks.pause();
        return false;
      },
      onPoint: (done, total) => hooks.onProgress(`profile of ${name}`, done, total),
    },
  });
  return found ?? absent('it was stopped');
}
