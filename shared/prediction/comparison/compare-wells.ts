import { studentQuantile } from '../../experiment/statistics/student.ts';
import type { WellSet } from '../../fit/fit-result.ts';
import { leastEffective } from '../parameter-summary.ts';
import { clusteredRatio } from '../trust/clustered.ts';
import type { WellScore } from '../trust/well-score.ts';
import type { Comparable } from './compare-grounds.ts';

/** A paired difference over wells: the other fit less the first. */
export interface PairedDifference {
  readonly set: WellSet;
  /** `density` and `bound`: nats a well, higher is better; `crps`: scaled unit, lower is better. */
  readonly quantity: 'density' | 'bound' | 'crps';
  /** Empty: all signals together. */
  readonly signal: string;
  readonly wells: number;
  readonly plates: number;
  readonly first: number;
  readonly other: number;
  readonly difference: number;
  /** Clustered by plate; where there is one plate over its wells. NaN: one well. */
  readonly error: number;
  readonly errorOver: 'plates' | 'wells';
  /** 95 %, with as many degrees of freedom as clusters allow; NaN: the error is not known. */
  readonly low: number;
  readonly high: number;
  /** `other`: the interval says it is better; `undecided`: it holds 0 or is not known. */
  readonly better: 'first' | 'other' | 'undecided';
  /** Wells of which fewer than ten draws of either fit count; the same difference without them, null: all or none are so. */
  readonly weak: number;
  readonly withoutWeak: { readonly difference: number; readonly error: number } | null;
}

/** One well of both fits. */
export interface PairedWell {
  readonly individual: string;
  readonly plate: string;
  readonly set: WellSet;
  readonly quantity: PairedDifference['quantity'];
  readonly signal: string;
  readonly first: number;
  readonly other: number;
  /** Monte Carlo errors; null: not known. */
  readonly firstError: number | null;
  readonly otherError: number | null;
  readonly weak: boolean;
}

/** Every well that both fits have in the same set, by every quantity that can be compared. */
export function pairWells(
  first: readonly WellScore[],
  other: readonly WellScore[],
  { signals, likelihood }: Comparable,
): readonly PairedWell[] {
  const others = new Map(other.map((well) => [well.individual, well]));
  return first.flatMap((mine): readonly PairedWell[] => {
    const theirs = others.get(mine.individual);
    if (theirs === undefined || theirs.set !== mine.set) return [];
    const { individual, plate, set } = mine;
    const place = { individual, plate, set };
    const pairs: PairedWell[] = [];
    const [mineLog, theirLog] = likelihood === null ? [null, null] : [mine[likelihood], theirs[likelihood]];
    if (likelihood !== null && mineLog !== null && theirLog !== null)
      pairs.push({
        ...{ ...place, quantity: likelihood, signal: '', first: mineLog, other: theirLog },
        weak: isWeakSum(mine) || isWeakSum(theirs),
        ...{ firstError: mine.densityError, otherError: theirs.densityError },
      });
    for (const signal of signals) {
      const [a, b] = [crpsOf(mine, signal), crpsOf(theirs, signal)];
      if (a === null || b === null) continue;
      pairs.push({
        ...{ ...place, quantity: 'crps', signal, first: a, other: b },
        weak: mine.ess < leastEffective || theirs.ess < leastEffective,
        ...{ firstError: null, otherError: null },
      });
    }
    return pairs;
  });
}

/** The draws that a density or a bound sums over may be others than those that predict: its own error says what they are worth. */
function isWeakSum({ densityError }: WellScore): boolean {
  return !(densityError !== null && densityError ** 2 < 1 / leastEffective);
}

function crpsOf({ signals }: WellScore, signal: string): number | null {
  const thirds = signals.find((one) => one.signal === signal)?.thirds ?? [];
  const readings = thirds.reduce((sum, one) => sum + one.readings, 0);
  return readings === 0 ? null : thirds.reduce((sum, one) => sum + one.crps, 0) / readings;
}

/** A row for each set, quantity and signal, in the order of the wells. */
export function pairedDifferences(pairs: readonly PairedWell[]): readonly PairedDifference[] {
  const groups = new Map<string, PairedWell[]>();
  for (const pair of pairs) {
    const key = JSON.stringify([pair.set, pair.quantity, pair.signal]);
    groups.set(key, [...(groups.get(key) ?? []), pair]);
  }
  return [...groups.values()].map(differenceOf);
}

function differenceOf(pairs: readonly PairedWell[]): PairedDifference {
  const { set, quantity, signal } = pairs[0];
  const mean = (of: (pair: PairedWell) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const plates = new Set(pairs.map(({ plate }) => plate)).size;
  const { difference, error, freedom, errorOver } = estimate(pairs);
  const half = freedom > 0 ? studentQuantile(0.975, freedom) * error : Number.NaN;
  const [low, high] = [difference - half, difference + half];
  const gain = quantity === 'crps' ? -1 : 1;
  const sign = low > 0 ? gain : high < 0 ? -gain : 0;
  const sound = pairs.filter(({ weak }) => !weak);
  return {
    ...{ set, quantity, signal, wells: pairs.length, plates },
    first: mean((pair) => pair.first),
    other: mean((pair) => pair.other),
    ...{ difference, error, errorOver, low, high },
    better: sign > 0 ? 'other' : sign < 0 ? 'first' : 'undecided',
    weak: pairs.length - sound.length,
    withoutWeak: sound.length === 0 || sound.length === pairs.length ? null : estimate(sound),
  };
}

function estimate(pairs: readonly PairedWell[]): {
  readonly difference: number;
  readonly error: number;
  readonly freedom: number;
  readonly errorOver: 'plates' | 'wells';
} {
  const values = pairs.map(({ first, other }) => other - first);
  const ones = pairs.map(() => 1);
  const byPlate = clusteredRatio(
    values,
    ones,
    pairs.map(({ plate }) => plate),
  );
  const errorOver = byPlate.clusters > 1 ? 'plates' : 'wells';
  const wells = pairs.map(({ individual }) => individual);
  const found = errorOver === 'plates' ? byPlate : clusteredRatio(values, ones, wells);
  return { difference: found.value, error: found.error, freedom: found.clusters - 1, errorOver };
}
