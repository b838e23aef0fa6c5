import { closeSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileLock, lockFile } from './file-lock.ts';
import { isOpenHere, markOpenHere, openToLock } from './open-here.ts';
import { reasonOf } from './store-problem.ts';

/** A folder among the temporary ones for copies of projects; it goes at the latest when another process looks. */
export interface ScratchFolder {
  readonly folder: string;
  readonly remove: () => void;
}

/** The temporary folder refuses a copy that is needed to look at a project. */
export class ScratchFault extends Error {
  override readonly name = 'ScratchFault';

  /** @param fault half a sentence, as the system says it. */
  constructor(fault: string) {
    super(`the temporary folder ${tmpdir()} takes no copy of it: ${fault}`);
  }
}

/** The folder for copies that opening a project may need; a fault: there can be none, which few projects need. */
export interface OpeningScratch {
  readonly folder: Scratch;
  readonly remove: () => void;
}

/** Plain data, to cross processes. `fault`: half a sentence. */
export type Scratch = string | { readonly fault: string };

export function openingScratch(): OpeningScratch {
  try {
    return takeScratchFolder();
  } catch (error) {
    return { folder: { fault: reasonOf(error) }, remove: () => {} };
  }
}

const prefix = 'wellspring-recovery-';

/** Throws what the file system throws. */
export function takeScratchFolder(): ScratchFolder {
  for (;;) {
    const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
    let lock: FileLock | 'busy' | null;
    try {
      closeSync(openToLock(lockPath(folder)));
      lock = lockOf(folder);
    } catch (error) {
      removeFolder(folder);
      throw error;
    }
    // Another process tidied it away before it was locked.
    if (lock === 'busy') continue;
    const unmark = markOpenHere(lockPath(folder), lock);
    const remove = (): void => {
      unmark();
      lock?.release();
      removeFolder(folder);
    };
    return { folder, remove };
  }
}

/** Whether there is any such folder, of whomever; asked without waiting for the drive. */
export async function areThereFolders(): Promise<boolean> {
  try {
    return (await readdir(tmpdir())).some((name) => name.startsWith(prefix));
  } catch {
    return false;
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
      if (!isOpenHere(lockPath(folder))) removeDeadFolder(folder);
    } catch {
      // Of another user, or gone meanwhile.
    }
  }
}

function removeDeadFolder(folder: string): void {
  if (!existsSync(lockPath(folder))) {
    // Its owner died before it made the lock, unless it is just about to.
    if (!isOwnerAlive(folder) || statSync(folder).mtimeMs < Date.now() - 60_000) removeFolder(folder);
    return;
  }
  const lock = lockOf(folder);
  // Where the drive knows no locks it may be in use.
  if (lock === 'busy' || lock === null) return;
  // While it is held: an owner that was just about to lock it then takes another.
  removeFolder(folder);
  lock.release();
  // Windows removes nothing that is open.
  removeFolder(folder);
}

/** By the number in the folder's name; another process may have it by now, so that true is only a guess. */
function isOwnerAlive(folder: string): boolean {
  const pid = Number(/-(\d+)-[^-]*$/.exec(folder)?.[1]);
  if (!Number.isInteger(pid)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Another process may tidy at the same moment; what stays goes with the next one that looks. */
function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // It holds no lock any more.
  }
}

function lockPath(folder: string): string {
  return join(folder, 'lock');
}

/** `busy` as well where the folder is gone, in whatever words SQLite says so; null: the drive knows no locks. */
function lockOf(folder: string): FileLock | 'busy' | null {
  try {
    return lockFile(lockPath(folder));
  } catch (error) {
    if (!existsSync(folder)) return 'busy';
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
