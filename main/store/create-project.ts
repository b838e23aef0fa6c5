import { statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { failure, type Outcome } from '../../shared/base/problem.ts';
import { makeDatabase } from './connection.ts';
import { nameProblem, projectExtension, takenName } from './free-name.ts';
import { type OpenOptions, openProject } from './open-project.ts';
import { newPart, putInPlace, removePart } from './part-file.ts';
import type { ProjectStore } from './project-store.ts';
import { writeSavedAt } from './saved-at.ts';
import { sealWritten } from './seal.ts';
import { reasonOf, storeProblem } from './store-problem.ts';

export interface CreateOptions extends OpenOptions {
  readonly title: string;
}

/**
 * Makes an empty project and opens it. It is made beside the path and put there whole, so a crash never leaves half a
 * project under the name. A file that is there, or comes to be there meanwhile, is never replaced: of two that make the
 * same project at once one succeeds.
 */
export function createProject(path: string, options: CreateOptions): Outcome<ProjectStore> {
  const full = resolve(path);
  const problem = (code: string, message: string, remedy: string) =>
    failure([storeProblem(code, full, message, remedy)]);
  if (extname(full) !== projectExtension) {
    return problem(
      'project.name',
      `“${basename(full)}” does not end in ${projectExtension}`,
      `Add ${projectExtension} to the name.`,
    );
  }
  const part = newPart(full);
  try {
    const refused = nameProblem(full, 'project.exists');
    if (refused !== null) return failure([refused]);
    if (!statSync(dirname(full), { throwIfNoEntry: false })?.isDirectory())
      return problem('project.noFolder', `there is no folder ${dirname(full)}`, 'Make the folder first.');
    const at = options.now().toISOString();
    makeDatabase(part, (database) => {
      const insert = 'INSERT INTO project (id, title, created_at, created_by) VALUES (1, ?, ?, ?)';
      database.prepare(insert).run(options.title, at, options.who);
      sealWritten(database, 'project', 1);
      writeSavedAt(database, at);
    });
    if (putInPlace(part, full) === 'taken') return failure([takenName(full, 'project.exists')]);
  } catch (error) {
    const remedy = 'Choose a folder that may be written, on a drive with room.';
    return problem('project.cannotWrite', `the project cannot be made: ${reasonOf(error)}`, remedy);
  } finally {
    removePart(part);
  }
  return openProject(full, options);
}
