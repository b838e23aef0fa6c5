import type { Database } from 'better-sqlite3';
import { cellBounds, tooLargeWords } from './cell-bounds.ts';
import { readSettings, readTitle, storedSpec } from './change.ts';
import { everyChange } from './command-log.ts';
import { isSqliteError, readSchema, schemaOf } from './connection.ts';
import { damagedBlobs } from './damaged-blobs.ts';
import { DamagedDocument } from './document.ts';
import { migrate, newestVersion, versionOf } from './migrations/index.ts';
import { readSavedAt } from './saved-at.ts';
import { columnsOf, type OnDamage } from './seal.ts';
import { everyFile } from './stored-file.ts';
import { everyFit } from './stored-fit.ts';

/** What is wrong with a project's inside, one sentence each. */
export interface Damage {
  /** The file cannot be used at all. */
  readonly structure: readonly string[];
  /** Single blobs that are not what was stored; everything else can still be read. */
  readonly contents: readonly string[];
}

/** Blobs of a project that something else reads at the same time, so that one need not wait for the other. */
export interface BlobReading {
  /** Names of those that are not what was stored; waits for them. null: they could not be read so. */
  damaged(): readonly string[] | null;
}

/**
 * Reads every page, every document and every blob once. An older format is brought to the newest on the way, so of older
 * ones only a copy can be inspected.
 *
 * @param readBlobs begins to read the blobs elsewhere; called once the tables are known to be a project's.
 */
export function inspect(database: Database, readBlobs?: () => BlobReading): Damage {
  try {
    const rows = integrityOf(database);
    const structure = structureOf(
      database,
      rows.filter((row) => !ofOneValue.test(row)),
    );
    return { structure, contents: structure.length === 0 ? contentsOf(database, rows, readBlobs) : [] };
  } catch (error) {
    if (error instanceof DamagedDocument || isSqliteError(error))
      return { structure: [error.message], contents: [] };
    throw error;
  }
}

function structureOf(database: Database, rows: readonly string[]): readonly string[] {
  if (rows.length > 0) return rows.slice(0, 5);
  // Also keeps out triggers and views that somebody has put into the file.
  if (readSchema(database) !== schemaOf(versionOf(database)))
    return ['its tables are not those of a project'];
  const gone = ['project', 'saved'].find(
    (table) => database.prepare(`SELECT 1 FROM ${table}`).get() === undefined,
  );
  if (gone !== undefined) return [`the one row of its table ${gone} is gone`];
  const strange = tooLarge(database) ?? strangeNumbering(database);
  if (strange !== null) return [strange];
  if (versionOf(database) < newestVersion) migrate(database);
  return [];
}

/** Of all that is read when a project is opened, bytes; two thousand plates with five thousand fits have a tenth. */
const mostDocuments = 128 << 20;

/** What a row costs beside its text, bytes. */
const rowCost = 256;

/** A stranger's project must not fill memory with lists; null: it is not too large. */
function tooLarge(database: Database): string | null {
  const sizes = listedTables.map((table) => {
    const columns = columnsOf(database, table).filter((name) => !readOneByOne.includes(name));
    const texts = columns.map((name) => `coalesce(octet_length(${name}), 0)`);
    return `(SELECT total(${rowCost} + ${texts.join(' + ')}) FROM ${table})`;
  });
  const bytes =
    database
      .prepare<[], number>(`SELECT ${sizes.join(' + ')}`)
      .pluck()
      .get() ?? 0;
  if (bytes <= mostDocuments) return tooLargeCell(database);
  const [there, most] = [bytes, mostDocuments].map((size) => Math.round(size / 2 ** 20));
  return `its lists have ${there} MB, more than the ${most} MB that any project of this program comes to`;
}

/** One text that is larger than its column can be; null: there is none. SQLite tells their sizes without reading them. */
function tooLargeCell(database: Database): string | null {
  for (const [table, bounds] of Object.entries(cellBounds)) {
    for (const [column, most] of Object.entries(bounds).filter(([name]) =>
      hasColumn(database, table, name),
    )) {
      const size = database
        .prepare<[], number | null>(`SELECT max(octet_length(${column})) FROM ${table}`)
        .pluck()
        .get();
      if ((size ?? 0) > most) return tooLargeWords(table, column, size ?? 0, most);
    }
  }
  return null;
}

/** Older formats have fewer. */
function hasColumn(database: Database, table: string, column: string): boolean {
  const select = 'SELECT 1 FROM pragma_table_info(?) WHERE name = ?';
  return database.prepare<[string, string], number>(select).get(table, column) !== undefined;
}

/** What SQLite counts rows by is read with every change, and no schema vouches for what is in it. */
function strangeNumbering(database: Database): string | null {
  const select = `SELECT 1 FROM sqlite_sequence WHERE typeof(seq) <> 'integer' OR name NOT IN ('files', 'fits', 'log')
    UNION ALL SELECT 1 FROM sqlite_sequence GROUP BY name HAVING count(*) > 1`;
  return database.prepare(select).get() === undefined ? null : 'its numbering is not that of a project';
}

/** What the service reads as a whole, whatever it is in. */
const listedTables = ['project', 'saved', 'files', 'fits', 'settings', 'spec', 'log'] as const;

/** Of commands, read one at a time, of which each is bounded. */
const readOneByOne: readonly string[] = ['changes', 'inverse'];

/** Sentences of SQLite; none: all is well. */
function integrityOf(database: Database): readonly string[] {
  const rows = database.prepare<[], string>('PRAGMA integrity_check(100)').pluck().all();
  return rows.join() === 'ok' ? [] : rows;
}

/** Of a value that its column does not allow: its row says so by its seal, and nothing else is concerned. */
const ofOneValue = /^(CHECK constraint failed in|NULL value in|[\w-]+ value in) /;

/** Names, each once. */
function contentsOf(
  database: Database,
  values: readonly string[],
  readBlobs?: () => BlobReading,
): readonly string[] {
  const damaged = new Set<string>();
  const tell = (what: string): unknown => damaged.add(what);
  const blobs = readBlobs?.();
  readDocuments(database, tell);
  for (const name of blobs?.damaged() ?? damagedBlobs(database)) tell(name);
  const orphans = database.prepare<[], Orphan>('PRAGMA foreign_key_check').all();
  // Rows that point at nothing; where it is their own fault they were named already.
  for (const { table, rowid } of orphans) {
    if (table === 'fit_data' || damaged.size === 0) tell(`row ${rowid} of the table ${table}`);
  }
  if (damaged.size === 0) for (const value of values) tell(value);
  return [...damaged];
}

/** Every document that can be read of a project, what is in the bin included. */
function readDocuments(database: Database, tell: OnDamage): void {
  readTitle(database, tell);
  readSavedAt(database, tell);
  storedSpec(database, tell);
  readSettings(database, tell);
  for (const _ of everyFile(database, tell));
  for (const _ of everyFit(database, tell));
  for (const _ of everyChange(database, tell));
}

interface Orphan {
  readonly table: string;
  readonly rowid: number;
}
