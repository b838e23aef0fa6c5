import { type Outcome, success } from '../../shared/base/problem.ts';
import type { Change } from './change-schema.ts';
import type { StoreSession } from './store-session.ts';
import { findFile, insertFile, type NewFile, type StoredFile } from './stored-file.ts';

/** How files come into a project beside others. */
export interface AddedFiles {
  /** Names of those whose place they take. */
  readonly replaced?: readonly string[];
  /** What the log says; left out: that they were imported. */
  readonly title?: string | undefined;
}

/** Keeps plate files, all or none; `also` belongs to the same command, and so does removing those that are replaced. */
export function addFilesIn(
  session: StoreSession,
  files: readonly NewFile[],
  also: readonly Change[],
  { replaced = [], title }: AddedFiles,
): Outcome<readonly StoredFile[]> {
  const { database } = session;
  const there = (name: string): StoredFile | null => findFile(database, name, session.onDamage);
  const names = files.map((file) => file.name);
  const isTaken = (name: string): boolean => there(name) !== null && !replaced.includes(name);
  const twice = names.find((name, index) => names.indexOf(name) !== index || isTaken(name));
  if (twice !== undefined) {
    const remedy = 'Remove the other one, or give this one another name.';
    return session.fail('file.exists', `the project has a file “${twice}” already`, remedy);
  }
  const what = title ?? (names.length === 1 ? `Import ${names[0]}` : `Import ${names.length} files`);
  const gone = replaced.flatMap((name) => there(name)?.id ?? []);
  const added = session.write((at) => {
    const ids = files.map((file) => insertFile(database, file, at, session.who));
    const removed: readonly Change[] = gone.length === 0 ? [] : [{ kind: 'files.recycle', ids: gone }];
    return session.run(what, [...removed, { kind: 'files.restore', ids }, ...also], at);
  });
  return added.ok ? success(session.lists.files().filter(({ file }) => names.includes(file))) : added;
}
