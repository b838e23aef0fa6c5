import { type Cell, isNumber, type SheetRow, textOf } from '../containers/cell.ts';
import { parseDuration } from '../duration.ts';
import { parseNumberWith } from '../number.ts';
import { minuteClock_s } from '../short-clock.ts';
import { parseRow, parseWell, rowIndex } from '../well.ts';
import { type Beginning, beginningOf, beginOf, filledIn, numberCount } from './row-shape.ts';
import { isAfterGap, type WellColumn } from './well-columns.ts';

/**
 * Whether a table is at its end before a row: a blank one stands there, and the row does not go on where the one above the gap
 * left off.
 * @param first index of its first row.
 */
export function endsAt(rows: readonly SheetRow[], at: number, first: number): boolean {
  return isAfterGap(rows, at, first) && !continues(rows, at, first);
}

/** Of one column, from the row below a heading to the end of its table. */
export function cellsBelow(
  rows: readonly SheetRow[],
  at: number,
  column: number,
): readonly (Cell | undefined)[] {
  let end = at + 1;
  while (end < rows.length && !endsAt(rows, end, at + 1)) end++;
  return rows.slice(at + 1, end).map(({ cells }) => cells[column]);
}

/** Whether a row begins as the one before it does, further on (a later time, a larger number, another well), and is as long. */
function continues(rows: readonly SheetRow[], at: number, first: number): boolean {
  const [before, row] = [rows[at - 1], rows[at]];
  if (before === undefined || row === undefined) return false;
  const column = beginOf(row);
  const [last, next] = [before.cells[column], row.cells[column]];
  const kind = beginningOf(next);
  if (kind === null || beginOf(before) !== column || !isAlike(beginningOf(last), kind)) return false;
  // Rows of a plate may be empty.
  if (kind === 'letter')
    return rowIndex(parseRow(textOf(next)) ?? 'A') > rowIndex(parseRow(textOf(last)) ?? 'A');
  const [usual, own] = [filledIn(before), filledIn(row)];
  if (numberCount(row) === 0 || own < usual / 2 || own > usual * 2) return false;
  switch (kind) {
    case 'time':
    case 'number':
      return daysOf(next) > daysOf(last);
    case 'well': {
      const own = parseWell(textOf(next));
      return rows.slice(first, at).every(({ cells }) => parseWell(textOf(cells[column])) !== own);
    }
  }
}

/** A workbook’s times may be numbers of days where their format is another. */
function isAlike(one: Beginning | null, other: Beginning): boolean {
  const inOrder = ['time', 'number'];
  return one === other || (one !== null && inOrder.includes(one) && inOrder.includes(other));
}

/** A time, or a number as it stands. */
function daysOf(cell: SheetRow['cells'][number] | undefined): number {
  if (typeof cell === 'number') return cell;
  const time = parseDuration(cell, minuteClock_s);
  if (!Number.isNaN(time)) return time / 86_400;
  const text = textOf(cell);
  return parseNumberWith(text, text.includes(',') ? 'comma' : 'point');
}

/**
 * Whether a table goes on after a row whose time cannot be read: its wells have numbers, and so has a row with a time that
 * follows without a gap.
 */
export function goesOn(
  rows: readonly SheetRow[],
  at: number,
  columns: readonly WellColumn[],
  isTimed: (row: SheetRow) => boolean,
): boolean {
  for (let later = at; later < rows.length; later++) {
    const row = rows[later];
    if (row === undefined || isAfterGap(rows, later, at) || !hasReadings(row, columns)) return false;
    if (later > at && isTimed(row)) return true;
  }
  return false;
}

/** Whether at least half of the wells have a number. */
function hasReadings({ cells }: SheetRow, columns: readonly WellColumn[]): boolean {
  const numbers = columns.filter(({ column }) => isNumber(cells[column]));
  return numbers.length > 0 && numbers.length >= columns.length / 2;
}
