import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import { syncFolder } from './atomic-file.ts';
import { connectCopy, connectReadOnly, disconnect } from './connection.ts';
import { inspect } from './inspect.ts';
import { isOpenHere } from './open-here.ts';
import { reasonOf, storeProblem } from './store-problem.ts';

export interface BackupOptions {
  /** Whether a file of this name may be replaced; left out: no. */
  readonly replace?: boolean;
}

/**
 * A whole copy, at rest, while the project stays open and goes on being written: SQLite's backup takes writes of the same
 * connection along. The copy is checked before it gets its name.
 */
export async function backupProject(
  database: Database,
  path: string,
  options: BackupOptions,
): Promise<Outcome<{ readonly path: string }>> {
  const full = resolve(path);
  if (existsSync(full) && (options.replace !== true || isOpenHere(full))) {
    const remedy = 'Choose another name.';
    return failure([storeProblem('backup.exists', full, 'there is a file of this name already', remedy)]);
  }
  const part = `${full}.part`;
  const clear = (): void => {
    for (const suffix of ['', '-journal', '-wal']) rmSync(part + suffix, { force: true });
  };
  try {
    clear();
    await database.backup(part);
    // A copy of an open project says that it has a log beside it.
    disconnect(connectCopy(part));
    const copy = connectReadOnly(part);
    const { structure, contents } = inspect(copy);
    copy.close();
    const [damage] = [...structure, ...contents];
    if (damage !== undefined) throw new Error(`the copy is damaged: ${damage}`);
    renameSync(part, full);
    syncFolder(dirname(full));
    return success({ path: full });
  } catch (error) {
    tryTo(clear);
    const remedy = 'Choose a folder that may be written, on a drive with room.';
    const message = `the copy cannot be made: ${reasonOf(error)}`;
    return failure([storeProblem('backup.cannotWrite', full, message, remedy)]);
  }
}

/** For tidying up after an error: the first error is the one to tell. */
function tryTo(work: () => void): void {
  try {
    work();
  } catch {
    // It stays behind, under a name that the next backup clears.
  }
}
