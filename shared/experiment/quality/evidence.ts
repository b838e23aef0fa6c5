import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import type { CorrectionStep, CorrectionWork } from '../correction/step.ts';
import { hoursOf, seriesOf } from '../plate-series.ts';
import type { Evidence } from './flag.ts';

/** Values of a range that are shown. */
const mostValues = 6;

/** Readings of one well from cycle `first` to `last`, both from 0. */
export function evidenceOf(
  run: PlateRun,
  signal: PlateSignal,
  well: number,
  first: number,
  last: number,
): Evidence {
  const count = run.wells.length;
  const hours = hoursOf(signal, count, well);
  const [from, to] = [hours?.[first], hours?.[last]];
  return {
    well: run.wells[well]?.well ?? '',
    signal: signal.signal,
    cycles: [first + 1, last + 1],
    time_h: from === undefined || to === undefined ? null : [rounded(from), rounded(to)],
    values: [...seriesOf(signal, count, well).subarray(first, Math.min(last + 1, first + mostValues))],
  };
}

/** To the tenth of a second: hours of seconds end in a dust of digits. */
function rounded(hours: number): number {
  return Math.round(hours * 36000) / 36000;
}

/** `9.1 h`, or `cycle 12` where the file has no times. */
export function whenWords(signal: PlateSignal, wells: number, well: number, cycle: number): string {
  const hour = hoursOf(signal, wells, well)?.[cycle];
  return hour === undefined || Number.isNaN(hour) ? `cycle ${cycle + 1}` : `${hourWords(hour)} h`;
}

/** One decimal; more where that would say 0. */
export function hourWords(hours: number): string {
  return String(Number(Math.abs(hours) >= 0.95 ? hours.toFixed(1) : hours.toPrecision(2)));
}

/** `4.3 %`; from ten times on `35-fold`: nobody reads 350034 %. */
export function percentWords(share: number): string {
  const percent = 100 * share;
  if (Math.abs(share) >= 10) return `${Number(share.toPrecision(2))}-fold`;
  return `${Number(Math.abs(percent) >= 10 ? percent.toFixed(0) : percent.toPrecision(2))} %`;
}

/** Names of wells by index, in the plate's order. */
export function wellNames(run: PlateRun, wells: Iterable<number>): readonly string[] {
  const named = new Set(wells);
  return run.wells.flatMap(({ well }, index) => (named.has(index) ? [well] : []));
}

/** A step that a flag proposes: on, for the flag's plate. */
export function proposal(plate: string, work: CorrectionWork): CorrectionStep {
  return { ...work, plate, on: true, flag: null };
}
