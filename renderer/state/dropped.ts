import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';

/** What dropped or chosen files are for, told by their names alone; the service looks inside. */
export interface Sorted {
  readonly projects: readonly File[];
  readonly specs: readonly File[];
  readonly models: readonly File[];
  readonly plates: readonly File[];
}

/** Same limits as the service's door (main/handlers). */
const MOST_FILES = 64;
const MOST_BYTES = 200e6;

export function sortFiles(files: readonly File[]): Sorted {
  const ending = (file: File): string => /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
  const projects = files.filter((file) => ending(file) === 'wellspring');
  const specs = files.filter((file) => ['yaml', 'yml'].includes(ending(file)));
  const models = files.filter((file) => ending(file) === 'model');
  const others = [...projects, ...specs, ...models];
  return { projects, specs, models, plates: files.filter((file) => !others.includes(file)) };
}

/** A title for a project made by dropping files. */
export function titleFor(files: readonly File[]): string {
  return files[0]?.name.replace(/\.[^.]+$/, '') ?? '';
}

/** Files too many to be sent; null: not too many. */
export function tooMany(files: readonly File[]): Problem | null {
  if (files.length <= MOST_FILES) return null;
  return {
    code: 'page.tooManyFiles',
    severity: 'error',
    message: `${files.length} files at once are too many; at most ${MOST_FILES} can be read together.`,
    remedy: 'Choose them in several parts.',
  };
}

/** What is given several times and can be taken only once; null: nothing. */
export function oneOnly(what: 'spec' | 'model', files: readonly File[]): Problem | null {
  if (files.length < 2) return null;
  const [first, ...rest] = files.map((file) => file.name);
  return {
    code: 'page.oneOnly',
    severity: 'warning',
    message: `${files.length} ${what}s were given; ${first} is shown, ${rest.join(', ')} not.`,
    remedy: `Give one ${what} at a time.`,
  };
}

/** The bytes of one file, or why they cannot be had. */
export async function readBytes(file: File): Promise<Outcome<Uint8Array>> {
  if (file.size > MOST_BYTES) {
    return failure([
      {
        code: 'page.fileTooBig',
        severity: 'error',
        message: `${file.name} has ${Math.round(file.size / 1e6)} MB; a plate file may have ${MOST_BYTES / 1e6} MB.`,
        remedy: 'Export fewer plates into one file.',
        place: { file: file.name },
      },
    ]);
  }
  try {
    return success(new Uint8Array(await file.arrayBuffer()));
  } catch {
    // Browsers hand out folders and files that are gone as files that cannot be read.
    return failure([
      {
        code: 'page.unreadable',
        severity: 'error',
        message: `${file.name} cannot be read: it is a folder, was moved, or may not be read.`,
        remedy: 'Choose the files themselves.',
        place: { file: file.name },
      },
    ]);
  }
}
