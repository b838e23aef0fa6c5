import { isDeepStrictEqual } from 'node:util';
import type { Database } from 'better-sqlite3';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { connectPatiently } from './connect-patiently.ts';
import { connectCopy, connectReadOnly, disconnect } from './connection.ts';
import { projectStampOf } from './file-stamp.ts';
import { writeNote } from './lock-note.ts';
import { type StoreMachine, thisMachine } from './machine.ts';
import { isOpenHere } from './open-here.ts';
import { aloneWith, NotAlone } from './opening-lock.ts';
import {
  cannotOpen,
  changedCode,
  changedMeanwhile,
  inUse,
  openingFault,
  readOnlyProblem,
  replaced,
} from './opening-problems.ts';
import { type PreparedProject, prepareProject, realPath } from './prepare-project.ts';
import { ProjectStore } from './project-store.ts';
import { type OpeningScratch, openingScratch, ScratchFault } from './scratch-folder.ts';
import { isDriveFault } from './store-fault.ts';
import { ProblemError, reasonOf } from './store-problem.ts';

export interface OpenOptions {
  /** Name of the user, for the log and for whoever finds the project in use. */
  readonly who: string;
  /** The only clock of the store. */
  readonly now: () => Date;
  /** `Wellspring 0.1.0`. */
  readonly program?: string;
  /** Left out: the machine that this runs on. */
  readonly machine?: StoreMachine;
}

/**
 * Opens a project, as its sole owner, with all that this takes in this process: see `prepareProject`. What may not be
 * changed opens for reading, and says why in `info.readOnly`.
 */
export function openProject(path: string, options: OpenOptions): Outcome<ProjectStore> {
  const { now, machine = thisMachine } = options;
  // Nothing is copied, nor tidied, of what is refused at once.
  if (isOpenHere(path)) return failure([inUse(realPath(path))]);
  for (let tries = 1; ; tries++) {
    const scratch = openingScratch();
    const prepared = prepareProject(path, { machine, now, scratch: scratch.folder });
    if (!prepared.ok) scratch.remove();
    const opened = prepared.ok ? openPrepared(prepared.value, scratch, options) : prepared;
    if (!wasChanged(opened) || tries === mostPreparations) return opened;
  }
}

/** Of a file that others open and close at the same time. */
export const mostPreparations = 3;

/** Whether somebody wrote the file between looking and opening, so that it is to be prepared again. */
export function wasChanged(opened: Outcome<unknown>): boolean {
  return !opened.ok && opened.problems.some(({ code }) => code === changedCode);
}

/**
 * Opens a project that was just prepared, perhaps by another process; only what was looked at is opened. Takes over the
 * folder of copies. Does nothing that a large project makes long.
 */
export function openPrepared(
  prepared: PreparedProject,
  scratch: OpeningScratch,
  options: OpenOptions,
): Outcome<ProjectStore> {
  const { path } = prepared;
  let opened: Opened | Problem;
  try {
    opened = isOpenHere(path) ? inUse(path) : connectAsFound(prepared);
  } catch (error) {
    opened = openingFault(path, error);
  }
  if ('code' in opened || opened.readOnly === null || prepared.copy === null) scratch.remove();
  if ('code' in opened) return failure([opened]);
  try {
    return success(storeOf(prepared, opened, scratch, options), opened.problems);
  } catch (error) {
    // Nobody would have it, and nobody else could open it.
    disconnect(opened.database);
    scratch.remove();
    if (!isDriveFault(error)) throw error;
    return failure([cannotOpen(path, error)]);
  }
}

function storeOf(
  prepared: PreparedProject,
  opened: Opened,
  scratch: OpeningScratch,
  options: OpenOptions,
): ProjectStore {
  const { path, damaged, recovered } = prepared;
  const { who, now, program = 'Wellspring', machine = thisMachine } = options;
  const copy = prepared.copy === null ? null : { leave: scratch.remove };
  const store = new ProjectStore({ ...opened, path, who, now, damaged, recovered, copy });
  if (opened.readOnly === null) {
    const { host, pid } = machine;
    writeNote(path, { host, user: who, pid, since: now().toISOString(), program });
  }
  return store;
}

interface Opened {
  readonly database: Database;
  readonly readOnly: string | null;
  readonly problems: readonly Problem[];
}

/** Another process may have changed the file since it was looked at, or taken it away; `alone`: whatever lies beside it. */
function checkStamp({ path, stamp: before }: PreparedProject, alone: boolean): void {
  const now = projectStampOf(path);
  if (now.project?.file !== before.project?.file) throw new ProblemError(replaced(path));
  const [is, was] = alone ? [now.project, before.project] : [now, before];
  if (!isDeepStrictEqual(is, was)) throw new ProblemError(changedMeanwhile(path));
}

function connectAsFound(prepared: PreparedProject): Opened {
  const { path, copy, readOnly, problems } = prepared;
  if (copy !== null) return { database: connectScratch(copy), readOnly, problems };
  if (readOnly !== null) return { database: connectToRead(prepared), readOnly, problems };
  try {
    return { database: connectToChange(prepared), readOnly, problems };
  } catch (error) {
    // A full or failing drive lets nothing be written: what is there can still be read and copied.
    if (!isDriveFault(error) && !(error instanceof NotAlone)) throw error;
    const reason = `its drive refuses changes: ${reasonOf(error)}`;
    const sound = { structure: [], contents: [] };
    return {
      database: connectToRead(prepared),
      readOnly: reason,
      problems: [...problems, readOnlyProblem(path, reason, sound)],
    };
  }
}

function connectScratch(copy: string): Database {
  try {
    return connectCopy(copy);
  } catch (error) {
    throw isDriveFault(error) ? new ScratchFault(reasonOf(error)) : error;
  }
}

function connectToChange(prepared: PreparedProject): Database {
  const { path, journal } = prepared;
  return aloneWith(path, () => {
    // SQLite would play back at once what a crash has left since.
    checkStamp(prepared, false);
    return connectPatiently(path, journal, () => checkStamp(prepared, true));
  });
}

function connectToRead(prepared: PreparedProject): Database {
  checkStamp(prepared, false);
  const database = connectReadOnly(prepared.path);
  try {
    checkStamp(prepared, true);
    return database;
  } catch (error) {
    disconnect(database);
    throw error;
  }
}
