import { unreachable } from '../../shared/base/assert.ts';
import type { Problem } from '../../shared/base/problem.ts';
import type { KnownMapping } from '../../shared/plate/mapping/mapping.ts';
import type { DataFile, ImportedFile } from '../jobs/messages.ts';
import { notStarted } from '../jobs/not-started.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import type { NewFile } from '../store/stored-file.ts';
import { runToEnd } from './job-end.ts';

/** How long a file may take to read, milliseconds; what takes longer is no export but an attack or a fault. */
const patience = 60_000;

const split = 'Check that it is an export of one plate; split it where it holds many.';
const again = 'If memory ran out, close other programs; then import it again.';

export interface RefusedFile {
  readonly file: string;
  readonly problems: readonly Problem[];
}

export interface ReadInJobsOptions {
  readonly supervisor: Supervisor;
  readonly files: readonly DataFile[];
  /** Mappings given before, for files of the same shape. */
  readonly known?: readonly KnownMapping[];
  /** Left out: the files' summaries say what is odd about their readings. */
  readonly checked?: boolean;
  readonly onFile: (file: string, done: number) => void;
  /** Milliseconds a file; left out: a minute. */
  readonly patience?: number;
}

export interface ReadFiles {
  readonly read: readonly NewFile[];
  readonly refused: readonly RefusedFile[];
}

/** Reads plate files one after the other, each in a process of its own; a file that cannot be read does not stop the others. */
export async function readFilesInJobs(options: ReadInJobsOptions): Promise<ReadFiles> {
  const read: NewFile[] = [];
  const refused: RefusedFile[] = [];
  for (const [index, file] of options.files.entries()) {
    options.onFile(file.name, index);
    const outcome = await readInJob(file, options);
    if ('problems' in outcome) refused.push({ file: file.name, problems: outcome.problems });
    else read.push(newFile(file, outcome));
  }
  return { read, refused };
}

/** With what was answered, and the mapping by which it was read, so that it is read the same again. */
function newFile({ name, bytes, answers }: DataFile, { summary, parsed, mapping }: ImportedFile): NewFile {
  const kept = { ...answers, ...(mapping !== undefined && { mapping }) };
  const asked = Object.keys(kept).length > 0;
  return { name, bytes, summary: { ...summary, ...(asked && { answers: kept }) }, parsed };
}

async function readInJob(
  file: DataFile,
  { supervisor, known = [], checked = true, patience: limit = patience }: ReadInJobsOptions,
): Promise<ImportedFile | { readonly problems: readonly Problem[] }> {
  const refused = (code: string, message: string, remedy: string) => {
    const problem: Problem = { code, severity: 'error', message, remedy, place: { file: file.name } };
    return { problems: [problem] };
  };
  const end = await runToEnd(supervisor, { kind: 'import', file, known, checked }, 'imported', limit);
  switch (end.kind) {
    case 'imported':
      return end.imported;
    case 'problems':
      return { problems: end.problems };
    case 'bug':
      return refused(
        'import.bug',
        `this is a bug of Wellspring: ${end.message}`,
        'Please report it with this text.',
      );
    case 'notStarted':
      return {
        problems: [notStarted('reading the file', end.reason, 'import it again', file.name)],
      };
    case 'late':
      return refused(
        'import.tooLong',
        `reading the file took more than ${limit / 1000} s and was ended`,
        split,
      );
    case 'memory':
      return refused('import.memory', `reading the file was ended: ${end.words}`, split);
    case 'ended':
      return refused('import.died', 'the process that read the file was ended from outside', again);
    default:
      return unreachable(end, 'every end is told');
  }
}
