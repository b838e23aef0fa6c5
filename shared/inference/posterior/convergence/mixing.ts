import type { Mixing, MixingSummary, NamedMixing } from '../../../fit/sampling.ts';
import { leastDraws } from '../../../fit/warmup.ts';
import type { FitPlan } from '../../plan/fit-plan.ts';
import type { JointLayout } from '../joint/joint-layout.ts';
import { chainsOf, ownPlace, type PosteriorState } from '../posterior-state.ts';
import { convergence } from './chains.ts';

const unknown: Mixing = { rHat: Number.NaN, bulkEss: Number.NaN, tailEss: Number.NaN };

/** Of one coordinate, over the draws that all chains have by now. */
export function mixingOf(state: PosteriorState, coordinate: number): Mixing {
  const chains = chainsOf(state, coordinate);
  const draws = chains.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY);
  if (draws < leastDraws) return unknown;
  return convergence(chains.map((chain) => chain.subarray(0, draws)));
}

/** `dR`, `aR:part 1`. */
export function sharedName({ shared }: JointLayout, coordinate: number): string {
  const { parameter, of } = shared[coordinate];
  return of === null ? parameter : `${parameter}:${of}`;
}

export function sharedMixing(state: PosteriorState, layout: JointLayout): readonly NamedMixing[] {
  return layout.shared.map((_, c) => ({ name: sharedName(layout, c), ...mixingOf(state, c) }));
}

/** Of each well's own values, well after well. */
export function wellsMixing(
  { experiment }: FitPlan,
  state: PosteriorState,
  layout: JointLayout,
): readonly NamedMixing[] {
  return Array.from(layout.wells).flatMap((well, w) =>
    layout.own.map(({ parameter }, k) => ({
      name: `${experiment.individuals[well].id} ${parameter}`,
      ...mixingOf(state, ownPlace(layout, w, k)),
    })),
  );
}

/** The worst come first by R-hat, the fewest by the smaller of both counts; what is not known is the worst. */
export function mixingSummary(
  all: readonly NamedMixing[],
  rule: { readonly mostRHat: number; readonly leastEss: number },
): MixingSummary {
  const keeps = (one: Mixing): boolean => one.rHat < rule.mostRHat && essOf(one) > rule.leastEss;
  return {
    count: all.length,
    missed: all.filter((one) => !keeps(one)).length,
    worstRHat: worst(all, ({ rHat }) => rHat),
    fewestEss: worst(all, (one) => -essOf(one)),
  };
}

export function essOf({ bulkEss, tailEss }: Mixing): number {
  return Math.min(bulkEss, tailEss);
}

function worst(all: readonly NamedMixing[], badness: (one: NamedMixing) => number): NamedMixing | null {
  const of = (one: NamedMixing): number => {
    const value = badness(one);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  };
  return all.reduce<NamedMixing | null>(
    (most, one) => (most === null || of(one) > of(most) ? one : most),
    null,
  );
}
