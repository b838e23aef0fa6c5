import { closeSync, readSync, type Stats, statSync } from 'node:fs';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { besides, strangeBeside } from './beside-project.ts';
import { newestVersion } from './migrations/index.ts';
import { isOpenHere, OpenHere, openToRead } from './open-here.ts';
import { reasonOf, storeProblem } from './store-problem.ts';

/** `WLSP`: what tells a project from any other SQLite file. */
export const applicationId = 0x574c5350;

/** What lies beside a project that was not closed: rows that are not in the file itself yet. */
export interface Leftover {
  readonly file: string;
  readonly bytes: number;
  /** Changes that are to come into the project (write-ahead log), or what was there before one (rollback journal). */
  readonly kind: 'log' | 'journal';
}

export interface ProbedFile {
  readonly version: number;
  readonly pageSize: number;
  /** The header says that it has a write-ahead log beside it. */
  readonly keepsLog: boolean;
  readonly leftovers: readonly Leftover[];
  /** The log that the header speaks of is not there or empty: a copy of an open project without its log looks like this. */
  readonly lostLog: boolean;
  /** Not closed by its last owner: only playing back shows what is in it. */
  readonly crashed: boolean;
}

const magic = 'SQLite format 3\0';
const backupRemedy = 'Open a backup copy; this file was left as it is.';

/**
 * Looks at a file without SQLite, so that nothing can be written to what is no project, damaged, or newer. Must not be
 * called for a file that this process has open: closing any handle of it would drop SQLite's locks.
 *
 * The header (SQLite file format, section 1.3), big-endian: 16 page size, 18 and 19 journal of writers and readers (2: write-ahead log),
 * 24 change counter, 28 size in pages, 60 user_version, 68 application_id, 92 counter for which 28 holds.
 */
export function probeFile(path: string): Outcome<ProbedFile> {
  let stats: Stats | null;
  try {
    stats = statOf(path);
  } catch (error) {
    return failure([notReadable(path, error)]);
  }
  if (stats === null) {
    const remedy =
      'Check the name and whether its drive is connected. A new project is made by New project in the window, or by wellspring import FILE --project NAME.';
    return failure([storeProblem('project.missing', path, 'there is no such file', remedy)]);
  }
  if (!stats.isFile()) {
    const remedy = 'Give the project’s file, which ends in .wellspring.';
    return failure([
      storeProblem('project.folder', path, 'this is no file but a folder or a device', remedy),
    ]);
  }
  if (stats.size === 0) {
    return failure([storeProblem('project.empty', path, 'the file is empty: 0 bytes', backupRemedy)]);
  }
  let header: Buffer;
  try {
    const strange = strangeBeside(path);
    if (strange !== null) return failure([strange]);
    header = headOf(path);
  } catch (error) {
    return failure([notReadable(path, error)]);
  }
  return judge(path, stats.size, header);
}

/** Files that SQLite would play back into the project when it opens it. */
export function leftoversOf(path: string): readonly Leftover[] {
  const kinds = { [besides.log]: 'log', [besides.journal]: 'journal' } as const;
  return Object.entries(kinds).flatMap(([suffix, kind]) => {
    const bytes = statOf(path + suffix)?.size ?? 0;
    return bytes === 0 ? [] : [{ file: path + suffix, bytes, kind }];
  });
}

function judge(path: string, bytes: number, header: Buffer): Outcome<ProbedFile> {
  const problem = (code: string, message: string, remedy: string) =>
    failure([storeProblem(code, path, message, remedy)]);
  if (header.toString('latin1', 0, magic.length) !== magic) {
    return problem(
      'project.notProject',
      'this is no Wellspring project',
      'Give a file that ends in .wellspring.',
    );
  }
  if (header.length < 100) {
    return problem('project.truncated', `the file is cut off after ${bytes} bytes`, backupRemedy);
  }
  const id = header.readUInt32BE(68);
  if (id !== applicationId) {
    const mark = id.toString(16).padStart(8, '0');
    const message = `this is a database of another program (application id ${mark})`;
    return problem('project.otherProgram', message, 'Give a file that Wellspring has made.');
  }
  const version = header.readUInt32BE(60);
  if (version > newestVersion) {
    const message = `this project was made by a newer Wellspring: format ${version}, this one reads up to ${newestVersion}`;
    return problem('project.newer', message, 'Update Wellspring; the file was left as it is.');
  }
  if (version === 0) return problem('project.damaged', 'the file states no format version', backupRemedy);
  const leftovers = leftoversOf(path);
  // SQLite would open it, and close it again.
  const open = leftovers.find(({ file }) => isOpenHere(file));
  if (open !== undefined) return failure([notReadable(path, new OpenHere(open.file))]);
  const stated = header.readUInt16BE(16);
  const pageSize = stated === 1 ? 65536 : stated;
  const counted = header.readUInt32BE(24) === header.readUInt32BE(92);
  const whole = counted ? header.readUInt32BE(28) * pageSize : bytes;
  // With a log beside it the file may rightly be shorter than it will be.
  if (leftovers.length === 0 && bytes < whole) {
    const message = `the file is cut off: ${bytes} of ${whole} bytes are there`;
    return problem('project.truncated', message, backupRemedy);
  }
  const keepsLog = header[18] === 2 || header[19] === 2;
  const lostLog = keepsLog && leftovers.every(({ kind }) => kind !== 'log');
  const crashed = keepsLog || leftovers.length > 0;
  return success({ version, pageSize, keepsLog, leftovers, lostLog, crashed });
}

function notReadable(path: string, error: unknown): Problem {
  const remedy = 'Ask whoever owns the file for permission to read it.';
  return storeProblem('project.noPermission', path, `the file cannot be read: ${reasonOf(error)}`, remedy);
}

function statOf(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}

function headOf(path: string): Buffer {
  const file = openToRead(path);
  try {
    const head = Buffer.alloc(100);
    return head.subarray(0, readSync(file, head, 0, 100, 0));
  } finally {
    closeSync(file);
  }
}
