import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../shared/base/problem.ts';
import { systemWords } from '../jobs/input-file.ts';
import { writeNew } from '../store/new-file.ts';

/** What is there is never replaced. */
export function fileTaken(file: string): Problem {
  return {
    code: 'table.exists',
    severity: 'error',
    message: 'there is something of this name already',
    remedy: 'Choose another name, or an empty folder.',
    place: { file },
  };
}

export function cannotWriteFile(file: string, error: unknown): Problem {
  return {
    code: 'table.cannotWrite',
    severity: 'error',
    message: `it cannot be written: ${systemWords(error)}`,
    remedy: 'Choose a folder that may be written, on a drive with room.',
    place: { file },
  };
}

/** Why tables cannot go into a folder; null: it is not there, or empty. */
export function refuseFolder(folder: string): Problem | null {
  try {
    const there = statSync(folder, { throwIfNoEntry: false });
    if (there === undefined) return null;
    if (there.isDirectory() && readdirSync(folder).length === 0) return null;
    return fileTaken(folder);
  } catch (error) {
    return cannotWriteFile(folder, error);
  }
}

/** Makes the folder and writes the files, in their order; why not, where one cannot be written. */
export function writeFiles(
  folder: string,
  files: readonly (readonly [name: string, content: Iterable<string>])[],
): Problem | null {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of files)
      if (writeNew(join(folder, name), content) === 'taken') return fileTaken(join(folder, name));
    return null;
  } catch (error) {
    return cannotWriteFile(folder, error);
  }
}
