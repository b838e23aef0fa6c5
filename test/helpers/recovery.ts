import { judgeChains } from '../../shared/inference/posterior/convergence/judge-chains.ts';
import { sharedName } from '../../shared/inference/posterior/convergence/mixing.ts';
import { type JointDensity, jointDensity } from '../../shared/inference/posterior/joint/joint-density.ts';
import {
  allDraws,
  ownPlace,
  type PosteriorState,
  startPosterior,
} from '../../shared/inference/posterior/posterior-state.ts';
import { samplePosterior } from '../../shared/inference/posterior/sample-posterior.ts';
import { centreOf, priorOfEachWell, uncoupled, withoutJacobian } from './broken-density.ts';
import { type GrowthSet, growthSet } from './growth-sets.ts';

/** Ways to get it wrong (INFERENCE.md, 8: negative controls). */
export const breaks = ['coupling', 'kl', 'jacobian'] as const;
export type Break = (typeof breaks)[number];

export interface ChainLengths {
  readonly wells: number;
  readonly warmup: number;
  readonly draws: number;
}

/** Which 90 % intervals of a simulated set’s posterior hold what is true. */
export interface Recovered {
  readonly converged: boolean;
  readonly verdict: string;
  /** By the name of what wells share. */
  readonly shared: Readonly<Record<string, boolean>>;
  /** Of each of the wells' own parameters: the share of wells whose value is held. */
  readonly own: Readonly<Record<string, number>>;
}

/** A set simulated, sampled by chains and compared with what is true; `broken`: of a density that is wrong. */
export async function recoverSet(
  set: number,
  lengths: ChainLengths,
  broken: Break | null,
): Promise<Recovered> {
  const made = await growthSet(set, lengths.wells);
  const right = jointDensity(made.plan, made.layout, made.kernel, 4);
  const density = broken === null ? right : await brokenDensity(broken, made, right, lengths);
  const state = await sampledGrowth(density, set, lengths);
  await made.kernel.close();
  const { layout, plan, truth } = made;
  const { converged, verdict } = judgeChains(plan, state, layout);
  const held = heldBy(state, truth);
  const ofWells = (k: number): number =>
    layout.wells.reduce((sum, _, w) => sum + (held[ownPlace(layout, w, k)] === true ? 1 : 0), 0);
  return {
    ...{ converged, verdict },
    shared: Object.fromEntries(layout.shared.map((_, c) => [sharedName(layout, c), held[c] ?? false])),
    own: Object.fromEntries(
      layout.own.map(({ parameter }, k) => [parameter, ofWells(k) / layout.wells.length]),
    ),
  };
}

/** Chains of a set's density. */
export async function sampledGrowth(
  density: JointDensity,
  seed: number,
  { warmup, draws }: Omit<ChainLengths, 'wells'>,
): Promise<PosteriorState> {
  const state = startPosterior(4);
  const hooks = { now: () => 0, shouldStop: async () => false, onTransition: () => {}, onStage: () => {} };
  const end = await samplePosterior(density, density, state, { seed, warmup, draws }, hooks);
  if (end !== 'done') throw new Error(`sampling ended: ${end}`);
  return state;
}

async function brokenDensity(
  broken: Break,
  { layout }: GrowthSet,
  right: JointDensity,
  lengths: ChainLengths,
): Promise<JointDensity> {
  if (broken === 'kl') return priorOfEachWell(right);
  if (broken === 'jacobian') return withoutJacobian(right);
  // where it lies is known from few draws
  const few = { warmup: lengths.warmup / 2, draws: lengths.draws / 2 };
  return uncoupled(right, centreOf(layout, allDraws(await sampledGrowth(right, 0, few))));
}

/** [coordinate]: whether it lies between the posterior's 5 and 95 % quantiles. */
function heldBy(state: PosteriorState, truth: Float64Array): readonly boolean[] {
  const all = allDraws(state);
  return Array.from(truth, (value, coordinate) => {
    const draws = Float64Array.from(all, (draw) => draw[coordinate] ?? Number.NaN).sort();
    const at = (share: number): number => draws[Math.round(share * (draws.length - 1))] ?? Number.NaN;
    return value >= at(0.05) && value <= at(0.95);
  });
}
