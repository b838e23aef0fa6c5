import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { failure, type Outcome } from '../../shared/base/problem.ts';
import { bytesOf, mostNameBytes } from '../../shared/base/short-text.ts';
import { syncFolder } from './atomic-file.ts';
import { makeDatabase } from './connection.ts';
import { type OpenOptions, openProject } from './open-project.ts';
import type { ProjectStore } from './project-store.ts';
import { reasonOf, storeProblem } from './store-problem.ts';

export interface CreateOptions extends OpenOptions {
  readonly title: string;
}

/** Of every project file. */
export const projectExtension = '.wellspring';

/**
 * Makes an empty project and opens it. It is made beside the path and moved there whole, so a crash never leaves half a
 * project under the name. An existing file is refused, never replaced.
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
  if (bytesOf(basename(full)) > mostNameBytes) {
    const message = `the file’s name takes ${bytesOf(basename(full))} bytes, more than ${mostNameBytes}`;
    return problem('project.name', message, 'Choose a shorter name.');
  }
  if (existsSync(full))
    return problem('project.exists', 'there is a file of this name already', 'Choose another name.');
  if (!statSync(dirname(full), { throwIfNoEntry: false })?.isDirectory())
    return problem('project.noFolder', `there is no folder ${dirname(full)}`, 'Make the folder first.');
  const part = `${full}.part`;
  const at = options.now().toISOString();
  try {
    for (const rest of [part, `${part}-journal`]) rmSync(rest, { force: true });
    makeDatabase(part, (database) => {
      const insert = 'INSERT INTO project (id, title, created_at, created_by) VALUES (1, ?, ?, ?)';
      database.prepare(insert).run(options.title, at, options.who);
      database.prepare('INSERT INTO saved (id, at) VALUES (1, ?)').run(at);
    });
    renameSync(part, full);
    syncFolder(dirname(full));
  } catch (error) {
    rmSync(part, { force: true });
    const remedy = 'Choose a folder that may be written, on a drive with room.';
    return problem('project.cannotWrite', `the project cannot be made: ${reasonOf(error)}`, remedy);
  }
  return openProject(full, options);
}
