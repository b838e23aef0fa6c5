import { createHash } from 'node:crypto';
import { pushAll } from '../../shared/base/lists.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { answerChanges } from '../../shared/plate/answer-words.ts';
import { mostData } from '../jobs/input-file.ts';
import type { DataFile } from '../jobs/messages.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { NewFile, StoredFile } from '../store/stored-file.ts';
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
  /** Those of the kept that the project had, with other answers to what they do not say, and what is different now. */
  readonly again: ReadonlyMap<string, readonly string[]>;
  readonly refused: readonly RefusedFile[];
}

/**
 * Reads plate files in jobs and keeps those that can be read, as one command: bytes, summary and readings. What is refused
 * does not stop the others. A file that the project has already, given with other answers, is read again under these; each
 * answer takes the place of the one to the same question, the others stay.
 */
export async function importFiles(options: ImportOptions): Promise<Outcome<Imported>> {
  const { store } = options;
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
  const files = options.files.map((file) => withFormerAnswers(store, file));
  // Before they are read, which takes time; and again after, for another window may have been faster.
  const fresh = sift(files, (file, before) => givenTwice(file, before) ?? clash(store, file, []));
  const { read, refused: unreadable } = await readFilesInJobs({ ...options, files: fresh });
  if (options.closed()) return failure([closedMeanwhile()]);
  pushAll(refused, unreadable);
  const kept = sift(
    read,
    (file, before) => samePlate(file, before) ?? clash(store, file, file.summary.plates),
  );
  const again = new Map<string, readonly string[]>();
  const replaced: StoredFile[] = [];
  for (const file of kept) {
    const former = sameContent(store, file);
    if (former === null) continue;
    again.set(file.name, answerChanges(former.summary.answers ?? {}, file.summary.answers ?? {}));
    replaced.push(former);
  }
  if (kept.length > 0) {
    const ids = replaced.map(({ id }) => id);
    const added =
      ids.length === 0
        ? store.addFiles(kept)
        : store.addFiles(kept, [{ kind: 'files.recycle', ids }], titleOf(kept, again));
    if (!added.ok) return added;
  }
  return success({ kept: kept.map(({ name }) => name), again, refused });
}

/** `Read growth.csv again: times in min`; with new files among them how many of each. */
function titleOf(kept: readonly NewFile[], again: Imported['again']): string {
  const [first] = again;
  if (first !== undefined && kept.length === 1) return `Read ${first[0]} again: ${first[1].join(', ')}`;
  const anew = kept.length - again.size;
  const files = (count: number): string => (count === 1 ? '1 file' : `${count} files`);
  return anew === 0
    ? `Read ${files(again.size)} again`
    : `Import ${files(anew)}, read ${files(again.size)} again`;
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

/** The project's file of this name, if it has the same bytes. */
function sameContent(store: ProjectStore, { name, bytes }: DataFile | NewFile): StoredFile | null {
  const there = store.file(name);
  const isSame = there !== null && there.sha256 === createHash('sha256').update(bytes).digest('hex');
  return isSame ? there : null;
}

/** Of a file that the project has: what was answered before and is not answered now stays. */
function withFormerAnswers(store: ProjectStore, file: DataFile): DataFile {
  const former = sameContent(store, file)?.summary.answers;
  return former === undefined ? file : { ...file, answers: { ...former, ...file.answers } };
}

/** Why a file of this name and content cannot come into the project; null: it can, or is to be read again there. */
function clash(store: ProjectStore, file: DataFile | NewFile, plates: readonly string[]): Problem | null {
  const place = { file: file.name };
  const former = sameContent(store, file);
  const given = 'summary' in file ? file.summary.answers : file.answers;
  if (former !== null && answerChanges(former.summary.answers ?? {}, given ?? {}).length === 0) {
    const message = 'the file is in the project already, with the same content';
    return {
      code: 'file.alreadyImported',
      severity: 'warning',
      message,
      remedy: 'Nothing is to be done.',
      place,
    };
  }
  if (former === null && store.file(file.name) !== null) {
    const message = 'the project has a file of that name with other content';
    const remedy = 'Rename this one; in the window the other can be removed first.';
    const inWindow = 'Rename this one, or remove the other first.';
    return { code: 'file.exists', severity: 'error', message, remedy, inWindow, place };
  }
  const other = store
    .files()
    .find(({ id, summary }) => id !== former?.id && summary.plates.some((plate) => plates.includes(plate)));
  return other === undefined ? null : plateTaken(file.name, other.file);
}
