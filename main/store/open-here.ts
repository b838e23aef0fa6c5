import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';

/**
 * Files that this process holds through SQLite, by device and inode: one file may have many paths. SQLite's POSIX locks
 * belong to a process and vanish when it closes any other handle of the file, so such a file must not be touched by
 * anything but its one connection, not even for a look. Whoever opens a file that a user may have named asks here first.
 * The connection stays as long as its mark: one that memory lets go of would close the file, drop the lock, and leave the
 * inode to the next file that is made.
 */
const open = new Map<string, Mark>();

interface Mark {
  readonly path: string;
  /** null: nothing keeps the file open, so that its inode is another's once it is gone. */
  readonly connection: object | null;
}

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

export function isOpenHere(path: string): boolean {
  const identity = identityOf(path);
  const mark = identity === null ? undefined : open.get(identity);
  return mark !== undefined && (mark.connection !== null || identityOf(mark.path) === identity);
}

/**
 * Returns the function that takes it off the list.
 *
 * @param connection what has the file open; null: nothing, it is only not to be touched.
 */
export function markOpenHere(path: string, connection: object | null): () => void {
  const identity = identityOf(path);
  if (identity === null) return () => {};
  open.set(identity, { path, connection });
  return () => open.delete(identity);
}

/** What lies under a name, in words, where it is no file: `a pipe`. null: a file, or nothing. */
export function kindOf(stats: Stats | undefined): string | null {
  if (stats === undefined || stats.isFile()) return null;
  if (stats.isSymbolicLink()) return 'a link';
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

/** What is no file: opening a pipe waits for whoever writes into it, and reading a device may have no end. */
export class NotPlainFile extends Error {
  constructor(path: string, kind: string) {
    super(`${path} is no file but ${kind}`);
  }
}

/**
 * As `openSync` for reading; throws `OpenHere` and `NotPlainFile` without having touched the file, and never waits. Every
 * reader of the store goes through here.
 */
export function openToRead(path: string): number {
  if (isOpenHere(path)) throw new OpenHere(path);
  return openPlainFile(path, constants.O_RDONLY);
}

/** For one's own lock files, which are marked as open only afterwards. Makes it where it is not there. */
export function openToLock(path: string): number {
  return openPlainFile(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT);
}

function openPlainFile(path: string, flags: number): number {
  refuseOther(path, kindOf(statSync(path, { throwIfNoEntry: false })));
  // Should a pipe have taken the name meanwhile, opening it must not wait.
  const file = openSync(path, flags | (constants.O_NONBLOCK ?? 0), 0o666);
  try {
    refuseOther(path, kindOf(fstatSync(file)));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function refuseOther(path: string, kind: string | null): void {
  if (kind !== null) throw new NotPlainFile(path, kind);
}

/** As `readFileSync`, likewise; throws as well where there are more than `most` bytes. */
export function readUnlessOpen(path: string, most: number): Buffer {
  const file = openToRead(path);
  try {
    const { size } = fstatSync(file);
    if (size > most) throw new Error(`${path} has ${size} bytes, more than the ${most} that are read`);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}
