import type { Problem } from '../../shared/base/problem.ts';

/**
 * What becomes of a task that the system gives no process: nothing of the user's is wrong, and it can be asked for again.
 *
 * @param what to go on with `could not be begun`: `reading the file`.
 * @param again imperative, to go on from `then`: `import it again`.
 */
export function notStarted(what: string, reason: string, again: string, file?: string): Problem {
  return {
    code: 'job.notStarted',
    severity: 'error',
    message: `${what} could not be begun: the system starts no further process (${reason})`,
    remedy: `Close other programs and windows, wait a moment, then ${again}.`,
    ...(file !== undefined && { place: { file } }),
  };
}
