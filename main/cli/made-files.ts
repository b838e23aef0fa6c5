import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { systemWords } from '../jobs/input-file.ts';
import { writeNew } from '../store/new-file.ts';
import { cannotWriteFile, fileTaken } from './file-problems.ts';

/** A text file that is to be written. */
export interface MadeFile {
  /** Below the output folder, name by name. */
  readonly path: readonly string[];
  readonly text: string;
}

/** Why files cannot go into a folder of their own; null: it is not there, or empty. */
export function occupiedFolder(folder: string): Problem | null {
  const refused = (message: string): Problem => ({
    code: 'out.occupied',
    severity: 'error',
    message,
    remedy: 'Choose another folder with --out: nothing is written over.',
    place: { file: folder },
  });
  try {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found === undefined) return null;
    if (!found.isDirectory()) return refused('this is no folder');
    return readdirSync(folder).length === 0 ? null : refused('there are files in this folder');
  } catch (error) {
    return refused(`it cannot be used: ${systemWords(error)}`);
  }
}

/** Writes files below a folder, which is made where it is not there; the paths that they have. */
export function writeMadeFiles(folder: string, files: readonly MadeFile[]): Outcome<readonly string[]> {
  const written: string[] = [];
  for (const { path, text } of files) {
    const file = join(folder, ...path);
    try {
      mkdirSync(dirname(file), { recursive: true });
      if (writeNew(file, [text]) !== 'placed') return failure([fileTaken(file)]);
    } catch (error) {
      return failure([cannotWriteFile(file, error)]);
    }
    written.push(file);
  }
  return success(written);
}
