import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { isSqliteError } from './connection.ts';
import { DamagedDocument, TooLargeToStore } from './document.ts';
import { storeProblem } from './store-problem.ts';

/**
 * What the drive or the file has done to a project, or what is too large for it, as its owner's problem: SQLite says it in the middle of any work, on
 * reading as well as on writing. null: something else was thrown, a bug of ours.
 *
 * @param path of the project; null: whichever is open.
 */
export function faultProblem(error: unknown, path: string | null): Problem | null {
  const file = path ?? 'the open project';
  if (error instanceof DamagedDocument || (isSqliteError(error) && isDamage(error.code))) {
    const message = `the project’s file is damaged, or its drive is failing: ${error.message}`;
    const remedy =
      'Look whether the drive is still connected. Then close the project, and open it or a backup copy.';
    return storeProblem('project.damaged', file, message, remedy);
  }
  if (error instanceof TooLargeToStore) {
    const message = `it is more than a project holds: ${error.message}`;
    return storeProblem('project.tooLarge', file, message, 'Shorten it, or leave some of it away.');
  }
  if (!isSqliteError(error) || !isDriveFault(error)) return null;
  const message = `the project’s drive refuses: ${error.message}`;
  const remedy = 'Make room on the drive, or look whether it is still connected; then try again.';
  return storeProblem('project.driveFault', file, message, remedy);
}

/** What `work` returns, or the problem that the drive or the file makes of it. */
export function attempt<T>(path: string, work: () => T): Outcome<T> {
  try {
    return success(work());
  } catch (error) {
    const problem = faultProblem(error, path);
    if (problem === null) throw error;
    return failure([problem]);
  }
}

/** Of a drive that is full, gone or may not be written. */
export function isDriveFault(error: unknown): boolean {
  return (
    isSqliteError(error) && /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|PROTOCOL|AUTH|PERM|NOLFS)/.test(error.code)
  );
}

function isDamage(code: string): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(code);
}
