import { renameSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { syncFolder } from './atomic-file.ts';
import { checkCopy } from './check-copy.ts';
import { connectReadOnly, isBusy } from './connection.ts';
import { flushAlong } from './flush-along.ts';
import { nameProblem, takenName } from './free-name.ts';
import { identityOf, isOpenHere } from './open-here.ts';
import { newPart, putInPlace, removePart } from './part-file.ts';
import { reasonOf, storeProblem } from './store-problem.ts';

export interface BackupOptions {
  /** Whether the file that has this name now may be replaced; left out: no. */
  readonly replace?: boolean;
  /** Left out: done here and now, which is long where the project is large. */
  readonly check?: CheckCopy;
  /** Told now and then which part of all pages is copied, 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

/** Settles a finished copy and says what is damaged in it; null: nothing. */
export type CheckCopy = (copy: string) => Promise<Outcome<string | null>>;

const checkHere: CheckCopy = async (copy) => success(checkCopy(copy));

/** Pages copied at a time, between which other work is done: a few milliseconds. */
const pagesAtATime = 256;

/**
 * A whole copy, at rest, while the project stays open and goes on being written: SQLite's backup takes writes of the same
 * connection along. The copy is checked before it gets its name, and replaces nothing that came to have it meanwhile.
 */
export async function backupProject(
  database: Database,
  path: string,
  options: BackupOptions,
): Promise<Outcome<{ readonly path: string }>> {
  const full = resolve(path);
  const part = newPart(full);
  try {
    const old = options.replace === true ? identityOf(full) : null;
    const refused = old === null ? nameProblem(full, 'backup.exists') : null;
    if (refused !== null) return failure([refused]);
    if (old !== null && isHeld(full)) return failure([takenName(full, 'backup.exists')]);
    await copyPages(database, part, options.onProgress ?? (() => {}));
    const damage = await (options.check ?? checkHere)(part);
    if (!damage.ok) return damage;
    if (damage.value !== null) throw new Error(`the copy is damaged: ${damage.value}`);
    const placed = old === null ? putInPlace(part, full) : replace(part, full, old);
    return placed === 'placed' ? success({ path: full }) : failure([takenName(full, 'backup.exists')]);
  } catch (error) {
    if (!database.open) return failure([closedMeanwhile(full)]);
    const remedy = 'Choose a folder that may be written, on a drive with room.';
    const message = `the copy cannot be made: ${reasonOf(error)}`;
    return failure([storeProblem('backup.cannotWrite', full, message, remedy)]);
  } finally {
    removePart(part);
  }
}

function closedMeanwhile(path: string): Problem {
  const message = 'the project was closed while the copy was made; there is no copy';
  return storeProblem('backup.closed', path, message, 'Open the project again, and save the copy then.');
}

async function copyPages(
  database: Database,
  part: string,
  onProgress: (done: number) => void,
): Promise<void> {
  const flushing = flushAlong(part);
  try {
    await database.backup(part, {
      progress: ({ totalPages, remainingPages }) => {
        flushing.flush();
        if (totalPages > 0) onProgress((totalPages - remainingPages) / totalPages);
        return pagesAtATime;
      },
    });
    onProgress(1);
  } finally {
    await flushing.end();
  }
}

/** Only what was there when it was asked for, and what nobody works on. */
function replace(part: string, full: string, old: string): 'placed' | 'taken' {
  if (identityOf(full) !== old || isHeld(full)) return 'taken';
  renameSync(part, full);
  syncFolder(dirname(full));
  return 'placed';
}

/** A project that is open, here or elsewhere; nothing is a project as well, and held by nobody. */
function isHeld(path: string): boolean {
  if (isOpenHere(path)) return true;
  try {
    connectReadOnly(path).close();
    return false;
  } catch (error) {
    return isBusy(error);
  }
}
