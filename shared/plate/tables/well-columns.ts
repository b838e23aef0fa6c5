import { type SheetRow, textOf } from '../containers/cell.ts';
import { parseWell, wellInBrackets } from '../well.ts';

/** A column of a table that holds one well. */
export interface WellColumn {
  readonly column: number;
  readonly well: string;
}

/** The cells of a header row that name wells, `A1` or `Name (A01)`. */
export function wellColumns({ cells }: SheetRow, from = 0): readonly WellColumn[] {
  const columns: WellColumn[] = [];
  for (let column = from; column < cells.length; column++) {
    const text = textOf(cells[column]);
    const well = parseWell(text) ?? wellInBrackets(text);
    if (well !== null) columns.push({ column, well });
  }
  return columns;
}

/** Whether a blank row stands before this one. */
export function isAfterGap(rows: readonly SheetRow[], at: number, first: number): boolean {
  return at > first && (rows[at]?.line ?? 0) > (rows[at - 1]?.line ?? 0) + 1;
}
