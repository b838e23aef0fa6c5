import type { Problem } from '../../base/problem.ts';
import { shortText } from '../../base/short-text.ts';
import { type SheetRow, textOf } from '../containers/cell.ts';
import { parseDuration, timeUnitWord } from '../duration.ts';
import { byMapping } from '../format.ts';
import type { PlateRun, PlateSignal } from '../plate-run.ts';
import { hourClock_s, minuteClock_s } from '../short-clock.ts';
import { timeText } from '../treatment-text.ts';

/** Of a file that has no times at all. */
export function noTimes(file: string): Problem {
  const message = 'the file has no times';
  const remedy = 'Say how far apart its cycles are: --interval 12min, or --interval 5:00.';
  const inWindow = 'Say below how far apart its cycles are.';
  return { code: 'time.none', severity: 'warning', message, remedy, inWindow, place: { file } };
}

/** Of a file with bare times in the unit that its instrument's program is known to write. */
export function unitOfFormat(file: string, unit_s: number, program: string): Problem {
  const unit = timeUnitWord(unit_s);
  const message = `the file does not say the unit of its times; they are taken as ${unit}, as ${program} writes them`;
  const remedy = `If they are not in ${unit}, say so: --time-unit s, min, h or d.`;
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

/**
 * Of a file whose times are clocks of two parts that may be hours and minutes, or minutes and seconds: what each would mean.
 * @param answered_s a unit that was answered and tells neither.
 */
export function clockProblem(
  file: string,
  first: string,
  last: string,
  answered_s: number | undefined,
): Problem {
  const [hours, minutes] = [hourClock_s, minuteClock_s].map((clock_s) =>
    timeText(parseDuration(last, clock_s)),
  );
  const unused =
    answered_s === undefined ? '' : `, which an answer in ${timeUnitWord(answered_s)} does not tell`;
  const message = `the file does not say whether its times, which go from ${first} to ${last}, are hours and minutes or minutes and seconds${unused}: the last reading may be at ${hours} or at ${minutes}`;
  const remedy =
    'Say which it is: --time-unit h (hours and minutes) or --time-unit min (minutes and seconds).';
  const inWindow = 'Say below which it is: h for hours and minutes, min for minutes and seconds.';
  return { code: 'time.unit', severity: 'warning', message, remedy, inWindow, place: { file } };
}

/** What an answer took the place of. */
export interface OverruledUnit {
  readonly unit_s: number;
  /** Whose times are in that unit, as is known; null: the file says so. */
  readonly program: string | null;
}

/** Of a file whose times have a unit, and were answered another: whoever answered has the last word, and is told. */
export function overruledTimeUnit(
  file: string,
  { unit_s, program }: OverruledUnit,
  answered_s: number,
): Problem {
  const [unit, answered] = [unit_s, answered_s].map(timeUnitWord);
  const factor = answered_s > unit_s ? answered_s / unit_s : unit_s / answered_s;
  const change = `${factor} times ${answered_s > unit_s ? 'later' : 'earlier'}`;
  const whose =
    program === null
      ? `the file says that its times are in ${unit}`
      : `its times are in ${unit}, as ${program} writes them`;
  const message = `${whose}; they are read in ${answered}, as was answered: ${change}`;
  const remedy = `If that is not meant, give this file by itself, with --time-unit ${unit}.`;
  const inWindow = `If that is not meant, answer ${unit} beside the file.`;
  return { code: 'time.overruled', severity: 'warning', message, remedy, inWindow, place: { file } };
}

/** Of a file whose times each say their unit, or that has none. */
export function unusedTimeUnit(file: string, answered_s: number): Problem {
  const message = `the unit of times that was given, ${timeUnitWord(answered_s)}, is not used: the file has no times that leave theirs open`;
  const remedy = 'Nothing is to be done.';
  return { code: 'plate.unusedAnswer', severity: 'warning', message, remedy, place: { file } };
}
