import { lstatSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Problem } from '../../shared/base/problem.ts';
import { kindOf } from './open-here.ts';
import { ProblemError, storeProblem } from './store-problem.ts';

/** What may lie beside a project: behind its name. The first two are SQLite's. */
export const besides = { log: '-wal', journal: '-journal', note: '-lock', opening: '-opening' } as const;

/** What lies beside a project that was not closed: rows that are not in the file itself yet. */
export interface Leftover {
  readonly file: string;
  readonly bytes: number;
  /** Changes that are to come into the project (write-ahead log), or what was there before one (rollback journal). */
  readonly kind: 'log' | 'journal';
}

/** Behind the name of a project that is out of SQLite's way for a moment. */
export const asideSuffix = '-aside';

/** Files that SQLite would play back into the project when it opens it. */
export function leftoversOf(path: string): readonly Leftover[] {
  const kinds = { [besides.log]: 'log', [besides.journal]: 'journal' } as const;
  return Object.entries(kinds).flatMap(([suffix, kind]) => {
    const bytes = statSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0;
    return bytes === 0 ? [] : [{ file: path + suffix, bytes, kind }];
  });
}

/**
 * What lies under one of these names and is no file of its own (a pipe, a socket, a device, a folder, a link): SQLite would
 * wait for it without end, or write where nobody expects it. null: nothing does. Opens nothing.
 */
export function strangeBeside(project: string): Problem | null {
  for (const suffix of Object.values(besides)) {
    const path = project + suffix;
    const kind = kindOf(lstatSync(path, { throwIfNoEntry: false }));
    if (kind === null) continue;
    const message = `beside the project lies ${basename(path)}, which is no file but ${kind}`;
    const remedy = 'Find out who put it there, and move it elsewhere; then try again.';
    return storeProblem('project.strangeBeside', path, message, remedy);
  }
  return null;
}

/** Before anything opens a project. Throws `ProblemError`, and what the file system throws. */
export function refuseStrangeBeside(project: string): void {
  const strange = strangeBeside(project);
  if (strange !== null) throw new ProblemError(strange);
}
