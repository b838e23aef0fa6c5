import { closeSync, openSync, readFileSync, realpathSync, statSync } from 'node:fs';

/**
 * Files that this process holds through SQLite, by device and inode: one file may have many paths. SQLite's POSIX locks
 * belong to a process and vanish when it closes any other handle of the file, so such a file must not be touched by
 * anything but its one connection, not even for a look. Whoever opens a file that a user may have named asks here first.
 */
const open = new Set<string>();

/** Of a file that may not be looked into. */
export class OpenHere extends Error {
  constructor(path: string) {
    super(`${path} is a project that is open`);
  }
}

/** What tells one file from another, whatever its path; null: there is none, or it cannot be asked. Opens nothing. */
export function identityOf(path: string): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    // Some drives number no files.
    return ino === 0n ? realpathSync.native(path) : `${dev}:${ino}`;
  } catch {
    return null;
  }
}

/** Whether a file is not where it was, or another is there; false as well where the drive does not answer. */
export function isGone(path: string, identity: string | null): boolean {
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return true;
  } catch {
    return false;
  }
  const now = identityOf(path);
  return now !== null && now !== identity;
}

export function isOpenHere(path: string): boolean {
  const identity = identityOf(path);
  return identity !== null && open.has(identity);
}

/** Returns the function that takes it off the list. */
export function markOpenHere(path: string): () => void {
  const identity = identityOf(path);
  if (identity === null) return () => {};
  open.add(identity);
  return () => open.delete(identity);
}

/** As `openSync` for reading; throws `OpenHere` without having touched the file. Every reader of the store goes through here. */
export function openToRead(path: string): number {
  if (isOpenHere(path)) throw new OpenHere(path);
  return openSync(path, 'r');
}

/** As `readFileSync`, likewise. */
export function readUnlessOpen(path: string): Buffer {
  const file = openToRead(path);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}
