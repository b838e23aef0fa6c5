import { timeUnitOf, timeUnits } from '../base/time-units.ts';
import type { Cell } from './containers/cell.ts';
import { mayBeThousands, type NumberMark, parseNumberWith } from './number.ts';
import { clockOfUnit, minuteClock_s, parseShortClock } from './short-clock.ts';

const secondsOf: Readonly<Record<string, number>> = timeUnits;

/** From cycle to cycle: more is no kinetics. */
export const longestInterval_s = 1e7;

/** `60` -> `min`; seconds where it is none of the units. */
export function timeUnitWord(unit_s: number): string {
  return timeUnitOf(unit_s) ?? `units of ${unit_s} s`;
}

/** Units of time as exports and people write them -> seconds. */
const unitWords: readonly (readonly [RegExp, number])[] = [
  [/^(?:s|sec|secs|second|seconds|sekunden?)$/i, 1],
  [/^(?:m|min|mins|minute|minutes|minuten?)$/i, 60],
  [/^(?:h|hr|hrs|hour|hours|stunden?)$/i, 3600],
  [/^(?:d|day|days|tage?)$/i, 86400],
];

/** Seconds of a unit's word: `min` -> 60; null: it is none. */
export function unitSeconds(word: string): number | null {
  const text = word.trim();
  return secondsOf[text] ?? unitWords.find(([words]) => words.test(text))?.[1] ?? null;
}

/** The unit in a heading: `Time [s]`, `time_h`, `Elapsed (min)`, `Time(hh:mm:ss)` -> seconds of one; null: it states none. */
export function headingSeconds(heading: string): number | null {
  const text = heading.trim();
  const bracketed = /[[(]\s*([A-Za-z]+)\s*[\])]\s*$/.exec(text)?.[1];
  const last = bracketed ?? /[\s_.-]([A-Za-z]+)$/.exec(text)?.[1];
  return last === undefined ? null : unitSeconds(last);
}

/**
/**
 * A time as instruments write it, seconds; NaN: it is none. `0:07:28`, `36:20:00`, `1.06:00:00` and `1d 06:00:00` (days first), `0:00.210`
 * (m:ss.f), `1 h 30 min`, `599s`, `1 200 s`, and a serial of a workbook. `0:20` is h:mm or m:ss: it is none unless that is known.
 * @param clock_s seconds of the first part of `0:20`; null: not known.
 * @param mark how the numbers of its table are written; left out: nobody knows, so that `1,200 s` is none.
 */
export function parseDuration(
  cell: Cell | undefined,
  clock_s: number | null = null,
  mark?: NumberMark,
): number {
  if (cell === null || cell === undefined || typeof cell === 'number') return Number.NaN;
  // To the millisecond: a serial has some sixteen digits, of which the days take some.
  if (typeof cell === 'object') return Math.round(cell.serial * 86_400_000) / 1000;
  const text = cell.trim();
  if (text.length > 24) return Number.NaN;
  const clock = /^(?:(\d{1,3})(?:\.|\s*d(?:ays?)?,?\s+))?(\d{1,4}):(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)$/.exec(
    text,
  );
  if (clock !== null) {
    const [, days = '0', hours, minutes, seconds = ''] = clock;
    return (
      86400 * Number(days) + 3600 * Number(hours) + 60 * Number(minutes) + Number(seconds.replace(',', '.'))
    );
  }
  const short = parseShortClock(text);
  if (short !== null) {
    // Nobody writes a fraction of a minute so.
    const first_s = Number.isInteger(short.second) ? clock_s : minuteClock_s;
    return first_s === null ? Number.NaN : (short.first + short.second / 60) * first_s;
  }
  return parseWords(text, mark);
}

/** Whether a cell is a time, `0:20` too: what is written as no number is. */
export function isTime(cell: Cell | undefined, mark?: NumberMark): boolean {
  return !Number.isNaN(parseDuration(cell, minuteClock_s, mark));
}

const number = "(\\d[\\d.,'’\\s]*?)\\s*([A-Za-z]+)\\.?";
const words = new RegExp(`^${number}\\s*(?:${number}\\s*)?(?:${number})?$`);

/** `0 h 3 min`, `2 h`, `900 sec`, `599s`. */
function parseWords(text: string, mark: NumberMark | undefined): number {
  const parts = words.exec(text);
  if (parts === null) return Number.NaN;
  let seconds = 0;
  for (let n = 1; n < parts.length; n += 2) {
    const [value, word] = [parts[n], parts[n + 1]];
    if (value === undefined || word === undefined) continue;
    const unit = unitSeconds(word);
    if (unit === null) return Number.NaN;
    seconds += numberIn(value, mark) * unit;
  }
  return seconds;
}

/** Nobody knows of `1,200` alone; all else with a comma has decimals. */
function numberIn(value: string, mark: NumberMark | undefined): number {
  return parseNumberWith(
    value,
    mark ?? (value.includes(',') && !mayBeThousands(value, 'point') ? 'comma' : 'mostly point'),
  );
}

/**
 * A time by its column's unit: a bare number in it, `0:20` with its first part in it, or any of the written forms. NaN: none.
 * `seconds` null: bare numbers are kept.
 */
export function timeIn(cell: Cell | undefined, seconds: number | null, decimal: NumberMark): number {
  const bare =
    typeof cell === 'number' ? cell : typeof cell === 'string' ? parseNumberWith(cell, decimal) : Number.NaN;
  return Number.isNaN(bare) ? parseDuration(cell, clockOfUnit(seconds), decimal) : bare * (seconds ?? 1);
}
