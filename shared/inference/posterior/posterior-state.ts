import type { HistoryRow } from '../../fit/fit-result.ts';
import type { JointLayout } from './joint/joint-layout.ts';
import type { Whitening } from './metric/whitening.ts';
import type { Mode } from './mode.ts';
import type { Chain } from './nuts/chains.ts';
import type { PopulationCheck } from './population/population-check.ts';
import type { PopulationGuide } from './population/population-guide.ts';

/** What sampling carries from transition to transition; all of it is in a checkpoint. */
export interface PosteriorState {
  /** Spent so far, resumed stretches added up. */
  seconds: number;
  /** Calls of the kernel with gradients, each of one point a chain. */
  gradients: number;
  /** A row now and then: transitions made by all chains as epochs, gradients as steps, diverged transitions as failed draws. */
  readonly history: HistoryRow[];
  mode: ModeFound | null;
  whitening: Whitening | null;
  /** Index of the stretch under way (`sampling-plan.ts`); as many as there are: the end. */
  stretch: number;
  readonly chains: Chain[];
  /** Draws of the stretch under way that will refine the map, whitened, [chain][draw]. */
  window: Float64Array[][];
  /** Earlier draws, whitened, that say what is proposed to wells, [draw][coordinate]. */
  archive: readonly Float64Array[];
  readonly record: ChainRecord[];
  /** Where the joint posterior is approximated by a normal and not drawn by chains; null: it is, or nothing is known yet. */
  population: PopulationState | null;
}

/** What is carried from step to step of the hierarchical bound. */
export interface PopulationState {
  guide: PopulationGuide;
  /** Of the last step, nats, all wells. */
  bound: number;
  /** Wells, of all draws so far, none of whose inner draws had a solution. */
  failed: number;
  /** null: draws are still to come. */
  check: PopulationCheck | null;
}

/** What is told of a mode. */
export type ModeFound = Pick<Mode, 'eta' | 'logDensity' | 'starts'> & { readonly raised: number };

/** What a chain left after warming up. */
export interface ChainRecord {
  /** In eta, [draw][coordinate]; single precision holds far more digits than draws are known to. */
  readonly draws: Float32Array[];
  readonly logDensity: number[];
  readonly energy: number[];
  readonly leapfrogs: number[];
  /** Iterations that diverged, and those whose path was cut, after warming up. */
  divergent: number;
  cut: number;
  acceptance: number;
}

export function startPosterior(chains: number): PosteriorState {
  const record = Array.from(
    { length: chains },
    (): ChainRecord => ({
      ...{ draws: [], logDensity: [], energy: [], leapfrogs: [] },
      ...{ divergent: 0, cut: 0, acceptance: 0 },
    }),
  );
  return {
    history: [],
    ...{ seconds: 0, gradients: 0, mode: null, whitening: null, stretch: 0 },
    ...{ chains: [], window: record.map(() => []), archive: [], record, population: null },
  };
}

/** Transitions that every chain has made, or steps of the guide. */
export function transitionsMade({ chains, population }: PosteriorState): number {
  if (population !== null) return population.guide.steps;
  return chains.reduce((least, { iteration }) => Math.min(least, iteration), chains[0]?.iteration ?? 0);
}

/** [chain][draw] of one coordinate. */
export function chainsOf(state: PosteriorState, coordinate: number): readonly Float64Array[] {
  return state.record.map(({ draws }) => Float64Array.from(draws, (draw) => draw[coordinate]));
}

/** Draws of all chains, one after the other: index draw names the same point for every coordinate. */
export function allDraws(state: PosteriorState): readonly Float32Array[] {
  return state.record.flatMap(({ draws }) => draws);
}

/** Of draws of all chains, `count` spread evenly over them; all where they are no more. */
export function spreadDraws(state: PosteriorState, count: number): readonly Float32Array[] {
  const all = allDraws(state);
  const kept = Math.min(count, all.length);
  return Array.from({ length: kept }, (_, n) => all[Math.floor(((n + 0.5) * all.length) / kept)]);
}

/** Coordinate of a well's own parameter. */
export function ownPlace({ shared, own }: JointLayout, well: number, parameter: number): number {
  return shared.length + well * own.length + parameter;
}
