import { renameSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { syncFolder } from './atomic-file.ts';
import { connectCopy, connectReadOnly, disconnect, isBusy } from './connection.ts';
import { nameProblem, takenName } from './free-name.ts';
import { inspect } from './inspect.ts';
import { identityOf, isOpenHere } from './open-here.ts';
import { newPart, putInPlace, removePart } from './part-file.ts';
import { reasonOf, storeProblem } from './store-problem.ts';

export interface BackupOptions {
  /** Whether the file that has this name now may be replaced; left out: no. */
  readonly replace?: boolean;
}

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
    await database.backup(part);
    // A copy of an open project says that it has a log beside it.
    disconnect(connectCopy(part));
    const copy = connectReadOnly(part);
    const { structure, contents } = inspect(copy);
    copy.close();
    const [damage] = [...structure, ...contents];
    if (damage !== undefined) throw new Error(`the copy is damaged: ${damage}`);
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
