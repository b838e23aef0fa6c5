import { lstatSync } from 'node:fs';
import { basename } from 'node:path';
import type { Problem } from '../../shared/base/problem.ts';
import { kindOf } from './open-here.ts';
import { ProblemError, storeProblem } from './store-problem.ts';

/** What may lie beside a project: behind its name. The first two are SQLite's. */
export const besides = { log: '-wal', journal: '-journal', note: '-lock', opening: '-opening' } as const;

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
