import { closeSync, readSync, type Stats, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { asideSuffix, type Leftover, leftoversOf, strangeBeside } from './beside-project.ts';
import { projectExtension } from './free-name.ts';
import { newestVersion } from './migrations/index.ts';
import { isOpenHere, OpenHere, openToRead } from './open-here.ts';
import { reasonOf, storeProblem } from './store-problem.ts';

/** `WLSP`: what tells a project from any other SQLite file. */
export const applicationId = 0x574c5350;

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
    const aside = path + asideSuffix;
    if (statOf(aside) !== null) {
      const message = `there is no such file; ${basename(aside)} is the project, which a program that was killed while it closed it had no time to give its name back`;
      return failure([storeProblem('project.missing', path, message, `Rename it to ${basename(path)}.`)]);
    }
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

function judge(path: string, bytes: number, header: Buffer): Outcome<ProbedFile> {
  const problem = (code: string, message: string, remedy: string) =>
    failure([storeProblem(code, path, message, remedy)]);
  if (header.toString('latin1', 0, magic.length) !== magic) {
    const named = extname(path).toLowerCase() === projectExtension;
    const message = named
      ? 'the file does not begin as a project does: it is damaged, or was never one'
      : 'this is no Wellspring project';
    return problem(
      'project.notProject',
      message,
      named ? backupRemedy : `Give a file that ends in ${projectExtension}.`,
    );
  }
  if (header.length < 100) {
    return problem('project.truncated', `the file is cut off after ${bytes} bytes`, backupRemedy);
  }
  const id = header.readUInt32BE(68);
  if (id !== applicationId) {
    const mark = id.toString(16).padStart(8, '0');
    const message = `this is a database of another program (application id ${mark})`;
    const remedy =
      'Give a file that Wellspring has made. If it has made this one, the header is damaged: open a backup copy.';
    return problem('project.otherProgram', message, remedy);
  }
  const version = header.readUInt32BE(60);
  if (version > newestVersion) {
    const message = `this project was made by a newer Wellspring: format ${version}, this one reads up to ${newestVersion}`;
    const remedy =
      'Update Wellspring; where there is none newer the header is damaged: open a backup copy. The file was left as it is.';
    return problem('project.newer', message, remedy);
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
