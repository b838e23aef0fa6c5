import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { cyclesOfSignal } from '../plate-series.ts';
import { resolutionAfter } from '../resolution.ts';

/** The run with other values in the signals of that title; `value` gets a finite reading, its well and cycle. */
export function changeSignal(
  run: PlateRun,
  title: string,
  note: string,
  value: (value: number, well: number, cycle: number, signal: PlateSignal) => number,
  unit?: string,
): PlateRun {
  return withSignals(run, title, (signal) => {
    const cycles = cyclesOfSignal(signal, run.wells.length);
    const values = signal.values.map((reading, at) =>
      Number.isFinite(reading) ? value(reading, Math.floor(at / cycles), at % cycles, signal) : reading,
    );
    const resolution = resolutionAfter(signal, (reading, at) =>
      value(reading, Math.floor(at / cycles), at % cycles, signal),
    );
    return noted({ ...signal, values, resolution, ...(unit !== undefined && { unit }) }, note);
  });
}

export function withSignals(
  run: PlateRun,
  title: string,
  change: (signal: PlateSignal) => PlateSignal,
): PlateRun {
  return {
    ...run,
    signals: run.signals.map((signal) => (signal.signal === title ? change(signal) : signal)),
  };
}

/** Under this name a signal's metadata say what was done to it. */
export const correctionsNote = 'corrections';

/** The signal with what was done to it in its metadata: its title stays, so that specs find it. */
export function noted(signal: PlateSignal, note: string): PlateSignal {
  const before = signal.metadata?.[correctionsNote];
  const after = before === undefined ? note : `${before}; ${note}`;
  return { ...signal, metadata: { ...signal.metadata, [correctionsNote]: after } };
}
