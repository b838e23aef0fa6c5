import { pushAll } from '../../shared/base/lists.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { answerChanges } from '../../shared/plate/answer-words.ts';
import type { KnownMapping } from '../../shared/plate/mapping/mapping.ts';
import type { ReadAnswers } from '../../shared/plate/read-answers.ts';
import { shellWord } from '../fits/shell-word.ts';
import { mostData } from '../jobs/input-file.ts';
import type { DataFile } from '../jobs/messages.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { NewFile, StoredFile } from '../store/stored-file.ts';
import { contentHash } from './content-hash.ts';
import { type ReadInJobsOptions, type RefusedFile, readFilesInJobs } from './read-files.ts';
import { takenPlace } from './taken-place.ts';

/** Of one file, bytes. */
export const largestFile = mostData;

export interface ImportOptions extends ReadInJobsOptions {
  readonly store: ProjectStore;
  /** Whether the project was closed meanwhile: reading takes its time. */
  readonly closed: () => boolean;
}

export interface Imported {
  /** By the names that the project has for them. */
  readonly kept: readonly string[];
  /** Those of the kept that the project had, with other answers to what they do not say, and what is different now. */
  readonly again: ReadonlyMap<string, readonly string[]>;
  readonly refused: readonly RefusedFile[];
}

/**
 * Reads plate files in jobs and keeps those that can be read, as one command: bytes, summary and readings. What is refused
 * does not stop the others. A longer export of a file that is there takes its place and its name, so that all that is said
 * of its wells stays; so does the same file with other answers.
 */
export async function importFiles(options: ImportOptions): Promise<Outcome<Imported>> {
  const { store } = options;
  const refused: RefusedFile[] = [];
  const known = [...(options.known ?? []), ...knownMappings(store)];
  const files = options.files.map((file) => answered(store, file));
  // Before they are read, which takes time; and again after, for another window may have been faster.
  const fresh = sift(files, refused, (file, before) => givenBefore(file, before) ?? sameContent(store, file));
  const { read, refused: unreadable } = await readFilesInJobs({ ...options, known, files: fresh });
  if (options.closed()) return failure([closedMeanwhile()]);
  pushAll(refused, unreadable);
  const placed = read.flatMap((file) => {
    const place = sameContent(store, file) ?? takenPlace(store, file);
    if (!('code' in place)) return [place];
    refused.push({ file: file.name, problems: [place] });
    return [];
  });
  const kept = sift(
    placed.map(({ file, replaces }) => ({ ...file, replaces })),
    refused,
    (file, before) => samePlate(file, before) ?? clash(store, file),
  );
  const again = new Map<string, readonly string[]>();
  for (const { name, bytes, summary, replaces } of kept) {
    const former = replaces === null ? null : store.file(replaces);
    if (former === null || former.sha256 !== contentHash(bytes)) continue;
    again.set(name, answerChanges(former.summary.answers ?? {}, summary.answers ?? {}));
  }
  if (kept.length > 0) {
    const leaving = kept.flatMap(({ replaces }) => replaces ?? []);
    const added = store.addFiles(kept, [], { replaced: leaving, title: titleOf(kept, again) });
    if (!added.ok) return added;
  }
  return success({ kept: kept.map(({ name }) => name), again, refused });
}

/** `Put a longer export in the place of growth.csv`; `Read growth.csv again: times in min`; with new files among them how many of each. */
function titleOf(
  kept: readonly (NewFile & { readonly replaces: string | null })[],
  again: Imported['again'],
): string | undefined {
  const [only] = kept;
  if (kept.length === 1 && again.size === 0 && only?.replaces != null)
    return `Put a longer export in the place of ${only.replaces}`;
  if (again.size === 0) return undefined;
  const [first] = again;
  if (first !== undefined && kept.length === 1) return `Read ${first[0]} again: ${first[1].join(', ')}`;
  const anew = kept.length - again.size;
  const files = (count: number): string => (count === 1 ? '1 file' : `${count} files`);
  return anew === 0
    ? `Read ${files(again.size)} again`
    : `Import ${files(anew)}, read ${files(again.size)} again`;
}

