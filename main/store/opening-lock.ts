import { closeSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { besides } from './beside-project.ts';
import { type FileLock, lockFile } from './file-lock.ts';
import { isOpenHere, markOpenHere, openToLock } from './open-here.ts';
import { ProblemError, reasonOf, storeProblem } from './store-problem.ts';

/** The folder lets no lock be made, so that nothing beside the project may be settled. */
export class NotAlone extends Error {
  override readonly name = 'NotAlone';
}

/** Milliseconds in all, and between tries: copying a log aside is all that is done under the lock that takes longer. */
const patience = 3000;
const moment = 25;

/**
 * Does something of which only one process at a time may be capable, of all that open a project: settling what a crash left
 * beside it, or taking its own lock after a last look at what is there. That lock cannot do it: SQLite plays back whatever
 * lies beside the file as soon as it takes it. What locks is a file of its own beside the project, which goes with the work.
 *
 * Throws `ProblemError` where another is at it for longer than is waited, `NotAlone`, and what the work throws.
 */
export function aloneWith<T>(project: string, work: () => T): T {
  const path = project + besides.opening;
  const lock = take(project, path);
  const unmark = markOpenHere(path, lock);
  try {
    return work();
  } finally {
    unmark();
    try {
      // While it is held: whoever opened the file before it went sees that it is gone.
      rmSync(path, { force: true });
    } catch {
      // Left behind it locks nothing.
    }
    lock?.release();
  }
}

/** null: the drive knows no locks. */
function take(project: string, path: string): FileLock | null {
  for (const end = Date.now() + patience; ; ) {
    const lock = tryToLock(path);
    if (lock !== 'busy') return lock;
    if (Date.now() >= end) throw new ProblemError(beingOpened(project));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, moment * (0.5 + Math.random()));
  }
}

function tryToLock(path: string): FileLock | 'busy' | null {
  if (isOpenHere(path)) return 'busy';
  try {
    closeSync(openToLock(path));
  } catch (error) {
    throw new NotAlone(`${basename(path)} cannot be made: ${reasonOf(error)}`);
  }
  try {
    return lockFile(path);
  } catch {
    // Whoever held it took it away with the lock.
    return 'busy';
  }
}

function beingOpened(project: string) {
  const message = 'another program is just opening the project';
  return storeProblem('project.inUse', project, message, 'Wait a moment, and open it again.');
}
