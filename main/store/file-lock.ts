import { type Stats, statSync } from 'node:fs';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { isBusy } from './connection.ts';

/** The system's lock on a file, taken through SQLite: it goes with its process, however that ends. */
export interface FileLock {
  release(): void;
}

/** SQLite lets go of what the program no longer remembers, but a lock is held till it is released or its process ends. */
const held = new Set<Database>();

/** null: the drive knows no locks. */
export function lockFile(path: string): FileLock | 'busy' | null {
  const before = statSync(path);
  const database = new SqliteDatabase(path, { timeout: 0 });
  try {
    // Nothing is ever written, so there is nothing to roll back.
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    return isBusy(error) ? 'busy' : null;
  }
  // The one before may have removed the file between our opening and locking it: then this is a lock on nothing.
  if (!sameFile(before, statSync(path, { throwIfNoEntry: false }))) {
    database.close();
    return 'busy';
  }
  held.add(database);
  const release = (): void => {
    held.delete(database);
    database.close();
  };
  return { release };
}

function sameFile(one: Stats, other: Stats | undefined): boolean {
  return other !== undefined && one.ino === other.ino && one.dev === other.dev;
}
