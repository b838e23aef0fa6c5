import { basename } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Problem } from '../../shared/base/problem.ts';
import { bringIn, disconnect, disconnectAndRemove, disconnectAsIs } from './connection.ts';
import type { HeldFiles, HeldState } from './held-files.ts';
import { keepMoved } from './kept-file.ts';
import { removeNote } from './lock-note.ts';
import { aloneWith, NotAlone } from './opening-lock.ts';
import { ProblemError, storeProblem } from './store-problem.ts';

/** A project that was open for changing. */
export interface HeldProject {
  readonly path: string;
  readonly database: Database;
  readonly files: HeldFiles;
}

/**
 * The end of an open project: everything in its one file, where its files are what this process has left there. What was
 * moved is brought up to date where it is. What others have written or cut is left as it is, log and all, so that the next
 * opening finds what there is; and nothing of others that has come to lie beside the name is ever deleted.
 */
export function letGo({ path, database, files }: HeldProject, at: Date, file: 'stays' | 'goes'): void {
  const { project, log } = files.state();
  if (project === 'gone') {
    if (log !== 'changed') bringIn(database);
    // SQLite sees that it was moved, and touches no name.
    database.close();
    return;
  }
  // While the lock still holds: afterwards it might be the next owner's note.
  removeNote(path);
  if (project === 'changed' || log === 'changed') leaveAsIs(database, path);
  else if (log === 'gone' && !bringIn(database)) leaveAsIs(database, path);
  else if (!putAside(files.foreign(), at)) leaveAsIs(database, path);
  else if (file === 'goes') disconnectAndRemove(database, path);
  else disconnect(database);
}

function leaveAsIs(database: Database, path: string): void {
  const leave = (): void => disconnectAsIs(database, path);
  try {
    aloneWith(path, leave);
  } catch (error) {
    if (!(error instanceof NotAlone || error instanceof ProblemError)) throw error;
    leave();
  }
}

/** False: they cannot be kept under other names. */
function putAside(files: readonly string[], at: Date): boolean {
  try {
    for (const file of files) keepMoved(file, at);
    return true;
  } catch {
    return false;
  }
}

/** What stands in the way of calling a change saved. */
export function unwhole(path: string, { project, log }: HeldState, logFile: string): Problem {
  const notSaved = 'the change is not saved';
  const copy = 'Save a copy elsewhere, and look whether all is in it; then close this project.';
  if (project === 'gone') {
    const message = `the project’s file was moved, deleted or replaced while it was open; ${notSaved}`;
    const remedy = 'Put the file back under its name, or save a copy elsewhere.';
    return storeProblem('project.moved', path, message, remedy);
  }
  if (project === 'changed') {
    const message = `another program has written or cut the project’s file while it was open; ${notSaved}`;
    return storeProblem('project.overwritten', path, message, copy);
  }
  const name = basename(logFile);
  if (log === 'changed') {
    const message = `another program has written or cut ${name}, which holds the last changes, while the project was open; ${notSaved}`;
    return storeProblem('project.logChanged', path, message, copy);
  }
  const message = `${name} was moved, deleted or replaced while the project was open; ${notSaved}`;
  const remedy = 'Close the project and open it again: what was saved before is in its file.';
  return storeProblem('project.logGone', path, message, remedy);
}
