import { closeSync, copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { besides } from './beside-project.ts';
import { connectCopy, isCorrupt, isSqliteError } from './connection.ts';
import type { CrashLog } from './crash-log.ts';
import { type Damage, inspect } from './inspect.ts';
import { openToRead } from './open-here.ts';
import { type Scratch, ScratchFault } from './scratch-folder.ts';
import { isIntact } from './seal.ts';
import { isDriveFault } from './store-fault.ts';
import { reasonOf } from './store-problem.ts';

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
 * Copies a project and what is beside it into a folder, and plays that back in the copy. What turns out to be of another
 * project or moment is not in the copy; nor is a journal where the project is whole without it: its seals vouch for all of
 * its rows, and what was acknowledged is never taken back. The original is only read. Throws what the file system and
 * SQLite throw of it, and `ScratchFault`.
 *
 * @param vouches whether the file, as it lies there, has seals.
 */
export function copyWithLeftovers(
  path: string,
  logs: readonly CrashLog[],
  vouches: boolean,
  scratch: Scratch,
): InspectedProject {
  if (typeof scratch !== 'string') throw new ScratchFault(scratch.fault);
  const copy = join(scratch, 'project');
  const place = { path, copy };
  const tried = triedLog(place, triedJournal(place, logs, vouches));
  return { ...tried.found, copy, logs: tried.logs, leave: () => tried.found.database?.close() };
}

interface Place {
  readonly path: string;
  readonly copy: string;
}

interface Tried {
  readonly logs: readonly CrashLog[];
  readonly found: Inspected;
}

/** With a verdict on the journal, where there is one that would take something back. */
function triedJournal(place: Place, logs: readonly CrashLog[], vouches: boolean): readonly CrashLog[] {
  const journal = logs.find(({ strange, takesBack }) => takesBack && strange === null);
  if (journal === undefined) return logs;
  const alone = inspected(
    addLogs(
      place,
      logs.filter((one) => one !== journal),
    ),
  );
  const before = alone.database && readIdentity(alone.database);
  alone.database?.close();
  if (vouches && before?.sealed && before.commands === before.last && isSound(alone))
    return judged(logs, journal, 'the project is whole without it');
  const together = inspected(addLogs(place, logs));
  const strange = strangeness(before, together, 1);
  together.database?.close();
  return judged(logs, journal, strange);
}

/** What there is in the end, with a verdict on the log, where there is one. */
function triedLog(place: Place, logs: readonly CrashLog[]): Tried {
  const log = logs.find(({ kind, strange }) => kind === 'log' && strange === null);
  const before = log === undefined ? null : identityOf(copyAlone(place));
  const together = inspected(addLogs(place, logs));
  const strange = log === undefined ? null : strangeness(before, together, 0);
  if (log === undefined || strange === null) return { logs, found: reindexed(together) };
  together.database?.close();
  const others = judged(logs, log, strange);
  const alone = inspected(addLogs(place, others));
  const helps = alone.damage.structure.length === 0;
  return helps ? { logs: others, found: alone } : { logs, found: { ...alone, damage: together.damage } };
}

function judged(logs: readonly CrashLog[], one: CrashLog, strange: string | null): readonly CrashLog[] {
  return logs.map((log) => (log === one ? { ...log, strange } : log));
}

function isSound({ database, damage }: Inspected): boolean {
  return database !== null && damage.structure.length + damage.contents.length === 0;
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
    if (isDriveFault(error)) throw new ScratchFault(reasonOf(error));
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

/**
 * Why a log cannot be of this file, as half a sentence; null: it may be.
 *
 * @param before of the file alone, null: not known.
 * @param takenBack commands that it may take back.
 */
function strangeness(
  before: Identity | null,
  { database, damage }: Inspected,
  takenBack: number,
): string | null {
  // Its own sums vouch for its pages, so that they do not belong to the pages of the file.
  if (database === null || damage.structure.length > 0) return 'with it the project would be damaged';
  const after = readIdentity(database);
  if (before === null || after === null) return null;
  const fits = after.made === before.made && !(before.sealed && !after.sealed);
  if (!fits) return 'it is of another project';
  return after.commands < before.commands - takenBack ? 'it is of an earlier moment' : null;
}

/** Returns the path of the copy. */
function copyAlone({ path, copy }: Place): string {
  for (const suffix of ['', ...Object.values(besides)]) rmSync(copy + suffix, { force: true });
  copyInto(path, copy);
  return copy;
}

/** What is not to be read is the original's fault, everything else the temporary folder's. */
function copyInto(from: string, to: string): void {
  closeSync(openToRead(from));
  try {
    copyFileSync(from, to);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EIO') throw error;
    throw new ScratchFault(reasonOf(error));
  }
}

/** Anew, with what is to be played back beside it. */
function addLogs(place: Place, logs: readonly CrashLog[]): string {
  const copy = copyAlone(place);
  for (const { file, strange } of logs) {
    if (strange === null && existsSync(file)) copyInto(file, copy + file.slice(place.path.length));
  }
  return copy;
}

/** What no change of a project changes, and what only ever grows. */
interface Identity {
  readonly made: string;
  readonly commands: number;
  /** Number of the last command that is there: commands are never deleted. */
  readonly last: number;
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
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'log'), 0) AS commands,
    coalesce((SELECT max(id) FROM log), 0) AS last FROM project`;
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
