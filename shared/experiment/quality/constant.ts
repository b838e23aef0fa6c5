import { shortNumber } from '../../plate/checks/short-number.ts';
import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { counted, isUsed, seriesOf } from '../plate-series.ts';
import { evidenceOf } from './evidence.ts';
import type { QualityCheck } from './flag.ts';

/** Signals that read the same in every used well at every time: a channel that was off, or the wrong one. */
export const constant: QualityCheck = {
  kind: 'constant',
  title: 'Constant signals',
  find: (plates) =>
    plates.flatMap(({ plate, run }) =>
      run.signals.flatMap((signal) => {
        const cycles = signal.values.length / Math.max(1, run.wells.length);
        const read = constantReadings(run, signal);
        if (read === null) return [];
        const { first, count } = read;
        const well = Math.floor(signal.values.indexOf(first) / cycles);
        return [
          {
            severity: 'medium' as const,
            reason: `${signal.signal} is constant: all its ${counted(count, 'reading')} are ${shortNumber(first)}`,
            plate,
            wells: [],
            signal: signal.signal,
            evidence: [evidenceOf(run, signal, well, 0, cycles - 1)],
            correction: null,
            key: '',
          },
        ];
      }),
    ),
};

/** The number that all readings of used wells are, and how many there are; null: they differ, or there is hardly one. */
function constantReadings(
  run: PlateRun,
  signal: PlateSignal,
): { readonly first: number; readonly count: number } | null {
  let [first, count] = [Number.NaN, 0];
  for (const [w, well] of run.wells.entries()) {
    if (!isUsed(well)) continue;
    for (const value of seriesOf(signal, run.wells.length, w)) {
      if (!Number.isFinite(value)) continue;
      if (count > 0 && value !== first) return null;
      first = value;
      count += 1;
    }
  }
  return count < 2 ? null : { first, count };
}
