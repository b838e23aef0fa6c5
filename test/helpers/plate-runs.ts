import type { SourceFile } from '../../shared/experiment/name-runs.ts';
import type { PlateRun, PlateSignal, PlateWell } from '../../shared/plate/plate-run.ts';

/** A signal of a run: times in seconds of all wells, or of each, and values [well][cycle], NaN where there is none. */
export function signalOf(
  signal: string,
  times: readonly number[] | readonly (readonly number[])[],
  values: readonly (readonly number[])[],
  change: Partial<PlateSignal> = {},
): PlateSignal {
  const [first] = times;
  const own = typeof first === 'number' || first === undefined ? null : (times as readonly number[][]);
  return {
    signal,
    unit: null,
    calculated: false,
    time_s: Float64Array.from(own?.[0] ?? (times as readonly number[])),
    ...(own !== null && { wellTimes_s: Float64Array.from(own.flat()) }),
    values: Float64Array.from(values.flat()),
    tokens: new Map(),
    ...change,
  };
}

/** A well of device D, or what `change` says of it. */
export function wellOf(well: string, change: Partial<PlateWell> = {}): PlateWell {
  return { well, device: 'D', treatment: '', colony: '', line: 1, ...change };
}

/** Files by name, one plate each. */
export function filesOf(
  runs: Readonly<Record<string, Omit<PlateRun, 'plate'>>>,
): ReadonlyMap<string, SourceFile> {
  return new Map(
    Object.entries(runs).map(([file, run]) => {
      const plate = file.replace(/\.[^.]+$/, '');
      const plateFile = { file, format: 'test', confidence: 1, runs: [{ plate, ...run }], problems: [] };
      return [file, { plateFile, sha256: `sha of ${file}` }];
    }),
  );
}
