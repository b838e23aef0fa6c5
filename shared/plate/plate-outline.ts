import { plateNames } from './plate-names.ts';
import type { PlateOutline, PlateRun, PlateSignal, SignalOutline } from './plate-run.ts';

/** What a file's plates are without their readings, in the file's order. */
export function plateOutlines(file: string, runs: readonly PlateRun[]): readonly PlateOutline[] {
  const names = plateNames(file, runs);
  return runs.map((run, index) => plateOutline(names[index] ?? run.plate, run));
}

/** @param plate as experiments name it. */
export function plateOutline(plate: string, run: PlateRun): PlateOutline {
  return {
    plate,
    own: run.plate,
    ...(run.stated === true && { stated: true }),
    wells: run.wells,
    signals: run.signals.map((signal) => signalOutline(signal, run.wells.length)),
  };
}

function signalOutline(signal: PlateSignal, wells: number): SignalOutline {
  const { time_s, wellTimes_s, metadata, kind, calculated } = signal;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of wellTimes_s ?? time_s ?? []) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return {
    signal: signal.signal,
    unit: signal.unit,
    timed: time_s !== null,
    kind: kind ?? 'kinetic',
    calculated,
    cycles: wells === 0 ? 0 : signal.values.length / wells,
    first_s: Number.isFinite(first) ? first : null,
    last_s: Number.isFinite(last) ? last : null,
    ...(metadata !== undefined && { metadata }),
  };
}
