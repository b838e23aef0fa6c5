import type { Database } from 'better-sqlite3';
import { readSettings, readSpec, readTitle } from './change.ts';
import { changesOf, logEntries, readCommands } from './command-log.ts';
import { isSqliteError, readSchema, schemaOf } from './connection.ts';
import { hashOf } from './content.ts';
import { DamagedDocument } from './document.ts';
import { migrate, newestVersion, versionOf } from './migrations/index.ts';
import { readFiles } from './stored-file.ts';
import { readFits } from './stored-fit.ts';

/** What is wrong with a project's inside, one sentence each. */
export interface Damage {
  /** The file cannot be used at all. */
  readonly structure: readonly string[];
  /** Single blobs that are not what was stored; everything else can still be read. */
  readonly contents: readonly string[];
}

/**
 * Reads every page, every document and every blob once. An older format is brought to the newest on the way, so of older
 * ones only a copy can be inspected.
 */
export function inspect(database: Database): Damage {
  try {
    const structure = structureOf(database);
    return { structure, contents: structure.length === 0 ? contentsOf(database) : [] };
  } catch (error) {
    if (error instanceof DamagedDocument || isSqliteError(error))
      return { structure: [error.message], contents: [] };
    throw error;
  }
}

function structureOf(database: Database): readonly string[] {
  const rows = database.prepare<[], string>('PRAGMA integrity_check(5)').pluck().all();
  if (rows.join() !== 'ok') return rows;
  // Also keeps out triggers and views that somebody has put into the file.
  if (readSchema(database) !== schemaOf(versionOf(database)))
    return ['its tables are not those of a project'];
  const orphans = database.prepare('PRAGMA foreign_key_check').all().length;
  if (orphans > 0) return [`${orphans} rows point at nothing`];
  const rowless = database.prepare('SELECT 1 FROM project').get() === undefined;
  if (rowless) return ['its title is gone'];
  if (versionOf(database) < newestVersion) migrate(database);
  readDocuments(database);
  return [];
}

/** Throws DamagedDocument for the first that is none of ours. */
function readDocuments(database: Database): void {
  readTitle(database);
  readSpec(database);
  readSettings(database);
  readFiles(database);
  readFits(database);
  const commands = readCommands(database);
  logEntries(commands);
  for (const { id } of commands) changesOf(database, id);
}

interface BlobRow {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

const blobs = [
  `SELECT 'original bytes of ' || coalesce((SELECT name FROM files WHERE files.sha256 = contents.sha256), sha256)
    AS name, sha256, bytes FROM contents`,
  `SELECT 'readings of ' || name AS name, parsed.sha256, bytes FROM parsed JOIN files ON files.id = file`,
  `SELECT kind || ' of fit-' || fit AS name, sha256, bytes FROM fit_blobs`,
];

function contentsOf(database: Database): readonly string[] {
  const damaged: string[] = [];
  for (const select of blobs) {
    for (const { name, sha256, bytes } of database.prepare<[], BlobRow>(select).iterate()) {
      if (hashOf(bytes) !== sha256) damaged.push(name);
    }
  }
  return damaged;
}
