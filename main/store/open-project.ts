import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { present } from '../../shared/base/assert.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { connect, connectReadOnly, disconnect, isBusy, isCorrupt, type JournalMode } from './connection.ts';
import { type CrashReport, crashReport, keepLog, LogNotKept, readCrashLogs } from './crash-log.ts';
import { type Damage, inspect } from './inspect.ts';
import { pathOfHolder } from './lock-holder.ts';
import { noteText, readNote, writeNote } from './lock-note.ts';
import { type StoreMachine, thisMachine } from './machine.ts';
import { newestVersion } from './migrations/index.ts';
import { identityOf, isOpenHere } from './open-here.ts';
import { hasOtherNames } from './other-names.ts';
import { type ProbedFile, probeFile } from './probe-file.ts';
import { ProjectStore } from './project-store.ts';
import { copyWithLeftovers, type InspectedProject } from './recovery-copy.ts';
import { removeDeadFolders } from './scratch-folder.ts';
import { isDriveFault } from './store-fault.ts';
import { reasonOf, storeProblem } from './store-problem.ts';
import { copyRemedy, damagedRemedy } from './store-session.ts';

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
  /** Names of what is damaged; everything else can be read. */
  readonly damaged: readonly string[];
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
  const identity = identityOf(full);
  let probed = probeFile(full);
  if (probed.ok && probed.value.crashed) {
    if (isHeld(full)) return failure([inUse(full)]);
    // What was seen before the lock was asked for may be of an owner that has closed it since.
    probed = probeFile(full);
  }
  if (!probed.ok) return probed;
  let opened: Outcome<Opened>;
  try {
    opened = open(full, probed.value, machine, options.now);
  } catch (error) {
    if (isBusy(error)) return failure([inUse(full)]);
    if (isCorrupt(error)) return failure([damagedProblem(full, [error.message])]);
    return failure([cannotOpen(full, error)]);
  }
  if (!opened.ok) return opened;
  const { database, readOnly, copy, logs, damaged } = opened.value;
  // Before it was locked another process may have taken it away: then this is a lock on a file without a name.
  if (identityOf(full) !== identity) {
    disconnect(database);
    copy?.leave();
    return failure([replaced(full)]);
  }
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
    ...{ path: full, database, who, now, readOnly, copy, damaged, problems },
    recovered: logs[0]?.recovered ?? null,
  });
  return success(store, problems);
}

