import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { present } from '../../shared/base/assert.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { connect, connectReadOnly, isBusy, isCorrupt, type JournalMode } from './connection.ts';
import { type CrashReport, crashReport, keepLog, LogNotKept, readCrashLogs } from './crash-log.ts';
import { type Damage, inspect } from './inspect.ts';
import { noteText, readNote, writeNote } from './lock-note.ts';
import { type StoreMachine, thisMachine } from './machine.ts';
import { newestVersion } from './migrations/index.ts';
import { isOpenHere } from './open-here.ts';
import { type ProbedFile, probeFile } from './probe-file.ts';
import { ProjectStore } from './project-store.ts';
import { copyWithLeftovers, type InspectedProject } from './recovery-copy.ts';
import { removeDeadFolders } from './scratch-folder.ts';
import { isDriveFault } from './store-fault.ts';
import { reasonOf, storeProblem } from './store-problem.ts';

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

/** Sound, and ready to be changed or at least read. */
interface Opened {
  readonly database: Database;
  readonly readOnly: string | null;
  readonly copy: InspectedProject | null;
  readonly logs: readonly CrashReport[];
  readonly problems: readonly Problem[];
}

/**
 * Opens a project, as its sole owner. The file is inspected before a byte of it is changed: what is damaged, newer, in
 * use or no project is left as it is. What a crash left beside it is played back into a copy first, and only if that
 * is sound into the file. What may not be changed opens for reading, and says why in `info.readOnly`.
 */
export function openProject(path: string, options: OpenOptions): Outcome<ProjectStore> {
  const full = realPath(path);
  const machine = options.machine ?? thisMachine;
  if (isOpenHere(full)) return failure([inUse(full)]);
  const probed = probeFile(full);
  if (!probed.ok) return probed;
  let opened: Outcome<Opened>;
  try {
    opened = open(full, probed.value, machine, options.now);
  } catch (error) {
    if (isBusy(error)) return failure([inUse(full)]);
    if (isCorrupt(error)) return failure([damaged(full, [error.message])]);
    return failure([cannotOpen(full, error)]);
  }
  if (!opened.ok) return opened;
  const { database, readOnly, copy, logs } = opened.value;
  const { who, now, program = 'Wellspring' } = options;
  const problems = [
    ...logs.map(({ problem }) => problem),
    ...(probed.value.lostLog ? [notClosed(full)] : []),
    ...opened.value.problems,
  ];
  if (readOnly === null) {
    const { host, pid } = machine;
    writeNote(full, { host, user: who, pid, since: now().toISOString(), program });
  }
  const store = new ProjectStore({
    ...{ path: full, database, who, now, readOnly, copy, problems },
    recovered: logs[0]?.recovered ?? null,
  });
  return success(store, problems);
}

function open(path: string, probed: ProbedFile, machine: StoreMachine, now: () => Date): Outcome<Opened> {
  removeDeadFolders();
  const readOnly = whyReadOnly(path, machine);
  const copied = probed.crashed || probed.version < newestVersion;
  if (copied && isHeld(path)) return failure([inUse(path)]);
  const looked = copied ? copyWithLeftovers(path, readCrashLogs(probed)) : lookAt(path);
  const { database, damage, logs } = looked;
  if (database === null || damage.structure.length > 0) {
    looked.leave();
    return failure([damaged(path, damage.structure)]);
  }
  const reason = readOnly ?? contentReason(damage);
  if (reason !== null) return success(toRead(path, looked, reason));
  looked.leave();
  const journal: JournalMode = machine.driveOf(path) === 'local' ? 'wal' : 'truncate';
  try {
    const told = logs.map((log) => crashReport(path, log, keepLog(log, now())));
    return success({
      database: connect(path, journal),
      readOnly: null,
      copy: null,
      logs: told,
      problems: [],
    });
  } catch (error) {
    // A full or failing drive lets nothing be written: what is there can still be read and copied.
    if (!isDriveFault(error) && !(error instanceof LogNotKept)) throw error;
    const again = copied ? copyWithLeftovers(path, logs) : lookAt(path);
    return success(toRead(path, again, `its drive refuses changes: ${reasonOf(error)}`));
  }
}

function toRead(path: string, looked: InspectedProject, reason: string): Opened {
  const { database, damage, logs } = looked;
  return {
    database: present(database, 'a sound project can be opened'),
    readOnly: reason,
    copy: looked,
    logs: logs.map((log) => crashReport(path, log, null)),
    problems: [...contentProblems(path, damage), readOnlyProblem(path, reason)],
  };
}

/** The file itself, as nobody wrote it and nothing lies beside it. */
function lookAt(path: string): InspectedProject {
  const database = connectReadOnly(path);
  return { database, damage: inspect(database), logs: [], leave: () => database.close() };
}

/** SQLite keeps its logs beside the file itself, not beside a link to it. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** Beside a log only the lock tells a crash from a living owner. */
function isHeld(path: string): boolean {
  try {
    connectReadOnly(path).close();
    return false;
  } catch (error) {
    // Other errors are expected: without the right to write, SQLite cannot play back the log.
    return isBusy(error);
  }
}

function whyReadOnly(path: string, machine: StoreMachine): string | null {
  if (!machine.mayWrite(path)) return `the file ${basename(path)} is write-protected`;
  const folder = dirname(path);
  if (!machine.mayWrite(folder))
    return `the folder ${folder} may not be written, and changes need a second file there`;
  return null;
}

function contentReason({ contents }: Damage): string | null {
  return contents.length === 0 ? null : `parts of the file are damaged: ${contents.join(', ')}`;
}

function contentProblems(path: string, { contents }: Damage): readonly Problem[] {
  const remedy = 'Open a backup copy, or import the original again into a new project.';
  return contents.map((name) =>
    storeProblem('project.contentDamaged', path, `the ${name} are damaged`, remedy, 'warning'),
  );
}

function damaged(path: string, sentences: readonly string[]): Problem {
  const message = `the project is damaged: ${sentences.join('; ')}`;
  return storeProblem('project.damaged', path, message, 'Open a backup copy; this file was left as it is.');
}

function inUse(path: string): Problem {
  const note = readNote(path);
  const by = note === null ? 'by another program' : noteText(note);
  return storeProblem(
    'project.inUse',
    path,
    `the project is open ${by}`,
    'Close it there first, or make a copy there.',
  );
}

function cannotOpen(path: string, error: unknown): Problem {
  const message = `the project cannot be opened: ${reasonOf(error)}`;
  return storeProblem(
    'project.noPermission',
    path,
    message,
    'Make room on the drive, or copy the file to another.',
  );
}

function readOnlyProblem(path: string, reason: string): Problem {
  const remedy = 'Save a copy elsewhere to go on working.';
  return storeProblem('project.readOnly', path, `the project can only be read: ${reason}`, remedy, 'warning');
}

function notClosed(path: string): Problem {
  const message = `the project was not closed, and ${basename(path)}-wal is not beside it or empty: either nothing was changed since it was opened, or what was changed is missing`;
  const remedy = 'If this file was copied while it was open, make the copy again with a backup.';
  return storeProblem('project.notClosed', path, message, remedy, 'warning');
}
