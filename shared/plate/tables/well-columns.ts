import { type Sheet, type SheetRow, textOf } from '../containers/cell.ts';
import { parseWell, wellInBrackets } from '../well.ts';
import { readingOf } from './reading.ts';
import type { SignalTable } from './signal-table.ts';

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

export interface TimeRows {
  readonly sheet: Sheet;
  /** Index of the first row after the header. */
  readonly from: number;
  readonly columns: readonly WellColumn[];
  /** Seconds of a row; NaN ends the table; null: the row is one of its own without a time. */
  readonly time: (row: SheetRow) => number | null;
  readonly table: SignalTable;
  /** Column of measured temperatures; left out: there is none. */
  readonly temperatureAt?: number;
  /** Cycle of the first row. */
  readonly cycle?: number;
}

/** Reads a row a cycle into the wells' columns, to a blank row or one without a time. The index after the last one. */
export function readTimeRows(options: TimeRows): number {
  const { sheet, from, columns, time, table, temperatureAt, cycle = 0 } = options;
  const { rows, decimal } = sheet;
  for (const { well } of columns) table.list(well);
  let at = from;
  for (; at < rows.length; at++) {
    const row = rows[at];
    if (row === undefined || isAfterGap(rows, at, from)) break;
    const seconds = time(row);
    if (seconds !== null && Number.isNaN(seconds)) break;
    if (temperatureAt !== undefined) table.measured(row.cells[temperatureAt], decimal);
    for (const { column, well } of columns) {
      const reading = readingOf(row.cells[column], decimal);
      table.put(well, cycle + at - from, reading, seconds ?? Number.NaN);
    }
  }
  return at;
}

/** Whether a blank row stands before this one. */
export function isAfterGap(rows: readonly SheetRow[], at: number, first: number): boolean {
  return at > first && (rows[at]?.line ?? 0) > (rows[at - 1]?.line ?? 0) + 1;
}
