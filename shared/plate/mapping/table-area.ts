import type { Sheet, SheetRow } from '../containers/cell.ts';
import { headingSeconds, parseDuration, timeIn } from '../duration.ts';
import { endsAt } from '../tables/table-end.ts';
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

/** Times by their cells; `bare` takes those of which nobody knows the unit. */
export class Times {
  readonly bare: number[] = [];
  readonly #unit: number | null;
  readonly #decimal: Sheet['decimal'];

  constructor({ sheet, unit }: MappedTable, heading: string) {
    this.#unit = unit ?? headingSeconds(heading);
    this.#decimal = sheet.decimal;
  }

  /** Seconds; NaN: not known. null: this is no time. */
  of(cell: SheetRow['cells'][number] | undefined): number | null {
    const stated = parseDuration(cell, this.#decimal);
    if (!Number.isNaN(stated)) return stated;
    const time = timeIn(cell, this.#unit ?? 1, this.#decimal);
    if (Number.isNaN(time)) return null;
    if (this.#unit !== null) return time;
    this.bare.push(time);
    return Number.NaN;
  }
}

/** @param key of the mapping's signal. */
export function missingTable(what: string, key: string, { sheet }: MappedTable): MissingTable {
  const [first, last] = [sheet.rows[0]?.line ?? 1, sheet.rows.at(-1)?.line ?? 1];
  return {
    missing: what,
    remedy: `Correct ${key} in the mapping: the table’s rows go from ${first} to ${last}, numbered as a spreadsheet shows them.`,
  };
}