/** Leaves out those with a problem, and says which. */
function sift<T extends { readonly name: string }>(
  list: readonly T[],
  refused: RefusedFile[],
  problemOf: (file: T, before: readonly T[]) => Problem | null,
): readonly T[] {
  const good: T[] = [];
  for (const file of list) {
    const problem = problemOf(file, good);
    if (problem === null) good.push(file);
    else refused.push({ file: file.name, problems: [problem] });
  }
  return good;
}

/** A file of a name that is there is read as that one was; what is answered now takes the place of the same question's answer. */
function answered(store: ProjectStore, file: DataFile): DataFile {
  const before = store.file(file.name)?.summary.answers;
  return before === undefined ? file : { ...file, answers: { ...before, ...file.answers } };
}

/** Mappings that were given for the project's files, the last one first. */
function knownMappings(store: ProjectStore): readonly KnownMapping[] {
  return store
    .files()
    .flatMap(({ file, summary }) => {
      const mapping = summary.answers?.mapping;
      return mapping === undefined ? [] : [{ from: file, mapping }];
    })
    .toReversed();
}

function closedMeanwhile(): Problem {
  const message = 'the project was closed while its files were read; nothing was added';
  return { code: 'import.closed', severity: 'error', message, remedy: 'Open it and import the files again.' };
}

/** Why a file is left out beside those that were given before it: the same bytes, or the same name; null: it is not. */
export function givenBefore(file: DataFile, before: readonly DataFile[]): Problem | null {
  const twin = before.find(({ bytes }) => contentHash(bytes) === contentHash(file.bytes));
  if (twin !== undefined) return sameBytes(file.name, `“${twin.name}”, which was given with it`);
  if (!before.some(({ name }) => name === file.name)) return null;
  const message = 'two files of that name were given';
  const remedy = 'Rename a copy of one of them and import that.';
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
  const remedy = 'Rename a copy of this file and import that: plates are named by their files.';
  return { code: 'file.plateTaken', severity: 'error', message, remedy, place: { file } };
}

/** The same bytes are in the project, and nothing else is answered; null: they are not. */
function sameContent(store: ProjectStore, { name, bytes, ...rest }: DataFile | NewFile): Problem | null {
  const sha256 = contentHash(bytes);
  const twin = store.files().find((stored) => stored.sha256 === sha256);
  if (twin === undefined) return null;
  const answers = 'summary' in rest ? rest.summary.answers : rest.answers;
  if (twin.file === name && !isAnsweredAlike(twin, answers)) return null;
  if (twin.file !== name) return sameBytes(name, `“${twin.file}”, which is in the project`);
  const message = 'the file is in the project already, with the same content';
  const remedy = 'Nothing is to be done.';
  return { code: 'file.alreadyImported', severity: 'warning', message, remedy, place: { file: name } };
}

function sameBytes(file: string, other: string): Problem {
  const message = `the file is the same, byte for byte, as ${other}; it was not added again`;
  const remedy = 'Nothing is to be done.';
  return { code: 'file.sameBytes', severity: 'warning', message, remedy, place: { file } };
}

function isAnsweredAlike({ summary }: StoredFile, answers: ReadAnswers | undefined): boolean {
  const text = (given: ReadAnswers | undefined): string =>
    JSON.stringify(Object.entries(given ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
  return answers === undefined || text(answers) === text(summary.answers);
}

/** Why a file cannot come into the project; null: it can. */
function clash(store: ProjectStore, file: NewFile & { readonly replaces: string | null }): Problem | null {
  const { name, replaces, summary } = file;
  if (store.file(name) !== null && replaces !== name) {
    const message = 'the project has a file of that name with other content';
    const remedy = `Rename a copy of this one and import that, or remove the other first: wellspring import --project P --remove ${shellWord(name)}.`;
    const inWindow = 'Rename a copy of this one and import that, or remove the other first.';
    return { code: 'file.exists', severity: 'error', message, remedy, inWindow, place: { file: name } };
  }
  const other = store
    .files()
    .find(
      (stored) =>
        stored.file !== replaces && stored.summary.plates.some((plate) => summary.plates.includes(plate)),
    );
  return other === undefined ? null : plateTaken(name, other.file);
}
