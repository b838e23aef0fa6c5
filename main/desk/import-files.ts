import { createHash } from 'node:crypto';
import { pushAll } from '../../shared/base/lists.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { mostData } from '../jobs/input-file.ts';
import type { DataFile } from '../jobs/messages.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { NewFile } from '../store/stored-file.ts';
import { type ReadInJobsOptions, type RefusedFile, readFilesInJobs } from './read-files.ts';

/** Of one file, bytes. */
export const largestFile = mostData;

export interface ImportOptions extends ReadInJobsOptions {
  readonly store: ProjectStore;
  /** Whether the project was closed meanwhile: reading takes its time. */
  readonly closed: () => boolean;
}

export interface Imported {
  readonly kept: readonly string[];
  readonly refused: readonly RefusedFile[];
}

/**
 * Reads plate files in jobs and keeps those that can be read, as one command: bytes, summary and readings. What is refused
 * does not stop the others.
 */
export async function importFiles(options: ImportOptions): Promise<Outcome<Imported>> {
  const { store, files } = options;
  const refused: RefusedFile[] = [];
  /** Leaves out those with a problem, and says which. */
  const sift = <T extends { readonly name: string }>(
    list: readonly T[],
    problemOf: (file: T, before: readonly T[]) => Problem | null,
  ): readonly T[] => {
    const good: T[] = [];
    for (const file of list) {
      const problem = problemOf(file, good);
      if (problem === null) good.push(file);
      else refused.push({ file: file.name, problems: [problem] });
    }
    return good;
  };
  // Before they are read, which takes time; and again after, for another window may have been faster.
  const fresh = sift(files, (file, before) => givenTwice(file, before) ?? clash(store, file, []));
  const { read, refused: unreadable } = await readFilesInJobs({ ...options, files: fresh });
  if (options.closed()) return failure([closedMeanwhile()]);
  pushAll(refused, unreadable);
  const kept = sift(
    read,
    (file, before) => samePlate(file, before) ?? clash(store, file, file.summary.plates),
  );
  if (kept.length > 0) {
    const added = store.addFiles(kept);
    if (!added.ok) return added;
  }
  return success({ kept: kept.map(({ name }) => name), refused });
}

function closedMeanwhile(): Problem {
  const message = 'the project was closed while its files were read; nothing was added';
  return { code: 'import.closed', severity: 'error', message, remedy: 'Open it and import the files again.' };
}

function givenTwice(file: DataFile, before: readonly DataFile[]): Problem | null {
  if (!before.some(({ name }) => name === file.name)) return null;
  const message = 'two files of that name were given';
  const remedy = 'Rename one and import it again.';
  return { code: 'file.twice', severity: 'error', message, remedy, place: { file: file.name } };
}

function samePlate(file: NewFile, before: readonly NewFile[]): Problem | null {
  const other = before.find(({ summary }) =>
    summary.plates.some((plate) => file.summary.plates.includes(plate)),
  );
  return other === undefined ? null : plateTaken(file.name, other.name);
}

function plateTaken(file: string, other: string): Problem {
  const message = `its plate has the same name as that of “${other}”`;
  const remedy = 'Rename this file: plates are named by their files.';
  return { code: 'file.plateTaken', severity: 'error', message, remedy, place: { file } };
}

/** Why a file of this name and content cannot come into the project; null: it can. */
function clash(store: ProjectStore, file: DataFile | NewFile, plates: readonly string[]): Problem | null {
  const place = { file: file.name };
  const there = store.file(file.name);
  if (there !== null && there.sha256 === createHash('sha256').update(file.bytes).digest('hex')) {
    const message = 'the file is in the project already, with the same content';
    return {
      code: 'file.alreadyImported',
      severity: 'warning',
      message,
      remedy: 'Nothing is to be done.',
      place,
    };
  }
  if (there !== null) {
    const message = 'the project has a file of that name with other content';
    const remedy = 'Rename this one; in the window the other can be removed first.';
    return { code: 'file.exists', severity: 'error', message, remedy, place };
  }
  const other = store.files().find(({ summary }) => summary.plates.some((plate) => plates.includes(plate)));
  return other === undefined ? null : plateTaken(file.name, other.file);
}
