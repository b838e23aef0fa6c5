import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { connectPatiently } from './connect-patiently.ts';
import { connectReadOnly, disconnect, isBusy, type JournalMode, readByMemory } from './connection.ts';
import { type CrashLog, crashReport, keepLog, LogNotKept, readCrashLogs } from './crash-log.ts';
import { isAsStamped, type ProjectStamp, projectStampOf } from './file-stamp.ts';
import { type BlobReading, type Damage, inspect } from './inspect.ts';
import type { StoreMachine } from './machine.ts';
import { newestVersion, sealsSince } from './migrations/index.ts';
import { identityOf, isOpenHere } from './open-here.ts';
import { aloneWith, NotAlone } from './opening-lock.ts';
import {
  changedMeanwhile,
  contentProblems,
  contentReason,
  damagedProblem,
  inUse,
  leftElsewhere,
  notClosed,
  openingFault,
  readOnlyProblem,
  replaced,
} from './opening-problems.ts';
import { hasOtherNames } from './other-names.ts';
import { type ProbedFile, probeFile } from './probe-file.ts';
import type { Recovered } from './recovered.ts';
import { copyWithLeftovers, type InspectedProject } from './recovery-copy.ts';
import { removeDeadFolders, type Scratch } from './scratch-folder.ts';
import { isDriveFault } from './store-fault.ts';
import { ProblemError, reasonOf } from './store-problem.ts';

/** What a project is found to be before it is opened; plain data, for another process may have looked. */
export interface PreparedProject {
  /** Absolute, links resolved. */
  readonly path: string;
  /** When it was left. */
  readonly stamp: ProjectStamp;
  readonly journal: JournalMode;
  /** Why only reading is possible, as half a sentence; null: it can be changed. */
  readonly readOnly: string | null;
  /** The file that is to be read instead, among the scratch copies; null: the project itself. */
  readonly copy: string | null;
  /** Names of what is damaged; everything else can be read. */
  readonly damaged: readonly string[];
  readonly recovered: Recovered | null;
  /** Warnings. */
  readonly problems: readonly Problem[];
}

export interface PrepareOptions {
  readonly machine: StoreMachine;
  readonly now: () => Date;
  /** An empty folder for copies, or why there is none, which is told where one is needed. */
  readonly scratch: Scratch;
  /**
   * Whether a file at rest on a local drive may be read by way of memory, which is faster by half and ends the process
   * where its drive fails: for a process that has nothing else to lose.
   */
  readonly mapped?: boolean;
  /** Begins to read the blobs of a file that is held and at rest, beside what reads the rest of it. */
  readonly readBlobs?: (asked: { readonly path: string; readonly mapped: boolean }) => BlobReading;
  /** Is shown a sound project, in the newest format, before it is left. */
  readonly look?: (database: Database) => void;
}

/**
 * All that takes long when a project is opened, so that the service can have it done by a process of its own: looks at
 * the whole file before a byte of it is changed; what is damaged, newer, in use or no project is left as it is. What a
 * crash left beside it is played back into a copy first, and only if that is sound into the file; an older format is
 * brought to the newest. Leaves the project closed.
 */
export function prepareProject(path: string, options: PrepareOptions): Outcome<PreparedProject> {
  const full = realPath(path);
  if (isOpenHere(full)) return failure([inUse(full)]);
  const identity = identityOf(full);
  let probed = probeFile(full);
  if (probed.ok && probed.value.crashed) {
    if (isHeld(full)) return failure([inUse(full)]);
    // What was seen before the lock was asked for may be of an owner that has closed it since.
    probed = probeFile(full);
  }
  if (!probed.ok) return probed;
  try {
    const prepared = prepare(full, probed.value, options);
    return prepared.ok && identityOf(full) !== identity ? failure([replaced(full)]) : prepared;
  } catch (error) {
    return failure([openingFault(full, error)]);
  }
}

