import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Problem } from '../../shared/base/problem.ts';
import { syncFolder } from './atomic-file.ts';
import { noteText, readNote } from './lock-note.ts';
import { openToRead } from './open-here.ts';
import type { Leftover, ProbedFile } from './probe-file.ts';
import type { Recovered } from './recovered.ts';
import { reasonOf, storeProblem } from './store-problem.ts';
import { readLog } from './write-ahead-log.ts';

/** What a crash left beside a project: what of it is played back, and what is not and must not be lost. */
export interface CrashLog extends Leftover {
  /** Changes that are played back; null: a rollback journal, which takes back the one change that it is of. */
  readonly changes: number | null;
  /** Changes that were finished and cannot be read: no fewer. */
  readonly lost: number;
  /** Bytes that are not played back. */
  readonly rest: number;
  /** Why nothing of it may be played back, as half a sentence; null: it is of this project. */
  readonly strange: string | null;
}

/** Throws what the file system throws. */
export function readCrashLogs({ leftovers, pageSize, keepsLog }: ProbedFile): readonly CrashLog[] {
  return leftovers.map((left) => {
    if (left.kind === 'journal') {
      const rest = isJournal(left.file, pageSize) ? 0 : left.bytes;
      return { ...left, changes: null, lost: 0, rest, strange: null };
    }
    const { pageSize: own, ...read } = readLog(left.file, pageSize);
    // A project that was closed took its log along, last of all the mark that it has one.
    const strange = !keepsLog
      ? 'the project beside it was closed'
      : own !== null && own !== pageSize
        ? 'it is of another database'
        : null;
    return { ...left, ...read, strange };
  });
}

/** The drive refuses to keep a log, so that SQLite must not come near it. */
export class LogNotKept extends Error {
  override readonly name = 'LogNotKept';
}

/**
 * A log that is not wholly played back stays beside the project under a new name, which is returned. Call before SQLite
 * opens the project to change it: it deletes what it cannot read. Throws LogNotKept.
 */
export function keepLog(log: CrashLog, at: Date): string | null {
  if (log.rest === 0 && log.strange === null) return null;
  try {
    const kept = copyUnderNewName(log.file, at);
    if (log.strange !== null) rmSync(log.file);
    return basename(kept);
  } catch (error) {
    throw new LogNotKept(`${basename(log.file)} cannot be kept: ${reasonOf(error)}`);
  }
}

/** Whole or not at all, and never in the place of another file. */
function copyUnderNewName(file: string, at: Date): string {
  const part = join(dirname(file), `.${basename(file)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`);
  removeParts(file);
  const time = at
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/[-:]/g, '')
    .replace('T', '-');
  try {
    copyFileSync(file, part);
    sync(part);
    for (let n = 1; ; n++) {
      const name = `${file}.kept-${time}${n === 1 ? '' : `-${n}`}`;
      if (!nameNew(part, name)) continue;
      syncFolder(dirname(file));
      return name;
    }
  } finally {
    rmSync(part, { force: true });
  }
}

/** What an earlier try left that was killed: whoever recovers a project does so alone. */
function removeParts(file: string): void {
  const folder = dirname(file);
  const parts = readdirSync(folder).filter(
    (name) => name.startsWith(`.${basename(file)}.`) && /\.\d+\.[0-9a-f]{8}\.tmp$/.test(name),
  );
  for (const part of parts) rmSync(join(folder, part), { force: true });
}

/** false: there is a file of this name. */
function nameNew(part: string, name: string): boolean {
  try {
    linkSync(part, name);
    return true;
  } catch (error) {
    if (isThere(error)) return false;
  }
  // A drive without links.
  try {
    copyFileSync(part, name, constants.COPYFILE_EXCL);
    sync(name);
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function sync(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Whether it begins as a rollback journal does (SQLite file format, section 3): 0 mark, 8 count of pages, 24 page size;
 * SQLite deletes any other unread. Until a journal is wholly on the disk, mark and count are zeros, and nothing of its
 * change is in the project yet.
 */
function isJournal(path: string, pageSize: number): boolean {
  const file = openToRead(path);
  try {
    const head = Buffer.alloc(28);
    readSync(file, head, 0, head.length, 0);
    const mark = head.toString('hex', 0, 8);
    if (mark === 'd9d505f920a163d7') return true;
    return head.subarray(0, 12).every((byte) => byte === 0) && head.readUInt32BE(24) === pageSize;
  } finally {
    closeSync(file);
  }
}

export interface CrashReport {
  readonly recovered: Recovered;
  readonly problem: Problem;
}

/** `kept`: the name that `keepLog` gave. */
export function crashReport(project: string, log: CrashLog, kept: string | null): CrashReport {
  const recovered = { file: basename(log.file), bytes: log.bytes, by: readNote(project), kept };
  return { recovered, problem: problemOf(project, log, recovered) };
}

/** What was and what was not recovered, in true words: a log that is cut just behind a change cannot be told from a whole one. */
function problemOf(project: string, log: CrashLog, recovered: Recovered): Problem {
  const { file, bytes, by, kept } = recovered;
  const where = kept === null ? '' : ` All of it is kept as ${kept}.`;
  const whose = by === null ? '' : ` It was open ${noteText(by)}.`;
  if (log.strange !== null) {
    const message = `${file} (${bytes} bytes) is not the log of this project: ${log.strange}. Nothing of it was played back.${where}${whose}`;
    const remedy = 'Look whether the last changes are there; keep the log until you know where it belongs.';
    return storeProblem('project.foreignLog', project, message, remedy, 'warning');
  }
  const left = `the project was not closed: ${file} (${bytes} bytes) was left by a crash`;
  if (log.rest === 0) {
    const message = `${left}, and ${playedBack(log.changes)}.${whose}`;
    const remedy = 'Look whether the last changes are there.';
    return storeProblem('project.recovered', project, message, remedy, 'warning');
  }
  const message = `${left}, and ${playedBack(log.changes)}; ${notPlayedBack(log)}.${where}${whose}`;
  const remedy = 'Look which of the last changes are missing, and make them again or open a backup copy.';
  return storeProblem('project.recoveredPart', project, message, remedy, 'warning');
}

function playedBack(changes: number | null): string {
  if (changes === null) return 'the change that it interrupted was taken back';
  if (changes === 0) return 'no change was recovered from it';
  return `${changes} ${changes === 1 ? 'change was' : 'changes were'} recovered from it`;
}

function notPlayedBack({ changes, lost, rest }: CrashLog): string {
  if (changes === null) return 'it cannot be read: the file may hold half a change';
  const bytes = `${rest} of its bytes are damaged`;
  if (lost > 0) return `${bytes}, and with them ${lost} or more of its ${changes + lost} changes are lost`;
  return `its last ${rest} bytes are of a change that was not finished, or of a log that was cut or damaged`;
}
