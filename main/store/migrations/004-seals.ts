import type { Database } from 'better-sqlite3';
import { hashOf } from '../content.ts';
import { type SealedTable, sealOf, sealRow } from '../seal.ts';
import type { Migration } from './migration.ts';

const columns = `
ALTER TABLE project ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE saved ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE files ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE spec ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE settings ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE fits ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE log ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE parsed ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE fit_blobs ADD COLUMN seal TEXT NOT NULL DEFAULT '';
`;

interface ParsedRow {
  readonly file: number;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

interface FitBlobRow {
  readonly fit: number;
  readonly kind: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** Until here large blobs had the hash of their bytes alone, which they keep. One that is damaged gets no seal, so that it stays damaged. */
function sealBlobs(database: Database): void {
  sealEach<ParsedRow>(database, 'parsed', ({ file, sha256, bytes }) => [file, sha256, bytes]);
  sealEach<FitBlobRow>(database, 'fit_blobs', ({ fit, kind, sha256, bytes }) => [fit, kind, sha256, bytes]);
}

function sealEach<R extends { readonly sha256: string; readonly bytes: Uint8Array }>(
  database: Database,
  table: SealedTable,
  cells: (row: R) => readonly (string | number | Uint8Array)[],
): void {
  for (const rowid of rowidsOf(database, table)) {
    const row = database.prepare<[number], R>(`SELECT * FROM ${table} WHERE rowid = ?`).get(rowid) as R;
    const seal = hashOf(row.bytes) === row.sha256 ? sealOf(table, cells(row)) : '';
    database.prepare(`UPDATE ${table} SET seal = ? WHERE rowid = ?`).run(seal, rowid);
  }
}

function rowidsOf(database: Database, table: SealedTable): readonly number[] {
  return database.prepare<[], number>(`SELECT rowid FROM ${table}`).pluck().all();
}

export const seals: Migration = {
  version: 4,
  what: 'a hash in every row, so that a changed bit is seen wherever it is',
  run: (database) => {
    database.exec(columns);
    sealBlobs(database);
    // `saved` last: its seal stands for the others as well.
    for (const table of ['project', 'files', 'spec', 'settings', 'fits', 'log', 'saved'] as const) {
      for (const rowid of rowidsOf(database, table)) sealRow(database, table, rowid);
    }
  },
};
