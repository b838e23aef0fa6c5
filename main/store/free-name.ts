import { lstatSync } from 'node:fs';
import { basename } from 'node:path';
import type { Problem } from '../../shared/base/problem.ts';
import { strangeBeside } from './beside-project.ts';
import { leftoversOf } from './probe-file.ts';
import { storeProblem } from './store-problem.ts';

/** Of every project file. */
export const projectExtension = '.wellspring';

/** Bytes of a name that every file system takes, less what is put before and behind it for the files beside a project. */
export const longestName = 255 - 40;

/**
 * What stands in the way of a project under this name; null: nothing yet. A log beside a free name belongs to a project that
 * went away without it, and would be played back into the new one. Opens nothing; throws what the file system throws.
 *
 * @param code of the problem that the name is taken.
 */
export function nameProblem(path: string, code: string): Problem | null {
  const name = basename(path);
  const bytes = Buffer.byteLength(name);
  if (bytes > longestName) {
    const message = `the name is too long: ${bytes} bytes, and ${longestName} is the most for a project`;
    return storeProblem('project.name', path, message, 'Choose a shorter name.');
  }
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return takenName(path, code);
  const strange = strangeBeside(path);
  if (strange !== null) return strange;
  const [left] = leftoversOf(path);
  if (left === undefined) return null;
  const message = `beside this name lies ${basename(left.file)}, left by a project that is not here any more`;
  const remedy =
    'Choose another name; or bring that project back to this name and open it, which takes the log in.';
  return storeProblem(code, path, message, remedy);
}

export function takenName(path: string, code: string): Problem {
  return storeProblem(code, path, 'there is a file of this name already', 'Choose another name.');
}
