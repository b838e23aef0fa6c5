import { isBlank, type SheetRow } from './cell.ts';

/** Fewer different cells are the same by chance, as a row of zeros is. */
const fewest = 3;

/** Line of the first row that says the same as the one above it, cell by cell; null: there is none. */
export function doubledLine(rows: readonly SheetRow[]): number | null {
  for (let at = 1; at < rows.length; at++) {
    const [before, row] = [rows[at - 1], rows[at]];
    if (before === undefined || row === undefined || row.line !== before.line + 1) continue;
    if (isSame(before, row) && differentCells(row) >= fewest) return row.line;
  }
  return null;
}

function isSame({ cells: one }: SheetRow, { cells: other }: SheetRow): boolean {
  return one.length === other.length && one.every((cell, n) => keyOf(cell) === keyOf(other[n] ?? null));
}

function differentCells({ cells }: SheetRow): number {
  return new Set(cells.flatMap((cell) => (isBlank(cell) ? [] : [keyOf(cell)]))).size;
}

function keyOf(cell: SheetRow['cells'][number]): string | number {
  return typeof cell === 'object' ? String(cell?.serial ?? '') : cell;
}
