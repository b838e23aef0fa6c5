import type { Problem } from '../../base/problem.ts';
import { shortText } from '../../base/short-text.ts';
import { type SheetRow, textOf } from '../containers/cell.ts';
import { timeUnitWord } from '../duration.ts';
import { byMapping } from '../format.ts';
import type { PlateRun, PlateSignal } from '../plate-run.ts';

/** Of a file that has no times at all. */
export function noTimes(file: string): Problem {
  const message = 'the file has no times';
  const remedy = 'Say how far apart its cycles are: --interval 12min, or --interval 5:00.';
  const inWindow = 'Say below how far apart its cycles are.';
  return { code: 'time.none', severity: 'warning', message, remedy, inWindow, place: { file } };
}

/** Of a file with bare times in the unit that its instrument's program is known to write: `minutes`, `MARS`. */
export function unitOfFormat(file: string, unit: string, program: string): Problem {
  const message = `the file does not say the unit of its times; they are taken as ${unit}, as ${program} writes them`;
  const remedy = `If they are not ${unit}, say so: --time-unit s, min, h or d.`;
  return { code: 'time.ofFormat', severity: 'warning', message, remedy, inWindow: sayBelow, place: { file } };
}

/** Of a table whose first time is written in no known way, so that nothing of it is read. */
export function unreadableTimes(file: string, { line, cells }: SheetRow): Problem {
  const message = `the time “${shortText(textOf(cells[0]), 40)}” cannot be read (where it is a date, day and month may not be told apart): the table below is left out`;
  const remedy = `Export the run with times from its start, or dates as 2024-12-31; or say how far apart its cycles are: ${byMapping}.`;
  return { code: 'time.unreadable', severity: 'warning', message, remedy, place: { file, line } };
}

/** Readings without a time in a signal whose others have one; null: there are none. */
export function untimedReadings(
  file: string,
  { plate, wells }: PlateRun,
  { signal, time_s, wellTimes_s, values }: PlateSignal,
): Problem | null {
  if (time_s === null) return null;
  const cycles = time_s.length;
  const untimed = new Set<number>();
  values.forEach((value, at) => {
    const time = wellTimes_s?.[at] ?? time_s[at % cycles] ?? Number.NaN;
    if (!Number.isNaN(value) && Number.isNaN(time)) untimed.add(at % cycles);
  });
  const [first] = untimed;
  if (first === undefined || wells.length === 0) return null;
  const others = untimed.size === 1 ? '' : ` (and of ${untimed.size - 1} others)`;
  const message = `${plate}, ${signal}: the time of cycle ${first + 1}${others} is not there or cannot be read; its readings have none, and no fit uses them`;
  const remedy = `Look at the times in the file and export the run anew; or say how far apart its cycles are: ${byMapping}.`;
  return { code: 'time.missing', severity: 'warning', message, remedy, place: { file, where: signal } };
}

const sayBelow = 'Say below which it is.';

const units: readonly (readonly [string, number])[] = [
  ['s', 1],
  ['min', 60],
  ['h', 3600],
  ['days', 86400],
];

/** Of a file with times and no unit: what each unit would mean. */
export function noTimeUnit(file: string, first: number, last: number): Problem {
  const meanings = units.map(([word]) => `${Number(last.toPrecision(6))} ${word}`).join(', ');
  const message = `the file does not say the unit of its times, which go from ${first} to ${last}: the last reading may be at ${meanings}`;
  const remedy = 'Say which it is: --time-unit s, min, h or d.';
  return { code: 'time.unit', severity: 'warning', message, remedy, inWindow: sayBelow, place: { file } };
}

/** Of a file that says the unit of its times itself, and was answered another: whoever answered has the last word, and is told. */
export function overruledTimeUnit(file: string, stated_s: number): Problem {
  const message = `the file says that its times are in ${timeUnitWord(stated_s)}; they are read in another unit, as was answered`;
  const remedy = 'If that is not meant, leave --time-unit away: they are then read as the file says.';
  const inWindow = 'If that is not meant, take the answer back (undo): they are then read as the file says.';
  return { code: 'time.overruled', severity: 'warning', message, remedy, inWindow, place: { file } };
}

/** Whether a file states a unit, and people gave another one. */
export function isOverruled(stated_s: number | null, given_s: number | undefined): stated_s is number {
  return stated_s !== null && given_s !== undefined && given_s !== stated_s;
}
