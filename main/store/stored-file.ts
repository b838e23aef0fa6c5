import type { Database } from 'better-sqlite3';
import type { FileSummary } from '../../shared/plate/file-summary.ts';
import { addContent, hashOf } from './content.ts';
import { pack, unpack, unpackVouched } from './document.ts';
import { fileSummarySchema } from './file-summary-schema.ts';
import {
  isIntact,
  type OnDamage,
  type RowReading,
  readRow,
  readRows,
  refuse,
  sealOf,
  sealWritten,
  type Vouched,
} from './seal.ts';

/** A plate file to be kept. */
export interface NewFile {
  readonly name: string;
  /** As the instrument wrote them. */
  readonly bytes: Uint8Array;
  readonly summary: FileSummary;
  /** What was read in them, packed by whoever reads it again, so that they need not be read again; null: nothing. */
  readonly parsed: Uint8Array | null;
}

export interface StoredFile {
  /** Row of the table; stays when the file is recycled and restored. */
  readonly id: number;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly importedAt: string;
  readonly importedBy: string;
  readonly summary: FileSummary;
  readonly hasParsed: boolean;
  /** Bytes of what was read in it, as packed. */
  readonly packed: number;
}

interface FileRow {
  readonly id: number;
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
  readonly imported_at: string;
  readonly imported_by: string;
  readonly summary: string;
  readonly parsed: number | null;
}

const select = `SELECT files.*, coalesce(size, 0) AS size,
  (SELECT length(bytes) FROM parsed WHERE file = files.id) AS parsed
  FROM files LEFT JOIN contents ON contents.sha256 = files.sha256`;

/** In order of import, without the recycled. */
export function readFiles(database: Database, onDamage: OnDamage | Vouched = refuse): readonly StoredFile[] {
  const rows = database.prepare<[], FileRow>(`${select} WHERE recycled = 0 ORDER BY id`).all();
  return [...readRows(database, reading, () => rows, onDamage)];
}

/** Those in the bin as well, one after the other. */
export function everyFile(database: Database, onDamage: OnDamage): Iterable<StoredFile> {
  return readRows(database, reading, () => database.prepare<[], FileRow>(select).iterate(), onDamage);
}

/** Files from before their outlines were kept, those in the bin as well; of the others nothing is read. */
export function filesWithoutOutline(database: Database, onDamage: OnDamage): Iterable<StoredFile> {
  // Keys of documents stand in them as they are called.
  const where = `${select} WHERE instr(summary, '"outline":') = 0`;
  return readRows(database, reading, () => database.prepare<[], FileRow>(where).iterate(), onDamage);
}

/** null: there is none, or it is in the bin. */
export function findFile(database: Database, name: string, onDamage: OnDamage = refuse): StoredFile | null {
  const row = database.prepare<[string], FileRow>(`${select} WHERE recycled = 0 AND name = ?`).get(name);
  return readRow(database, reading, row, onDamage);
}

/** null: there is none, or it is in the bin. */
export function fileOfId(database: Database, id: number): StoredFile | null {
  const row = database.prepare<[number], FileRow>(`${select} WHERE recycled = 0 AND id = ?`).get(id);
  return readRow(database, reading, row, refuse);
}

/** Inserts into the bin: the command that adds the file takes it out again. Returns the row's id. */
export function insertFile(database: Database, file: NewFile, at: string, who: string): number {
  const sha256 = addContent(database, file.bytes);
  const insert = `INSERT INTO files (name, sha256, imported_at, imported_by, summary, recycled)
    VALUES (?, ?, ?, ?, ?, 1)`;
  const { lastInsertRowid } = database.prepare(insert).run(file.name, sha256, at, who, pack(file.summary));
  const id = Number(lastInsertRowid);
  sealWritten(database, 'files', id);
  if (file.parsed !== null) writeParsed(database, id, file.parsed);
  return id;
}

export function writeParsed(database: Database, id: number, bytes: Uint8Array): void {
  const sha256 = hashOf(bytes);
  const insert = 'INSERT OR REPLACE INTO parsed (file, sha256, bytes, seal) VALUES (?, ?, ?, ?)';
  database.prepare(insert).run(id, sha256, bytes, sealOf('parsed', [id, sha256, bytes]));
}

/** As they were given; up to format 4 they stand there packed by `packLarge`. */
export function readParsed(database: Database, id: number): Uint8Array | 'damaged' | null {
  const select = 'SELECT * FROM parsed WHERE file = ?';
  const row = database.prepare<[number], { bytes: Uint8Array }>(select).get(id);
  if (row === undefined) return null;
  return isIntact(database, 'parsed', row) ? row.bytes : 'damaged';
}

const reading: RowReading<FileRow, StoredFile> = {
  table: 'files',
  what: ({ name }) => `the entry of ${name}`,
  parse: storedFile,
};

function storedFile(row: FileRow, vouched: boolean): StoredFile {
  const what = `summary of ${row.name}`;
  return {
    id: row.id,
    file: row.name,
    bytes: row.size,
    sha256: row.sha256,
    importedAt: row.imported_at,
    importedBy: row.imported_by,
    summary: vouched ? unpackVouched(row.summary, what) : unpack(fileSummarySchema, row.summary, what),
    hasParsed: row.parsed !== null,
    packed: row.parsed ?? 0,
  };
}
