import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { present } from '../../shared/base/assert.ts';
import { asideSuffix, refuseStrangeBeside } from './beside-project.ts';
import { migrate, newestVersion, versionOf } from './migrations/index.ts';
import { applicationId } from './probe-file.ts';
import { rememberStatements } from './statements.ts';

export type JournalMode = 'wal' | 'truncate';

/** A class in the native module; its errors carry SQLite's own code. */
type SqliteError = Error & { readonly code: string };

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof SqliteDatabase.SqliteError;
}

/** Somebody else holds the file. */
export function isBusy(error: unknown): boolean {
  return isSqliteError(error) && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

/** What stands in the file is not what SQLite wrote. */
export function isCorrupt(error: unknown): error is SqliteError {
  return isSqliteError(error) && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
}

/**
 * Opens for looking only; nothing is written, whatever the file says. The shared lock is held from the first read till
 * the end, so nobody changes the file underneath. Throws what SQLite throws, busy included.
 */
export function connectReadOnly(path: string): Database {
  refuseStrangeBeside(path);
  return guarded(new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: 0 }), () => {});
}

/** Of a project's file, bytes: they count as this process's memory, which is guarded. */
const mostMapped = 256 << 20;

/** Pages are read where the system keeps them, not copied; should the drive fail, or the file be cut, the process ends. */
export function readByMemory(database: Database): void {
  database.pragma(`mmap_size = ${mostMapped}`);
}

/**
 * Opens for changing, sole owner from here on; brings an older format to the newest. Migrations run with a rollback
 * journal: so the header in the file itself always tells the version, also beside a write-ahead log left by a crash.
 *
 * @param settled called once nobody else can change the file, before this does; what it throws ends the attempt.
 */
export function connect(path: string, journal: JournalMode, settled: () => void = () => {}): Database {
  refuseStrangeBeside(path);
  return guarded(new SqliteDatabase(path, { fileMustExist: true, timeout: 0 }), (database) => {
    database.exec('BEGIN EXCLUSIVE; COMMIT');
    settled();
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    setJournal(database, 'delete');
    if (versionOf(database) < newestVersion) migrate(database);
    setJournal(database, journal);
    // Its log is there from the first look on, so that one which comes later is another's.
    look(database);
  });
}

/** Plays back what lies beside the file, all of it into the file, in the format it has. For copies. */
export function connectCopy(path: string): Database {
  return guarded(new SqliteDatabase(path, { fileMustExist: true, timeout: 0 }), (database) => {
    database.exec('BEGIN EXCLUSIVE; COMMIT');
    setJournal(database, 'delete');
  });
}

/** A database file in the newest format, at rest; the path must be free. */
export function makeDatabase(path: string, fill: (database: Database) => void): void {
  const database = guarded(new SqliteDatabase(path, { timeout: 0 }), (made) => {
    made.pragma('synchronous = FULL');
    made.pragma('foreign_keys = ON');
    made.pragma(`application_id = ${applicationId}`);
    migrate(made);
    made.transaction(() => fill(made)).exclusive();
  });
  database.close();
}

/** Everything into the one file, then lets go of it. */
export function disconnect(database: Database): void {
  try {
    if (!database.readonly) {
      database.pragma('wal_checkpoint(TRUNCATE)');
      setJournal(database, 'delete');
    }
  } catch (error) {
    // A full or failing drive: what was acknowledged lies in the log beside the file, and the next open recovers it.
    if (!isSqliteError(error)) throw error;
  } finally {
    database.close();
  }
}

/** Everything that the log has into the file, by the handles that are open. False: the drive, or what is there, lets it not. */
export function bringIn(database: Database): boolean {
  try {
    const [{ busy } = { busy: 1 }] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    return busy === 0;
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    return false;
  }
}

/**
 * Lets go of a file and leaves it, and what lies beside it, as they are. SQLite would bring its log into the file, and
 * take the log's name away, unless it finds the file moved: so it is, for that moment. Call alone.
 */
export function disconnectAsIs(database: Database, path: string): void {
  const aside = path + asideSuffix;
  try {
    renameSync(path, aside);
  } catch {
    // Windows moves no file that is open.
    database.close();
    return;
  }
  try {
    database.close();
  } finally {
    moveBack(aside, path);
  }
}

/** Should another file have come to the name, both stay. */
function moveBack(aside: string, path: string): void {
  try {
    linkSync(aside, path);
  } catch {
    // A drive without links.
    if (!existsSync(path)) renameSync(aside, path);
    return;
  }
  rmSync(aside);
}

/**
 * Takes the file away as well, under its lock: whoever opened it meanwhile to wait for the lock sees that its name is gone. Its
 * logs go first: they would be played back into the next file of that name. What cannot be removed stays.
 */
export function disconnectAndRemove(database: Database, path: string): void {
  // Windows removes no file that is open; nor, afterwards, one that another process has opened meanwhile.
  const early = process.platform !== 'win32';
  try {
    setJournal(database, 'delete');
    database.exec('BEGIN EXCLUSIVE');
    if (early) rmSync(path, { force: true });
    database.exec('ROLLBACK');
  } catch {
    // A drive that fails: an empty project is in nobody's way.
  }
  disconnect(database);
  if (!early) removeQuietly(path);
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Somebody else has it now.
  }
}

/** Tables and indices as SQL, by name, of a format: what a sound project file holds, and nothing else. */
export function schemaOf(version: number): string {
  const database = new SqliteDatabase(':memory:');
  try {
    migrate(database, version);
    return readSchema(database);
  } finally {
    database.close();
  }
}

export function readSchema(database: Database): string {
  const select = 'SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name';
  return database.prepare<[], string>(select).pluck().all().join(';\n');
}

export function journalOf(database: Database): string {
  return String(database.pragma('journal_mode', { simple: true }));
}

/** `locking_mode` before the first access: a write-ahead log then needs no shared memory. */
function guarded(database: Database, prepare: (database: Database) => void): Database {
  try {
    rememberStatements(database);
    database.pragma('locking_mode = EXCLUSIVE');
    // A project comes from anywhere: what its schema says must not run functions, and damaged cells are looked for.
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    look(database);
    prepare(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function look(database: Database): void {
  database.prepare('SELECT count(*) FROM sqlite_schema').get();
}

function setJournal(database: Database, mode: JournalMode | 'delete'): void {
  const got = present(database.pragma(`journal_mode = ${mode}`, { simple: true }), 'the pragma answers');
  // SQLite answers with the mode that stays where it cannot change it: a full or failing drive.
  if (got !== mode) throw new SqliteDatabase.SqliteError(`journal mode ${got}, not ${mode}`, 'SQLITE_IOERR');
}
