import type { ZeroShotAnswer, ZeroShotWell } from '../../shared/prediction/zero-shot/zero-shot.ts';
import { csvTable } from './csv.ts';
import { curvesOfSets } from './fit-tables.ts';

/** The columns of a scenario's predictions; `set` says that they are zero-shot, and of which kind. */
export function zeroShotTable(wells: readonly ZeroShotWell[]): Iterable<string> {
  return curvesOfSets(wells.map((well) => ({ ...well, set: `zero-shot ${well.kind}` })));
}

const measures = ['rmse', 'coverage50', 'coverage95', 'crps', 'lpd'] as const;

/** A line a signal that was not seen, scaled data, each measure with its error by wells. */
export function zeroShotScoresTable({ device, scores }: ZeroShotAnswer): Iterable<string> {
  return csvTable(
    [
      ...['kind', 'seen', 'device', 'signal', 'scale', 'wells', 'readings', 'unpredicted'],
      ...measures.flatMap((name) => [name, `${name}_error`]),
    ],
    scores.map((score) => [
      ...[score.kind, score.seen.join(';'), device, score.signal, score.scale],
      ...[score.wells, score.readings, score.unpredicted],
      ...measures.flatMap((name) => [score[name].value, score[name].error]),
    ]),
  );
}
