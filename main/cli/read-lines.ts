import type { Problem } from '../../shared/base/problem.ts';
import { cyclesOf } from '../../shared/plate/cycles-of.ts';
import type { Metadata } from '../../shared/plate/metadata.ts';
import type { PlateFile, PlateSignal, SignalKind } from '../../shared/plate/plate-run.ts';
import { type CsvCell, csvTable } from '../store/csv.ts';

/** A line of `read --json`: one signal of one plate, or a scan whose readings were not asked for (0 cycles). */
export interface SignalLine {
  readonly file: string;
  readonly format: string;
  readonly confidence: number;
  readonly kind: SignalKind;
  readonly plate: string;
  readonly signal: string;
  readonly unit: string | null;
  readonly calculated: boolean;
  /** With at least one reading. */
  readonly wells: number;
  readonly cycles: number;
  /** In each well, of a scan; left out: it is none. */
  readonly points?: number;
  /** Seconds from the file's zero; null where the file has no times. */
  readonly tFirst: number | null;
  readonly tLast: number | null;
  /** Optics, gain, instrument, start; empty: the file says nothing of them. */
  readonly metadata: Metadata;
  readonly problems: readonly Problem[];
}

/** The file's problems are in each line: a line stands for itself. */
export function signalLines(plateFile: PlateFile): readonly SignalLine[] {
  const { file, format, confidence, problems } = plateFile;
  return plateFile.runs.flatMap(({ plate, wells, signals, scans = [] }) => [
    ...signals.map((signal): SignalLine => {
      const cycles = cyclesOf(signal, wells.length);
      return {
        ...{ file, format, confidence, kind: signal.kind ?? 'kinetic', plate },
        signal: signal.signal,
        unit: signal.unit,
        calculated: signal.calculated,
        wells: wellsWithReadings(signal, wells.length),
        cycles,
        ...(signal.kind === 'scan' && { points: cycles }),
        tFirst: seconds(signal.time_s?.[0]) ?? null,
        tLast: seconds(signal.time_s?.at(-1)) ?? null,
        metadata: signal.metadata ?? {},
        problems,
      };
    }),
    ...scans.map(
      ({ signal, wells: scanned, points }): SignalLine => ({
        ...{ file, format, confidence, kind: 'scan', plate, signal, unit: null, calculated: false },
        ...{ wells: scanned, cycles: 0, points, tFirst: null, tLast: null, metadata: {}, problems },
      }),
    ),
  ]);
}

/** `read --csv`: every reading, and every cell with a token instead of one. */
export function readingsTable(plateFile: PlateFile): Iterable<string> {
  return csvTable(
    ['plate', 'well', 'signal', 'cycle', 'time_s', 'value', 'token', 'calculated'],
    readings(plateFile),
  );
}

function* readings({ runs }: PlateFile): Generator<readonly CsvCell[]> {
  for (const { plate, wells, signals } of runs) {
    for (const [w, { well }] of wells.entries()) {
      for (const signal of signals) {
        const cycles = cyclesOf(signal, wells.length);
        for (let cycle = 0; cycle < cycles; cycle++) {
          const at = w * cycles + cycle;
          const token = signal.tokens.get(at) ?? '';
          const time = seconds(signal.wellTimes_s?.[at] ?? signal.time_s?.[cycle]);
          const calculated = String(signal.calculated);
          yield [plate, well, signal.signal, cycle + 1, time, signal.values[at], token, calculated];
        }
      }
    }
  }
}

/** To the microsecond: times that a file states in hours would end in a dust of digits. */
function seconds(time: number | undefined): number | undefined {
  return time === undefined ? undefined : Math.round(time * 1e6) / 1e6;
}

function wellsWithReadings(signal: PlateSignal, wells: number): number {
  const cycles = cyclesOf(signal, wells);
  let count = 0;
  for (let w = 0; w < wells; w++) {
    if (signal.values.subarray(w * cycles, (w + 1) * cycles).some((value) => !Number.isNaN(value))) count++;
  }
  return count;
}
