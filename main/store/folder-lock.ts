import { closeSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { removeLeftovers } from './atomic-file.ts';
import { type FileLock, lockFile } from './file-lock.ts';
import { removeBegun } from './fit-folder.ts';
import { type LockNote, readNote, removeNote, writeNote } from './lock-note.ts';
import { isOpenHere, markOpenHere, openToLock } from './open-here.ts';

/**
 * The one writer of a fit's folder. What locks is the system's own lock on `.fit-lock`, taken through SQLite: it goes with
 * its process, however that ends, so a lock left by a crash is none, and the same folder under another name is the same
 * lock. `fit-lock` beside it says to people who holds it.
 */
export interface FolderLock {
  /** Whether the drive knows locks; without, a second writer cannot be noticed. */
  readonly holds: boolean;
  /** Takes away the folder as well where taking the lock made it and nothing came into it. */
  release(): void;
}

export type TakenLock =
  | { readonly kind: 'taken'; readonly lock: FolderLock }
  /** `by` null: unknown. */
  | { readonly kind: 'busy'; readonly by: LockNote | null };

/** Makes the folder where it is not there. Throws what the file system throws. */
export function lockFolder(folder: string, holder: LockNote): TakenLock {
  const made = makeFolder(folder);
  const path = join(folder, '.fit-lock');
  const note = join(folder, 'fit');
  if (isOpenHere(path)) return { kind: 'busy', by: readNote(note) };
  try {
    // Says in plain words what SQLite would only call an error: no space, no permission, a drive that can only be read.
    closeSync(openToLock(path));
    const lock = lockFile(path);
    if (lock === 'busy') return { kind: 'busy', by: readNote(note) };
    const hasDied = readNote(note) !== null;
    writeNote(note, holder);
    removeLeftovers(folder);
    if (hasDied) removeBegun(folder);
    return { kind: 'taken', lock: heldLock(folder, path, note, made, lock) };
  } catch (error) {
    removeEmpty(folder, made);
    throw error;
  }
}

/** With those above it; the first that was made, null: it was there. Unlike mkdir's own `recursive` it throws the true reason. */
function makeFolder(folder: string): string | null {
  try {
    mkdirSync(folder);
    return folder;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EEXIST') return null;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    const first = makeFolder(dirname(folder));
    mkdirSync(folder);
    return first ?? folder;
  }
}

function heldLock(
  folder: string,
  path: string,
  note: string,
  made: string | null,
  lock: FileLock | null,
): FolderLock {
  const unmark = markOpenHere(path, lock);
  return {
    holds: lock !== null,
    release: () => {
      removeNote(note);
      unmark();
      try {
        // While it is still held: whoever opened the file before it went sees that it is gone, see lockFile.
        rmSync(path, { force: true });
      } catch {
        // Left behind it locks nothing.
      }
      lock?.release();
      removeEmpty(folder, made);
    },
  };
}

/** `made`: the first of the folders that were made for this one. */
function removeEmpty(folder: string, made: string | null): void {
  if (made === null) return;
  try {
    if (readdirSync(folder).length > 0) return;
    for (let at = folder; at.length >= made.length; at = dirname(at)) rmdirSync(at);
  } catch {
    // An empty folder is in nobody's way.
  }
}
