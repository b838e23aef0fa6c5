import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { connectCopy, isCorrupt, isSqliteError } from './connection.ts';
import type { CrashLog } from './crash-log.ts';
import { type Damage, inspect } from './inspect.ts';
import { isIntact } from './seal.ts';

/** A project with what a crash left beside it, inspected, in its place or in a copy. */
export interface InspectedProject {
  /** null: it is damaged so that SQLite cannot open it. */
  readonly database: Database | null;
  readonly damage: Damage;
  /** What a crash left; what is `strange` was not played back. */
  readonly logs: readonly CrashLog[];
  /** The file that was looked at, where it is a copy. */
  readonly copy: string | null;
  /** Closes the database; twice is no harm. */
  readonly leave: () => void;
}

/**
 * Copies a project and what is beside it into a folder, and plays that back in the copy. A log that turns out to be of
 * another project or moment is not in the copy. The original is only read. Throws what the file system and SQLite throw,
 * and the error that stands for the folder where there is none.
 */
export function copyWithLeftovers(
  path: string,
  logs: readonly CrashLog[],
  folder: string | Error,
): InspectedProject {
  if (folder instanceof Error) throw folder;
  const copy = join(folder, 'project');
  const result = (inspected: Inspected, judged = logs): InspectedProject => ({
    ...{ ...inspected, copy, logs: judged },
    leave: () => inspected.database?.close(),
  });
  const log = logs.find(({ kind, strange }) => kind === 'log' && strange === null);
  const before = log === undefined ? null : identityOf(copyAlone(path, copy));
  if (before === null) copyAlone(path, copy);
  const together = inspected(addLogs(path, copy, logs));
  const strange = log === undefined ? null : strangeness(before, together);
  if (strange === null) return result(reindexed(together));
  together.database?.close();
  const judged = logs.map((one) => (one === log ? { ...one, strange } : one));
  const alone = inspected(addLogs(path, copyAlone(path, copy), judged));
  const helps = alone.damage.structure.length === 0;
  return helps ? result(alone, judged) : result({ ...alone, damage: together.damage });
}

interface Inspected {
  readonly database: Database | null;
  readonly damage: Damage;
}

function inspected(copy: string): Inspected {
  try {
    const database = connectCopy(copy);
    return { database, damage: inspect(database) };
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    return { database: null, damage: { structure: [error.message], contents: [] } };
  }
}

/** An index says again what is in its table: where only indices are damaged, the copy gets new ones. */
function reindexed(together: Inspected): Inspected {
  const { database, damage } = together;
  if (database === null || damage.structure.length === 0) return together;
  try {
    database.exec('REINDEX');
  } catch (error) {
    if (isSqliteError(error)) return together;
    throw error;
  }
  const { structure, contents } = inspect(database);
  if (structure.length > 0) return together;
  return { database, damage: { structure, contents: contents.length > 0 ? contents : ['an index'] } };
}

/** Why the log cannot be of this file, as half a sentence; null: it may be. `before`: of the file alone, null: not known. */
function strangeness(before: Identity | null, { database, damage }: Inspected): string | null {
  // Its own sums vouch for its pages, so that they do not belong to the pages of the file.
  if (database === null || damage.structure.length > 0) return 'with it the project would be damaged';
  const after = readIdentity(database);
  if (before === null || after === null) return null;
  const fits = after.made === before.made && !(before.sealed && !after.sealed);
  if (!fits) return 'it is of another project';
  return after.commands < before.commands ? 'it is of an earlier moment' : null;
}

function copyAlone(path: string, copy: string): string {
  for (const suffix of ['', '-wal', '-journal']) rmSync(copy + suffix, { force: true });
  copyFileSync(path, copy);
  return copy;
}

/** Puts beside a copy what is to be played back. */
function addLogs(path: string, copy: string, logs: readonly CrashLog[]): string {
  for (const { file, strange } of logs) {
    if (strange === null && existsSync(file)) copyFileSync(file, copy + file.slice(path.length));
  }
  return copy;
}

/** What no change of a project changes, and what only ever grows. */
interface Identity {
  readonly made: string;
  readonly commands: number;
  /** The seal that each change writes fits what it stands for. */
  readonly sealed: boolean;
}

/** Of the file without its log, looked at and left as it is. null: it cannot be read without it. */
function identityOf(copy: string): Identity | null {
  const database = new SqliteDatabase(copy, { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('trusted_schema = OFF');
    return readIdentity(database);
  } catch (error) {
    if (isSqliteError(error)) return null;
    throw error;
  } finally {
    database.close();
  }
}

function readIdentity(database: Database): Identity | null {
  const select = `SELECT created_at || ' ' || created_by AS made,
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'log'), 0) AS commands FROM project`;
  try {
    const row = database.prepare<[], Omit<Identity, 'sealed'>>(select).get();
    const saved = database.prepare<[], object>('SELECT * FROM saved').get();
    if (row === undefined || saved === undefined) return null;
    return { ...row, sealed: isIntact(database, 'saved', saved) };
  } catch (error) {
    if (isSqliteError(error)) return null;
    throw error;
  }
}
