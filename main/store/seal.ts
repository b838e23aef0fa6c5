import type { Database } from 'better-sqlite3';
import { cellBounds, tooLargeWords } from './cell-bounds.ts';
import { hashOf } from './content.ts';
import { DamagedDocument, TooLargeToStore } from './document.ts';

/**
 * Every row that people's work stands in carries in `seal` a SHA-256 over the name of its table and all its other columns,
 * so that a changed bit is seen wherever it is. Left without are only original bytes, which are found by their own hash, and
 * the list of fits' data, which stands twice, as a table and as an index. Whoever writes a row seals it anew.
 */
export type SealedTable =
  | 'project'
  | 'saved'
  | 'files'
  | 'parsed'
  | 'spec'
  | 'settings'
  | 'fits'
  | 'fit_blobs'
  | 'log';

export type StoredCell = string | number | Uint8Array | null;

/** Columns by name. */
type Row = Readonly<Record<string, StoredCell>>;

/** Is told the name of each row that is not what was stored; that is then left out. */
export type OnDamage = (what: string) => void;

/** Every row was read and found sound when the project was prepared, and nobody has written it since: none is looked at again. */
export type Vouched = 'vouched';

/** How rows of a table are read. */
export interface RowReading<R, T> {
  readonly table: SealedTable;
  /** For people: `the entry of plate.csv`. */
  readonly what: (row: R) => string;
  readonly parse: (row: R, vouched: boolean) => T;
}

/** What was sound when the project was opened has to be sound. */
export const refuse: OnDamage = (what) => {
  throw new DamagedDocument(`damaged: ${what}`);
};

/** The other columns of a row in order; of large ones only the hash goes into the text. Never to be changed: it is in files. */
export function sealOf(table: SealedTable, cells: readonly StoredCell[]): string {
  const parts = cells.map((cell) => (cell instanceof Uint8Array ? { sha256: hashOf(cell) } : cell));
  return hashOf(Buffer.from(JSON.stringify([table, ...parts])));
}

/** Seals a row as it stands there. */
export function sealRow(database: Database, table: SealedTable, rowid: number | bigint): void {
  const columns = columnsOf(database, table);
  const row = database
    .prepare(`SELECT ${columns.join(', ')} FROM ${table} WHERE rowid = ?`)
    .raw()
    .get(rowid);
  const also = table === 'saved' ? ledger(database) : [];
  const seal = sealOf(table, [...(row as readonly StoredCell[]), ...also]);
  database.prepare(`UPDATE ${table} SET seal = ? WHERE rowid = ?`).run(seal, rowid);
}

/** Seals a row that was just written, unless it is larger than any of its table. Throws TooLargeToStore. */
export function sealWritten(database: Database, table: SealedTable, rowid: number | bigint): void {
  for (const [column, most] of Object.entries(cellBounds[table] ?? {})) {
    const select = `SELECT octet_length(${column}) FROM ${table} WHERE rowid = ?`;
    const bytes = database.prepare<[number | bigint], number | null>(select).pluck().get(rowid) ?? 0;
    if (bytes > most) throw new TooLargeToStore(tooLargeWords(table, column, bytes, most));
  }
  sealRow(database, table, rowid);
}

/** Changes a row that is as it was stored, and seals it anew. Throws TooLargeToStore. */
export function changeRow(
  database: Database,
  table: SealedTable,
  rowid: number,
  what: string,
  change: () => void,
): void {
  const row = database.prepare<[number], Row>(`SELECT * FROM ${table} WHERE rowid = ?`).get(rowid);
  if (row !== undefined && !isIntact(database, table, row)) refuse(what);
  change();
  sealWritten(database, table, rowid);
}

/** `row`: with all columns of the table. */
export function isIntact(
  database: Database,
  table: SealedTable,
  row: object,
  columns: readonly string[] = columnsOf(database, table),
): boolean {
  const cells = row as Row;
  const own = columns.map((column) => cells[column] ?? null);
  const also = table === 'saved' ? ledger(database) : [];
  return sealOf(table, [...own, ...also]) === cells.seal;
}

/** null: there is no row, or it is damaged. `row`: with all columns of the table. */
export function readRow<R extends object, T>(
  database: Database,
  reading: RowReading<R, T>,
  row: R | undefined,
  onDamage: OnDamage,
): T | null {
  if (row === undefined) return null;
  for (const read of readRows(database, reading, () => [row], onDamage)) return read;
  return null;
}

/** Those that are as they were stored. `rows` begins to read: what begins and is not gone through keeps the connection from everything else. */
export function* readRows<R extends object, T>(
  database: Database,
  { table, what, parse }: RowReading<R, T>,
  rows: () => Iterable<R>,
  onDamage: OnDamage | Vouched,
): Generator<T> {
  if (onDamage === 'vouched') {
    for (const row of rows()) yield parse(row, true);
    return;
  }
  const columns = columnsOf(database, table);
  for (const row of rows()) {
    const parsed = isIntact(database, table, row, columns) ? parsedRow(parse, row) : 'damaged';
    if (parsed === 'damaged') onDamage(what(row));
    else yield parsed.value;
  }
}

function parsedRow<R, T>(parse: RowReading<R, T>['parse'], row: R): { readonly value: T } | 'damaged' {
  try {
    return { value: parse(row, false) };
  } catch (error) {
    if (error instanceof DamagedDocument) return 'damaged';
    throw error;
  }
}

/** Columns of a table of today's format or an older one, but for the seal. */
export function columnsOf(database: Database, table: SealedTable): readonly string[] {
  const select = `SELECT name FROM pragma_table_info(?) WHERE name <> 'seal' ORDER BY cid`;
  return database.prepare<[string], string>(select).pluck().all(table);
}

/**
 * Every change writes the row of `saved`, so its seal also stands for what has no row of its own: whose project it is, and
 * the last number that each table gave. A log of another project would bring a row that does not fit.
 */
function ledger(database: Database): readonly StoredCell[] {
  const made =
    database.prepare<[], StoredCell[]>('SELECT created_at, created_by FROM project').raw().get() ?? [];
  const given = database
    .prepare<[], StoredCell[]>('SELECT name, seq FROM sqlite_sequence ORDER BY name')
    .raw();
  return [...made, ...given.all().flat()];
}
