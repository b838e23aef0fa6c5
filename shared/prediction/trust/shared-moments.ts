import { scaleOf } from '../../inference/guide/moments.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { meanError } from '../../inference/posterior/convergence/chains.ts';
import { sharedName } from '../../inference/posterior/convergence/mixing.ts';
import type { JointLayout } from '../../inference/posterior/joint/joint-layout.ts';
import { chainsOf, type PosteriorState } from '../../inference/posterior/posterior-state.ts';

/** What a fit says of a shared parameter, in eta (the logarithm of one that is positive). */
export interface SharedMoment {
  readonly name: string;
  readonly mean: number;
  readonly sd: number;
  /** Monte Carlo standard error of the mean; null: of a guide, whose mean is a number that training came to. */
  readonly meanError: number | null;
}

export function chainMoments(layout: JointLayout, state: PosteriorState): readonly SharedMoment[] {
  return layout.shared.map((_, c) => {
    const chains = chainsOf(state, c);
    const all = chains.flatMap((chain) => [...chain]);
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    const squares = all.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const sd = Math.sqrt(squares / (all.length - 1));
    return { name: sharedName(layout, c), mean, sd, meanError: meanError(chains) };
  });
}

/** Of q(u), a proposal. */
export function guideMoments(plan: FitPlan, weights: Float64Array): readonly SharedMoment[] {
  const moments = plan.guide.populationMoments(weights);
  return plan.parameters.drawn
    .filter(({ level }) => level === 'population')
    .map(({ name }, p) => ({
      ...{ name, mean: moments.mean[p], sd: scaleOf(moments.logPrecision[p]), meanError: null },
    }));
}

/** A parameter whose means differ between two fits of the same spec with other seeds. */
export interface SeedDifference {
  readonly name: string;
  /** (other mean - mean) / sd of the first fit. */
  readonly shift: number;
  /** Of the Monte Carlo errors of both, in the same unit; null: they have none. */
  readonly error: number | null;
  /** `largestShift` or more (INFERENCE.md, 7). */
  readonly flagged: boolean;
}

/** Standard deviations. */
export const largestShift = 0.3;

export function seedDifferences(
  first: readonly SharedMoment[],
  other: readonly SharedMoment[],
): readonly SeedDifference[] {
  const others = new Map(other.map((one) => [one.name, one]));
  return first.flatMap(({ name, mean, sd, meanError: own }): readonly SeedDifference[] => {
    const theirs = others.get(name);
    if (theirs === undefined) return [];
    const shift = (theirs.mean - mean) / sd;
    const error = own === null || theirs.meanError === null ? null : Math.hypot(own, theirs.meanError) / sd;
    return [{ name, shift, error, flagged: !(Math.abs(shift) < largestShift) }];
  });
}
