import type { Problem } from '../../base/problem.ts';
import type { Cell } from '../containers/cell.ts';
import { headingSeconds, parseDuration, timeIn } from '../duration.ts';
import type { NumberMark } from '../number.ts';
import { clockOfUnit, headingClock, hourClock_s, minuteClock_s, parseShortClock } from '../short-clock.ts';
import {
  clockProblem,
  noTimeUnit,
  type OverruledUnit,
  overruledTimeUnit,
  unitOfFormat,
  unusedTimeUnit,
} from './time-problems.ts';

/** The unit that a program is known to write and not to say. */
export interface UsualUnit {
  readonly unit_s: number;
  /** `BioLection`. */
  readonly program: string;
}

/** A column (or row) of times. */
export interface TimeCells {
  /** All of them: what one clock is, the others tell. */
  readonly cells: readonly (Cell | undefined)[];
  readonly heading: string;
  /** Seconds of the unit that the file states; left out: as the heading says. */
  readonly stated_s?: number | null;
  readonly decimal: NumberMark;
}

/** A run of more is in no reader: a column that would be longer in hours is in minutes. */
const longest_s = 240 * 3600;

/**
 * Times of one file, and what is to be said of how they were read: what nobody knows, what was answered and overruled what
 * the file says or its program writes, and an answer for which there was no use.
 */
export class FileTimes {
  /** Seconds of a unit as it was answered; undefined: it was not. */
  readonly answered_s: number | undefined;
  readonly #usual: UsualUnit | null;
  #bare: Range<number> | null = null;
  #clocks: Range<string> | null = null;
  #overruled: OverruledUnit | null = null;
  #isAnswerUsed = false;
  #isUsual = false;

  constructor(answered_s: number | undefined, usual: UsualUnit | null = null) {
    this.answered_s = answered_s;
    this.#usual = usual;
  }

  /** Seconds of a cell; NaN: a time of which nobody knows the unit, never to be taken for one; null: no time. */
  column({ cells, heading, stated_s = headingSeconds(heading), decimal }: TimeCells): TimeColumn {
    const words_s = headingClock(heading);
    const clock_s = words_s ?? clockOfUnit(this.answered_s) ?? clockOfUnit(stated_s) ?? certainClock(cells);
    const unit_s = this.answered_s ?? stated_s ?? this.#usual?.unit_s ?? null;
    const order = (cell: Cell | undefined): number => {
      const written = parseDuration(cell, clock_s ?? minuteClock_s, decimal);
      return Number.isNaN(written) ? timeIn(cell, unit_s ?? 1, decimal) : written;
    };
    const of = (cell: Cell | undefined): number | null => {
      const time = order(cell);
      if (Number.isNaN(time)) return null;
      const clock = typeof cell === 'string' ? parseShortClock(cell) : null;
      if (clock !== null && Number.isInteger(clock.second)) {
        if (words_s === null && clockOfUnit(this.answered_s) !== null) this.#useAnswer(clockOfUnit(stated_s));
        else this.#isAnswerUsed ||= clock_s === this.answered_s;
        if (clock_s !== null) return time;
        this.#clocks = widened(this.#clocks, time, String(cell).trim());
        return Number.NaN;
      }
      if (!Number.isNaN(parseDuration(cell, null, decimal))) return time;
      if (this.answered_s !== undefined) this.#useAnswer(stated_s);
      else if (stated_s === null) this.#isUsual = true;
      if (unit_s !== null) return time;
      this.#bare = widened(this.#bare, time, time);
      return Number.NaN;
    };
    return { of, order };
  }

  /** The answer is what a time is read by. */
  #useAnswer(stated_s: number | null): void {
    this.#isAnswerUsed = true;
    const by = stated_s === null ? (this.#usual?.program ?? null) : null;
    const other_s = stated_s ?? this.#usual?.unit_s ?? null;
    if (other_s !== null && other_s !== this.answered_s) this.#overruled ??= { unit_s: other_s, program: by };
  }

  problems(file: string): readonly Problem[] {
    const { answered_s } = this;
    const found: Problem[] = [];
    if (this.#bare !== null) found.push(noTimeUnit(file, this.#bare.first.shown, this.#bare.last.shown));
    else if (this.#clocks !== null)
      found.push(clockProblem(file, this.#clocks.first.shown, this.#clocks.last.shown, answered_s));
    else if (answered_s !== undefined && !this.#isAnswerUsed) found.push(unusedTimeUnit(file, answered_s));
    if (this.#overruled !== null && answered_s !== undefined)
      found.push(overruledTimeUnit(file, this.#overruled, answered_s));
    if (this.#usual !== null && this.#isUsual)
      found.push(unitOfFormat(file, this.#usual.unit_s, this.#usual.program));
    return found;
  }
}

/** The earliest and the latest of times, and how the file has them. */
interface Range<T> {
  readonly first: Placed<T>;
  readonly last: Placed<T>;
}

interface Placed<T> {
  readonly order: number;
  readonly shown: T;
}

function widened<T>(range: Range<T> | null, order: number, shown: T): Range<T> {
  const here = { order, shown };
  if (range === null) return { first: here, last: here };
  if (order < range.first.order) return { ...range, first: here };
  return order > range.last.order ? { ...range, last: here } : range;
}

export interface TimeColumn {
  /** Seconds; NaN: a time, but nobody knows its unit; null: no time. */
  of(cell: Cell | undefined): number | null;
  /** Where a time stands among the others of its column, whatever its unit; NaN: no time. */
  order(cell: Cell | undefined): number;
}

/** What the times of a column tell of its clocks of two parts, where only one reading can be; null: both can. */
function certainClock(cells: readonly (Cell | undefined)[]): number | null {
  const clocks = cells.flatMap((cell) => (typeof cell === 'string' ? (parseShortClock(cell) ?? []) : []));
  if (clocks.length === 0) return null;
  if (clocks.every(({ first, second }) => first === 0 && second === 0)) return minuteClock_s;
  if (clocks.some(({ second }) => !Number.isInteger(second))) return minuteClock_s;
  if (clocks.some(({ first }) => first * hourClock_s > longest_s)) return minuteClock_s;
  // `59:00` and then `1:00:00`: times rise.
  const [asHours, asMinutes] = [hourClock_s, minuteClock_s].map((clock_s) => falls(cells, clock_s));
  if (asHours === 0 && asMinutes !== 0) return hourClock_s;
  return asMinutes === 0 && asHours !== 0 ? minuteClock_s : null;
}

function falls(cells: readonly (Cell | undefined)[], clock_s: number): number {
  const times = cells.map((cell) => parseDuration(cell, clock_s)).filter((time) => !Number.isNaN(time));
  return times.filter((time, n) => n > 0 && time <= (times[n - 1] ?? 0)).length;
}
