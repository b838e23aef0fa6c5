import type { Sheet, SheetRow } from '../containers/cell.ts';
import { readingOf } from './reading.ts';
import type { SignalTable } from './signal-table.ts';
import { endsAt, goesOn } from './table-end.ts';
import type { WellColumn } from './well-columns.ts';

export interface TimeRows {
  readonly sheet: Sheet;
  /** Index of the first row after the header. */
  readonly from: number;
  readonly columns: readonly WellColumn[];
  /** Seconds of a row; NaN: it has none, and ends the table unless that goes on; null: it is one of its own without a time. */
  readonly time: (row: SheetRow) => number | null;
  readonly table: SignalTable;
  /** Column of measured temperatures; left out: there is none. */
  readonly temperatureAt?: number;
  /** Cycle of the first row. */
  readonly cycle?: number;
}

/** What `TimeRows.time` says of a column's time: never one of which nobody knows the unit. */
export function rowTime(time: number | null): number | null {
  if (time === null) return Number.NaN;
  return Number.isNaN(time) ? null : time;
}

/** Reads a row a cycle into the wells' columns, to a blank row after which its times do not go on, or one without a time. The index after the last one. */
export function readTimeRows(options: TimeRows): number {
  const { sheet, from, columns, time, table, temperatureAt, cycle = 0 } = options;
  const { rows, decimal } = sheet;
  for (const { well } of columns) table.list(well);
  let at = from;
  for (; at < rows.length; at++) {
    const row = rows[at];
    if (row === undefined || endsAt(rows, at, from)) break;
    const seconds = time(row);
    if (seconds !== null && Number.isNaN(seconds)) {
      if (!goesOn(rows, at, columns, (later) => !Number.isNaN(time(later) ?? 0))) break;
      continue;
    }
    if (temperatureAt !== undefined) table.measured(row.cells[temperatureAt], decimal);
    for (const { column, well } of columns) {
      const reading = readingOf(row.cells[column], decimal);
      table.put(well, cycle + at - from, reading, seconds ?? Number.NaN);
    }
  }
  return at;
}
