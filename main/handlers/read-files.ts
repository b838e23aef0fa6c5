import type { Problem } from '../../shared/base/problem.ts';
import type { DataFile, ImportedFile } from '../jobs/messages.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import type { NewFile } from '../store/project-store.ts';

/** How long a file may take to read, milliseconds; what takes longer is no export but an attack or a fault. */
const patience = 60_000;

const split = 'Check that it is an export of one plate; split it where it holds many.';
const again = 'If memory ran out, close other programs; then import it again.';

export interface RefusedFile {
  readonly file: string;
  readonly problems: readonly Problem[];
}

export interface ReadOptions {
  readonly supervisor: Supervisor;
  readonly files: readonly DataFile[];
  /** The format's id; null: recognise it. */
  readonly format: string | null;
  readonly onFile: (file: string, done: number) => void;
  /** Milliseconds a file; left out: a minute. */
  readonly patience?: number;
}

export interface ReadFiles {
  readonly read: readonly NewFile[];
  readonly refused: readonly RefusedFile[];
}

/** Reads plate files one after the other, each in a process of its own; a file that cannot be read does not stop the others. */
export async function readFilesInJobs(options: ReadOptions): Promise<ReadFiles> {
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

function newFile({ name, bytes }: DataFile, { summary, parsed }: ImportedFile): NewFile {
  const { formatTitle, ...rest } = summary;
  return { name, bytes, summary: { ...rest, format: formatTitle }, parsed };
}

function readInJob(
  file: DataFile,
  options: ReadOptions,
): Promise<ImportedFile | { readonly problems: readonly Problem[] }> {
  return new Promise((resolve) => {
    const limit = options.patience ?? patience;
    let late = false;
    const refuse = (code: string, message: string, remedy: string): void => {
      resolve({ problems: [{ code, severity: 'error', message, remedy, place: { file: file.name } }] });
    };
    const job = options.supervisor.start({ kind: 'import', file, format: options.format }, (event) => {
      switch (event.kind) {
        case 'imported':
          resolve(event.imported);
          break;
        case 'problems':
          resolve({ problems: event.problems });
          break;
        case 'bug':
          refuse(
            'import.bug',
            `this is a bug of Wellspring: ${event.message}`,
            'Please report it with this text.',
          );
          break;
        case 'stopped':
        case 'died': {
          const { memory } = { memory: undefined, ...event };
          if (late)
            refuse(
              'import.tooLong',
              `reading the file took more than ${limit / 1000} s and was ended`,
              split,
            );
          else if (memory !== undefined)
            refuse('import.memory', `reading the file was ended: ${memory}`, split);
          else refuse('import.died', 'the process that read the file was ended from outside', again);
          break;
        }
      }
    });
    const timer = setTimeout(() => {
      late = true;
      job.kill();
    }, limit);
    void job.ended.then(() => clearTimeout(timer));
  });
}
