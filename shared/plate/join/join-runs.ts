import { calledAlike, calledName } from '../plate-names.ts';
import type { PlateRun, PlateSignal } from '../plate-run.ts';
import { joinWells } from './join-outlines.ts';

/** A file's part of a plate. */
export interface RunPart {
  readonly run: PlateRun;
  /** Seconds from the plate's zero to the file's. */
  readonly offset_s: number;
}

/**
 * One plate of its parts, by start: wells of all of them, signals by title. A signal of several parts goes on from one to the
 * next at its absolute times; what lies between them stays a gap.
 */
export function joinRuns(plate: string, parts: readonly RunPart[]): PlateRun {
  const wells = joinWells(parts.map(({ run }) => run.wells));
  const names = wells.map(({ well }) => well);
  const titles = new Set(parts.flatMap(({ run }) => run.signals.map(({ signal }) => signal)));
  const signals = [...titles].map((title) => {
    const own = parts.flatMap(({ run, offset_s }) =>
      run.signals.filter(({ signal }) => signal === title).map((signal) => ({ signal, run, offset_s })),
    );
    return joinSignal(names, own);
  });
  const scans = parts.flatMap(({ run }) => run.scans ?? []);
  const called = calledAlike(parts.map(({ run }) => calledName(run)));
  return {
    ...{ plate: called ?? plate, wells, signals, ...(called !== null && { stated: true }) },
    ...(scans.length > 0 && { scans }),
  };
}

interface SignalPart extends RunPart {
  readonly signal: PlateSignal;
}

function joinSignal(wells: readonly string[], parts: readonly SignalPart[]): PlateSignal {
  const counts = parts.map(({ signal, run }) => signal.values.length / Math.max(1, run.wells.length));
  const cycles = counts.reduce((sum, count) => sum + count, 0);
  const values = new Float64Array(wells.length * cycles).fill(Number.NaN);
  const times = new Float64Array(values.length).fill(Number.NaN);
  const shared = new Float64Array(cycles).fill(Number.NaN);
  const tokens = new Map<number, string>();
  let from = 0;
  for (const [n, { signal, run, offset_s }] of parts.entries()) {
    const count = counts[n] ?? 0;
    const places = run.wells.map(({ well }) => wells.indexOf(well));
    for (const [w, place] of places.entries()) {
      for (let cycle = 0; cycle < count; cycle++) {
        const [here, there] = [w * count + cycle, place * cycles + from + cycle];
        values[there] = signal.values[here] ?? Number.NaN;
        times[there] = (signal.wellTimes_s?.[here] ?? signal.time_s?.[cycle] ?? Number.NaN) + offset_s;
        const token = signal.tokens.get(here);
        if (token !== undefined) tokens.set(there, token);
      }
    }
    for (let cycle = 0; cycle < count; cycle++)
      shared[from + cycle] = (signal.time_s?.[cycle] ?? Number.NaN) + offset_s;
    from += count;
  }
  const first = parts[0]?.signal;
  const timed = parts.every(({ signal }) => signal.time_s !== null);
  const perWell = parts.some(({ signal }) => signal.wellTimes_s !== undefined);
  const { signal = '', unit = null, calculated = false, kind, metadata } = first ?? {};
  return {
    ...{ signal, unit, calculated, values, tokens },
    ...(kind !== undefined && { kind }),
    time_s: timed ? shared : null,
    ...(timed && perWell && { wellTimes_s: times }),
    ...(metadata !== undefined && { metadata }),
  };
}
