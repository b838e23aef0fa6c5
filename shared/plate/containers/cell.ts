import { isSpaced, type NumberMark } from '../number.ts';

/**
 * What stands in a cell. Text has only texts; a workbook has numbers too, and dates and times of day as Excel's serial: days
 * since the end of 1899, whatever the cell's format shows.
 */
export type Cell = string | number | Serial | null;

export interface Serial {
  /** Days; 0.5 is twelve hours. */
  readonly serial: number;
}

/** A row with something in it. */
export interface SheetRow {
  /** From 1: of the text, or of the workbook's sheet. A gap between two rows is a blank row. */
  readonly line: number;
  readonly cells: readonly Cell[];
}

/** A table of cells: a workbook's sheet, or a whole text. */
export interface Sheet {
  /** null: a text has none. */
  readonly name: string | null;
  readonly rows: readonly SheetRow[];
  /** How numbers in texts are written. */
  readonly decimal: NumberMark;
}

/** Trimmed; numbers as they are written, serials as nothing. */
export function textOf(cell: Cell | undefined): string {
  if (typeof cell === 'string') return cell.trim();
  return typeof cell === 'number' ? String(cell) : '';
}

export function isBlank(cell: Cell | undefined): boolean {
  return cell === undefined || cell === null || (typeof cell === 'string' && cell.trim() === '');
}

/** A number, or a text that is one in some country. */
export function isNumber(cell: Cell | undefined): boolean {
  return (
    typeof cell === 'number' ||
    (typeof cell === 'string' && (/^\s*[-+]?[\d.,]*\d(?:e[-+]?\d+)?\s*$/i.test(cell) || isSpaced(cell)))
  );
}

/** Number of cells up to the last one with something in it. */
export function widthOf({ cells }: SheetRow): number {
  let width = cells.length;
  while (width > 0 && isBlank(cells[width - 1])) width--;
  return width;
}

/** Without the notes that people write above a table, a cell a row. */
export function belowNotes(rows: readonly SheetRow[]): readonly SheetRow[] {
  const at = rows.findIndex((row) => loneCell(row) === null);
  return at === -1 || at > 20 ? rows : rows.slice(at);
}

/** The one cell that has something in it; null: none or several have. */
export function loneCell({ cells }: SheetRow): Cell {
  let lone: Cell = null;
  for (const cell of cells) {
    if (isBlank(cell)) continue;
    if (lone !== null) return null;
    lone = cell;
  }
  return lone;
}