function open(path: string, probed: ProbedFile, machine: StoreMachine, now: () => Date): Outcome<Opened> {
  removeDeadFolders();
  const readOnly = whyReadOnly(path, machine);
  const copied = probed.crashed || probed.version < newestVersion;
  if (copied && isHeld(path)) return failure([inUse(path)]);
  if (probed.lostLog && hasOtherNames(path)) return failure([leftElsewhere(path)]);
  const looked = copied ? copyWithLeftovers(path, readCrashLogs(probed)) : lookAt(path);
  const { database, damage, logs } = looked;
  if (database === null || damage.structure.length > 0) {
    looked.leave();
    return failure([damagedProblem(path, damage.structure)]);
  }
  const reason = readOnly ?? contentReason(damage);
  if (reason !== null) return success(toRead(path, looked, reason));
  looked.leave();
  const journal = journalFor(path, machine);
  try {
    const told = logs.map((log) => crashReport(path, log, keepLog(log, now())));
    return success({
      database: connectPatiently(path, journal),
      readOnly: null,
      copy: null,
      damaged: [],
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
    damaged: damage.contents,
    problems: [...contentProblems(path, damage), readOnlyProblem(path, reason, damage)],
  };
}

/** The file itself, as nobody wrote it and nothing lies beside it. */
function lookAt(path: string): InspectedProject {
  const database = connectReadOnly(path);
  const damage = inspect(database);
  if (damage.structure.length === 0) return { database, damage, logs: [], leave: () => database.close() };
  database.close();
  try {
    // In a copy more can be saved.
    return copyWithLeftovers(path, []);
  } catch {
    // For want of room, say: then it is what it was.
    return { database: null, damage, logs: [], leave: () => {} };
  }
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

/**
 * Two that open a project at once are in each other's way for a moment, and neither would get it. Whoever has it open held
 * it before, when it was looked at.
 */
function connectPatiently(path: string, journal: JournalMode): Database {
  for (let tries = 1; ; tries++) {
    try {
      return connect(path, journal);
    } catch (error) {
      if (!isBusy(error) || tries === mostTries) throw error;
    }
    const wait = tries * (10 + Math.random() * 20);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
  }
}

const mostTries = 10;

function journalFor(path: string, machine: StoreMachine): JournalMode {
  return machine.driveOf(path) === 'local' ? 'wal' : 'truncate';
}

function whyReadOnly(path: string, machine: StoreMachine): string | null {
  if (!machine.mayWrite(path)) return `the file ${basename(path)} is write-protected`;
  const folder = dirname(path);
  if (!machine.mayWrite(folder))
    return `the folder ${folder} may not be written, and changes need a second file there`;
  // A rollback journal beside another name leaves no trace in the file, as a write-ahead log does.
  if (journalFor(path, machine) === 'truncate' && hasOtherNames(path))
    return `on this drive nobody sees what a crash left beside one of its other names (hard links)`;
  return null;
}

/** Enough to know what kind of thing it is. */
const mostNamed = 20;

function named(names: readonly string[]): string {
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return `${names.slice(0, mostNamed).join(', ')}${more}`;
}

function contentReason({ contents }: Damage): string | null {
  return contents.length === 0 ? null : `parts of the file are damaged: ${named(contents)}`;
}

function contentProblems(path: string, { contents }: Damage): readonly Problem[] {
  const remedy = 'Open a backup copy, or import the original again into a new project.';
  const told = contents.length > mostNamed ? [named(contents)] : contents;
  return told.map((name) =>
    storeProblem('project.contentDamaged', path, `damaged: ${name}`, remedy, 'warning'),
  );
}

function damagedProblem(path: string, sentences: readonly string[]): Problem {
  const message = `the project is damaged: ${sentences.join('; ')}`;
  return storeProblem('project.damaged', path, message, 'Open a backup copy; this file was left as it is.');
}

function inUse(path: string): Problem {
  // Beside a name of the file that another process does not know it by there is no note, or an old one.
  const other = pathOfHolder(path) ?? path;
  const note = readNote(other);
  const by = note === null ? 'by another program' : noteText(note);
  const as = other === path ? '' : ` as ${other}`;
  const remedy = 'Close it there first, or make a copy there.';
  return storeProblem('project.inUse', path, `the project is open ${by}${as}`, remedy);
}

function leftElsewhere(path: string): Problem {
  const message =
    'the project was not closed, and has more than this name (hard links or mounts): what was last changed may lie beside another one, in a file that ends in -wal';
  const remedy = 'Open it by the name that it was opened by before, or open a backup copy.';
  return storeProblem('project.leftElsewhere', path, message, remedy);
}

function replaced(path: string): Problem {
  const message = 'the file was taken away or replaced while it was opened';
  return storeProblem('project.replaced', path, message, 'Look what is there now, and open it again.');
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

function readOnlyProblem(path: string, reason: string, { contents }: Damage): Problem {
  const remedy = contents.length > 0 ? damagedRemedy : copyRemedy;
  return storeProblem('project.readOnly', path, `the project can only be read: ${reason}`, remedy, 'warning');
}

function notClosed(path: string): Problem {
  const message = `the project was not closed, and ${basename(path)}-wal is not beside it or empty: either nothing was changed since it was opened, or what was changed is missing`;
  const remedy = 'If this file was copied while it was open, make the copy again with a backup.';
  return storeProblem('project.notClosed', path, message, remedy, 'warning');
}
