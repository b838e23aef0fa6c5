import { basename } from 'node:path';
import type { Problem } from '../../shared/base/problem.ts';
import { keepCopy, keepMoved } from './kept-file.ts';
import { noteText, readNote } from './lock-note.ts';
import type { Leftover, ProbedFile } from './probe-file.ts';
import type { Recovered } from './recovered.ts';
import { readJournal } from './rollback-journal.ts';
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
  /** Whether playing it back would change pages that are in the project now. */
  readonly takesBack: boolean;
}

/** Throws what the file system throws. */
export function readCrashLogs(path: string, probed: ProbedFile): readonly CrashLog[] {
  const { leftovers, pageSize, keepsLog } = probed;
  return leftovers.map((left) => {
    if (left.kind === 'journal') return readCrashJournal(path, left, pageSize);
    const { pageSize: own, ...read } = readLog(left.file, pageSize);
    // A project that was closed took its log along, last of all the mark that it has one.
    const strange = !keepsLog
      ? 'the project beside it was closed'
      : own !== null && own !== pageSize
        ? 'it is of another database'
        : null;
    return { ...left, ...read, strange, takesBack: false };
  });
}

function readCrashJournal(path: string, left: Leftover, pageSize: number): CrashLog {
  const read = readJournal(left.file, path, pageSize);
  const none = { ...left, changes: null, lost: 0, rest: 0, strange: null, takesBack: false };
  if (read.kind === 'none') return { ...none, rest: left.bytes };
  return read.kind === 'notBegun' ? none : { ...none, strange: read.strange, takesBack: !read.idle };
}

/** The drive refuses to keep a log, so that SQLite must not come near it. */
export class LogNotKept extends Error {
  override readonly name = 'LogNotKept';
}

/**
 * A log that is not wholly played back stays beside the project under a new name, and one that takes something back leaves
 * a copy of the project as it was as well: both names are returned. Call alone, and before SQLite opens the project to
 * change it: it deletes what it cannot read. Throws LogNotKept.
 */
export function keepLog(project: string, log: CrashLog, at: Date): readonly string[] {
  try {
    if (log.strange !== null) return [basename(keepMoved(log.file, at))];
    // The larger first: it is what there may be no room for.
    const files = log.takesBack ? [project, log.file] : log.rest > 0 ? [log.file] : [];
    return files.map((file) => basename(keepCopy(file, at)));
  } catch (error) {
    throw new LogNotKept(`${basename(log.file)} cannot be kept: ${reasonOf(error)}`);
  }
}

export interface CrashReport {
  readonly recovered: Recovered;
  readonly problem: Problem;
}

/** `kept`: the names that `keepLog` gave. */
export function crashReport(project: string, log: CrashLog, kept: readonly string[]): CrashReport {
  const recovered = { file: basename(log.file), bytes: log.bytes, by: readNote(project), kept };
  return { recovered, problem: problemOf(project, log, recovered) };
}

/** What was and what was not recovered, in true words: a log that is cut just behind a change cannot be told from a whole one. */
function problemOf(project: string, log: CrashLog, recovered: Recovered): Problem {
  const { file, bytes, by, kept } = recovered;
  const where = whereKept(kept);
  const whose = by === null ? '' : ` It was open ${noteText(by)}.`;
  if (log.strange !== null) {
    const not = log.kind === 'log' ? 'is not the log of this project' : 'was not used';
    const message = `${file} (${bytes} bytes) ${not}: ${log.strange}. Nothing of it was played back.${where}${whose}`;
    const remedy = 'Look whether the last changes are there; keep the log until you know where it belongs.';
    return storeProblem('project.foreignLog', project, message, remedy, 'warning');
  }
  const left = `the project was not closed: ${file} (${bytes} bytes) was left by a crash`;
  if (log.rest === 0) {
    const message = `${left}, and ${playedBack(log.changes)}.${where}${whose}`;
    const remedy = 'Look whether the last changes are there.';
    return storeProblem('project.recovered', project, message, remedy, 'warning');
  }
  const message = `${left}, and ${playedBack(log.changes)}; ${notPlayedBack(log)}.${where}${whose}`;
  const remedy = 'Look which of the last changes are missing, and make them again or open a backup copy.';
  return storeProblem('project.recoveredPart', project, message, remedy, 'warning');
}

/** One file: the log. Two: the project as it was, and the log. */
function whereKept(kept: readonly string[]): string {
  const [first, second] = kept;
  if (first === undefined) return '';
  if (second === undefined) return ` All of it is kept as ${first}.`;
  return ` The file as it was is kept as ${first}, and what was played back as ${second}.`;
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
