import type { WellSet } from '../../fit/fit-result.ts';
import { clusteredRatio, clusteredShare, type Estimate } from './clustered.ts';
import { addSums, emptySums, type ScoreSums, type WellScore } from './well-score.ts';

/** What the wells of a row have in common beside their set and signal. */
export const scoreGroups = ['all', 'device', 'dose', 'time'] as const;
export type ScoreGroup = (typeof scoreGroups)[number];

/** How the readings of some wells are predicted, scaled data; errors by wells. */
export interface ScoreRow {
  readonly set: WellSet;
  readonly signal: string;
  readonly by: ScoreGroup;
  /** The device's title, the doses, `first third` of the run; empty: all. */
  readonly group: string;
  readonly wells: number;
  readonly readings: number;
  readonly coverage50: Estimate;
  readonly coverage95: Estimate;
  /** Means a reading. */
  readonly interval50: Estimate;
  readonly interval95: Estimate;
  readonly crps: Estimate;
}

export const thirdNames = ['first third', 'second third', 'last third'] as const;

/** Rows for every set, signal and group that has a reading with a prediction. */
export function scoreTable(wells: readonly WellScore[]): readonly ScoreRow[] {
  const rows = new Map<string, { row: Pick<ScoreRow, 'set' | 'signal' | 'by' | 'group'>; of: WellSums[] }>();
  const add = (row: Pick<ScoreRow, 'set' | 'signal' | 'by' | 'group'>, of: WellSums): void => {
    if (of.sums.readings === 0) return;
    const key = JSON.stringify([row.set, row.signal, row.by, row.group]);
    const there = rows.get(key) ?? { row, of: [] };
    there.of.push(of);
    rows.set(key, there);
  };
  for (const { set, individual, device, dose, signals } of wells) {
    for (const { signal, thirds } of signals) {
      const whole = emptySums();
      for (const sums of thirds) addSums(whole, sums);
      const all = { individual, sums: whole };
      add({ set, signal, by: 'all', group: '' }, all);
      add({ set, signal, by: 'device', group: device }, all);
      add({ set, signal, by: 'dose', group: dose }, all);
      thirds.forEach((sums, third) => {
        add({ set, signal, by: 'time', group: thirdNames[third] }, { individual, sums });
      });
    }
  }
  return [...rows.values()].map(({ row, of }) => ({ ...row, ...scored(of) }));
}

interface WellSums {
  readonly individual: string;
  readonly sums: ScoreSums;
}

function scored(of: readonly WellSums[]): Omit<ScoreRow, 'set' | 'signal' | 'by' | 'group'> {
  const names = of.map(({ individual }) => individual);
  const readings = of.map(({ sums }) => sums.readings);
  const each = (key: keyof ScoreSums): readonly number[] => of.map(({ sums }) => sums[key]);
  return {
    wells: of.length,
    readings: readings.reduce((sum, count) => sum + count, 0),
    coverage50: clusteredShare(each('inside50'), readings, names),
    coverage95: clusteredShare(each('inside95'), readings, names),
    interval50: clusteredRatio(each('interval50'), readings, names),
    interval95: clusteredRatio(each('interval95'), readings, names),
    crps: clusteredRatio(each('crps'), readings, names),
  };
}
