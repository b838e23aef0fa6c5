import type { Problem } from '../../shared/base/problem.ts';
import { systemWords } from '../jobs/input-file.ts';

/** What is there is never replaced. */
export function fileTaken(file: string): Problem {
  return {
    code: 'out.exists',
    severity: 'error',
    message: 'there is something of this name already',
    remedy: 'Choose another name.',
    place: { file },
  };
}

export function cannotWriteFile(file: string, error: unknown): Problem {
  return {
    code: 'out.cannotWrite',
    severity: 'error',
    message: `it cannot be written: ${systemWords(error)}`,
    remedy: 'Choose a folder that may be written, on a drive with room.',
    place: { file },
  };
}
