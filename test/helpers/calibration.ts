import { sharedName } from '../../shared/inference/posterior/convergence/mixing.ts';
import {
  type JointDensity,
  jointDensity,
  jointValues,
} from '../../shared/inference/posterior/joint/joint-density.ts';
import { spreadDraws } from '../../shared/inference/posterior/posterior-state.ts';
import { growthSet } from './growth-sets.ts';
import { type ChainLengths, sampledGrowth } from './recovery.ts';
import { leavesBand, simultaneousBand } from './simultaneous-band.ts';

/** Rank of what is true among a set's thinned draws, by name. */
export type Ranks = Readonly<Record<string, number>>;

export interface RankLengths extends ChainLengths {
  /** Draws that are kept, so far apart that they are nearly independent. */
  readonly thinned: number;
}

/**
 * Simulation-based calibration (S. Talts and others, arXiv:1804.06788): a set simulated with what is true drawn from the priors, and
 * its rank among draws of the posterior: of what wells share, of each well's own values, and of the joint density, which sees what
 * single coordinates do not (M. Modrak and others, Bayesian Analysis 20, 2025).
 *
 * @param change another density with the same layout.
 */
export async function ranksOf(
  set: number,
  { wells, warmup, draws, thinned }: RankLengths,
  change: (density: JointDensity) => JointDensity = (density) => density,
): Promise<Ranks> {
  const { plan, layout, kernel, truth } = await growthSet(set, wells);
  const density = change(jointDensity(plan, layout, kernel, 4));
  const state = await sampledGrowth(density, set, { warmup, draws });
  const kept = spreadDraws(state, thinned).map((draw) => Float64Array.from(draw));
  const densities = await densitiesAt(density, [truth, ...kept]);
  await kernel.close();
  const rank = (value: number | undefined, of: readonly (number | undefined)[]): number =>
    of.filter((one) => (one ?? Number.NaN) < (value ?? Number.NaN)).length;
  const names = [
    ...layout.shared.map((_, c) => sharedName(layout, c)),
    ...Array.from(layout.wells, (_, w) => layout.own.map(({ parameter }) => `${w} ${parameter}`)).flat(),
  ];
  return {
    ...Object.fromEntries(
      names.map((name, c) => [
        name,
        rank(
          truth[c],
          kept.map((draw) => draw[c]),
        ),
      ]),
    ),
    density: rank(densities[0], densities.slice(1)),
  };
}

async function densitiesAt(
  density: JointDensity,
  places: readonly Float64Array[],
): Promise<readonly number[]> {
  const { layout, points } = density;
  const values = jointValues(layout, points);
  const batch = new Float64Array(points * layout.size);
  const out: number[] = [];
  for (let from = 0; from < places.length; from += points) {
    for (let p = 0; p < points; p++)
      batch.set(places[Math.min(from + p, places.length - 1)] ?? [], p * layout.size);
    await density.evaluate(batch, values);
    out.push(...values.logDensity.slice(0, places.length - from));
  }
  return out;
}

/** Probability that any of them leaves its band where all are right. */
const missed = 0.01;

/** Names whose ranks leave the 99 % band that holds for all of them together. */
export function outOfBand(sets: readonly Ranks[], thinned: number): readonly string[] {
  const names = Object.keys(sets[0] ?? {});
  const band = simultaneousBand(sets.length, thinned + 1, missed / names.length);
  const ranks = (name: string): readonly number[] => sets.map((one) => one[name] ?? Number.NaN);
  return names.filter((name) => leavesBand(ranks(name), band));
}
