import type { Cell, Sheet, SheetRow } from '../containers/cell.ts';
import { headingSeconds } from '../duration.ts';
import type { TimeColumn } from '../tables/file-times.ts';
import { endsAt } from '../tables/table-end.ts';
import { bareTime } from '../time-heading.ts';
import { type CellAddress, parseAddress } from './cell-address.ts';
import type { MappedTable, MissingTable } from './table-reading.ts';

/** The place of the table in the sheet. */
export interface Area {
  readonly first: CellAddress;
  /** Inclusive. */
  readonly lastColumn: number;
  readonly lastLine: number;
}

export function areaOf({ sheet, signal }: MappedTable): Area {
  const first = parseAddress(signal.firstWell) ?? { column: 0, line: 1 };
  const last = signal.lastWell === undefined ? null : parseAddress(signal.lastWell);
  return {
    first,
    lastColumn: last?.column ?? Number.POSITIVE_INFINITY,
    lastLine: last?.line ?? sheet.rows.at(-1)?.line ?? 0,
  };
}

/** null: it is blank, or not there. */
export function rowAt({ rows }: Sheet, line: number | undefined): SheetRow | null {
  return rows.find((row) => row.line === line) ?? null;
}

/** Rows from the first reading to the next blank row after which they do not go on, or to the last one that the mapping names. */
export function rowsOf({ sheet, signal }: MappedTable, { first, lastLine }: Area): readonly SheetRow[] {
  const from = sheet.rows.findIndex((row) => row.line >= first.line);
  if (from === -1) return [];
  const found: SheetRow[] = [];
  for (const [n, row] of sheet.rows.slice(from).entries()) {
    const ends = signal.lastWell === undefined && endsAt(sheet.rows, from + n, from);
    if (row.line > lastLine || ends) break;
    found.push(row);
  }
  return found;
}

/** The times of a column or row of a mapping's table. */
export function timesOf(
  { times, stated_s, sheet }: MappedTable,
  cells: readonly (Cell | undefined)[],
  heading: string,
): TimeColumn {
  const unit_s = stated_s ?? headingSeconds(heading);
  const column = times.column({
    cells: cells.map(bareTime),
    heading,
    stated_s: unit_s,
    decimal: sheet.decimal,
  });
  return {
    of: (cell) => column.of(bareTime(cell)),
    order: (cell) => column.order(bareTime(cell)),
  };
}

/** @param key of the mapping's signal. */
export function missingTable(what: string, key: string, { sheet }: MappedTable): MissingTable {
  const [first, last] = [sheet.rows[0]?.line ?? 1, sheet.rows.at(-1)?.line ?? 1];
  return {
    missing: what,
    remedy: `Correct ${key} in the mapping: the table’s rows go from ${first} to ${last}, numbered as a spreadsheet shows them.`,
  };
}
