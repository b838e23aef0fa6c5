import type { WellSet } from '../../fit/fit-result.ts';
import { tailLimit } from '../../inference/diagnostics/pareto.ts';
import { leastEffective } from '../parameter-summary.ts';
import type { WellScore } from './well-score.ts';

/** How much the draws behind a set's wells are worth. */
export interface WeightsSummary {
  readonly set: WellSet;
  readonly wells: number;
  /** Effective draws: how many wells have fewer than 10, and the fewest with its well. */
  readonly fewDraws: number;
  readonly fewest: { readonly individual: string; readonly ess: number };
  /** Pareto k-hat: above `kHatLimit` weights are not to be trusted; null: the draws have no weights. */
  readonly kHatLimit: number;
  readonly badTails: number;
  readonly worst: { readonly individual: string; readonly kHat: number } | null;
}

/** @param draws of each well. */
export function weightsSummary(wells: readonly WellScore[], draws: number): readonly WeightsSummary[] {
  const kHatLimit = tailLimit(draws);
  return (['train', 'validation', 'selection', 'held-out'] as const).flatMap(
    (set): readonly WeightsSummary[] => {
      const own = wells.filter((well) => well.set === set);
      if (own.length === 0) return [];
      const few = own.reduce((least, well) => (well.ess < least.ess ? well : least), own[0]);
      const tails = own.flatMap(({ individual, kHat }) => (kHat === null ? [] : [{ individual, kHat }]));
      const worst = tails.reduce<(typeof tails)[number] | null>(
        (most, one) => (most === null || one.kHat > most.kHat ? one : most),
        null,
      );
      return [
        {
          ...{ set, wells: own.length, kHatLimit, worst },
          fewDraws: own.filter(({ ess }) => ess < leastEffective).length,
          fewest: { individual: few.individual, ess: few.ess },
          badTails: tails.filter(({ kHat }) => kHat > kHatLimit).length,
        },
      ];
    },
  );
}
