import { isNumber, type SheetRow } from '../containers/cell.ts';
import { isAfterGap, type WellColumn } from './well-columns.ts';

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