function prepare(path: string, probed: ProbedFile, options: PrepareOptions): Outcome<PreparedProject> {
  const { machine, now, scratch, look } = options;
  removeDeadFolders();
  const readOnly = whyReadOnly(path, machine);
  const copied = probed.crashed || probed.version < newestVersion;
  if (copied && isHeld(path)) return failure([inUse(path)]);
  if (probed.lostLog && hasOtherNames(path)) return failure([leftElsewhere(path)]);
  const stamp = projectStampOf(path);
  const vouches = probed.version >= sealsSince;
  const looked = copied
    ? copyWithLeftovers(path, readCrashLogs(path, probed), vouches, scratch)
    : lookAt(path, vouches, options);
  const { database, damage, logs } = looked;
  try {
    if (database === null || damage.structure.length > 0)
      return failure([damagedProblem(path, damage.structure)]);
    look?.(database);
  } finally {
    looked.leave();
  }
  // Copying takes time: who came meanwhile owns what lies beside the project now, and it is not for us to settle.
  const undisturbed = (): void => {
    if (copied && isHeld(path)) throw new ProblemError(inUse(path));
    if (copied && !isAsStamped(path, stamp)) throw new ProblemError(changedMeanwhile(path));
  };
  undisturbed();
  const journal = journalFor(path, machine);
  const asFound = (reason: string, of: InspectedProject): Outcome<PreparedProject> =>
    found({ path, stamp, journal, readOnly: reason, copy: of.copy }, probed, of.damage, of.logs);
  const reason = readOnly ?? contentReason(damage);
  if (reason !== null) return asFound(reason, looked);
  // At rest and of today it is opened as it is.
  if (!copied) return found({ path, stamp, journal, readOnly: null, copy: null }, probed, damage, []);
  try {
    return aloneWith(path, () => {
      undisturbed();
      const kept = logs.map((log) => keepLog(path, log, now()));
      disconnect(connectPatiently(path, journal));
      const settled = { path, stamp: projectStampOf(path), journal, readOnly: null, copy: null };
      return found(settled, probed, damage, logs, kept);
    });
  } catch (error) {
    // A full or failing drive lets nothing be written: what is there can still be read and copied.
    if (!isDriveFault(error) && !(error instanceof LogNotKept) && !(error instanceof NotAlone)) throw error;
    const again = copyWithLeftovers(path, logs, vouches, scratch);
    again.leave();
    return asFound(`its drive refuses changes: ${reasonOf(error)}`, again);
  }
}

/** `kept`: names of the logs that are kept beside the project; left out: none was touched. */
function found(
  prepared: Omit<PreparedProject, 'damaged' | 'recovered' | 'problems'>,
  probed: ProbedFile,
  damage: Damage,
  logs: readonly CrashLog[],
  kept: readonly (readonly string[])[] = [],
): Outcome<PreparedProject> {
  const { path, readOnly } = prepared;
  const reports = logs.map((log, index) => crashReport(path, log, kept[index] ?? []));
  const problems = [
    ...reports.map(({ problem }) => problem),
    ...(probed.lostLog ? [notClosed(path)] : []),
    ...contentProblems(path, damage),
    ...(readOnly === null ? [] : [readOnlyProblem(path, readOnly, damage)]),
  ];
  const recovered = reports[0]?.recovered ?? null;
  return success({ ...prepared, damaged: damage.contents, recovered, problems });
}

/** The file itself, as nobody wrote it and nothing lies beside it. */
function lookAt(path: string, vouches: boolean, options: PrepareOptions): InspectedProject {
  const { machine, readBlobs, scratch } = options;
  const mapped = options.mapped === true && machine.driveOf(path) === 'local';
  const database = connectReadOnly(path);
  if (mapped) readByMemory(database);
  const damage = inspect(database, readBlobs && (() => readBlobs({ path, mapped })));
  const leave = (): unknown => database.close();
  if (damage.structure.length === 0) return { database, damage, logs: [], copy: null, leave };
  leave();
  try {
    // In a copy more can be saved.
    return copyWithLeftovers(path, [], vouches, scratch);
  } catch {
    // For want of room, say: then it is what it was.
    return { database: null, damage, logs: [], copy: null, leave: () => {} };
  }
}

/** SQLite keeps its logs beside the file itself, not beside a link to it. */
export function realPath(path: string): string {
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
