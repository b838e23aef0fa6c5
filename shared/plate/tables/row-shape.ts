import { type Cell, isBlank, isNumber, type SheetRow, textOf } from '../containers/cell.ts';
import { isTime } from '../duration.ts';
import { parseRow, parseWell } from '../well.ts';

/** What a row of readings begins with, in words. */
export const beginnings = {
  time: 'a time',
  well: 'a well',
  letter: 'the letter of a row',
  number: 'a number',
} as const;
export type Beginning = keyof typeof beginnings;

/** null: no row of readings begins so. */
export function beginningOf(cell: Cell | undefined): Beginning | null {
  if (isNumber(cell)) return 'number';
  if (isTime(cell)) return 'time';
  const text = textOf(cell);
  if (parseWell(text) !== null) return 'well';
  return parseRow(text) === null ? null : 'letter';
}

/** Column of the first cell with something in it; -1: there is none. */
export function beginOf({ cells }: SheetRow): number {
  return cells.findIndex((cell) => !isBlank(cell));
}

/** Numbers behind what a row begins with. */
export function numberCount(row: SheetRow): number {
  return row.cells.slice(beginOf(row) + 1).filter(isNumber).length;
}

/** Cells with something in them behind what a row begins with. */
export function filledIn(row: SheetRow): number {
  return row.cells.slice(beginOf(row) + 1).filter((cell) => !isBlank(cell)).length;
}
