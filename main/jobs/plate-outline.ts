import { plateNames } from '../../shared/plate/plate-names.ts';
import type { PlateOutline, PlateRun } from '../../shared/plate/plate-run.ts';

/** What a file's plates are without their readings, in the file's order. */
export function plateOutlines(file: string, runs: readonly PlateRun[]): readonly PlateOutline[] {
  const names = plateNames(file, runs);
  return runs.map((run, index) => ({
    plate: names[index] ?? run.plate,
    wells: run.wells,
    signals: run.signals.map(({ signal, unit, time_s }) => ({ signal, unit, timed: time_s !== null })),
  }));
}
