import { closeSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { lockFile } from './folder-lock.ts';
import { isOpenHere, markOpenHere } from './open-here.ts';

/** A folder among the temporary ones for copies of projects; it goes at the latest when another process looks. */
export interface ScratchFolder {
  readonly folder: string;
  readonly remove: () => void;
}

const prefix = 'wellspring-recovery-';

/** Throws what the file system throws. */
export function takeScratchFolder(): ScratchFolder {
  for (;;) {
    const folder = mkdtempSync(join(tmpdir(), prefix));
    const lock = lockOf(folder);
    // Another process tidied it away before it was locked.
    if (lock === 'busy') continue;
    const unmark = markOpenHere(lockPath(folder));
    const remove = (): void => {
      unmark();
      lock?.close();
      rmSync(folder, { recursive: true, force: true });
    };
    return { folder, remove };
  }
}

/**
 * What processes left that died while they looked at a crashed project: each holds the lock of its folder as long as it
 * lives. What cannot be removed stays, for a later try.
 */
export function removeDeadFolders(): void {
  const names = namesIn(tmpdir()).filter((name) => name.startsWith(prefix));
  for (const folder of names.map((name) => join(tmpdir(), name))) {
    try {
      if (isOpenHere(lockPath(folder))) continue;
      const lock = lockOf(folder);
      // Where the drive knows no locks it may be in use.
      if (lock === 'busy' || lock === null) continue;
      lock.close();
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Of another user, or gone meanwhile.
    }
  }
}

function lockPath(folder: string): string {
  return join(folder, 'lock');
}

/** `busy` as well where the folder is gone; null: the drive knows no locks. */
function lockOf(folder: string): Database | 'busy' | null {
  try {
    closeSync(openSync(lockPath(folder), 'a'));
    return lockFile(lockPath(folder));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'busy';
    throw error;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
