import { failure, type Outcome } from '../../shared/base/problem.ts';
import type { PlateFile } from '../../shared/plate/plate-run.ts';
import type { ReadAnswers } from '../../shared/plate/read-answers.ts';
import { readPlateFile } from '../../shared/plate/read-plate-file.ts';
import { mostData, readInputBytes } from '../jobs/input-file.ts';
import { userPath } from './output.ts';

/** A plate file as the user named it, in this process. */
export async function openPlateFile(file: string, answers: ReadAnswers): Promise<Outcome<PlateFile>> {
  const bytes = readInputBytes(userPath(file), mostData);
  if (!bytes.ok) {
    const message = `the file cannot be read: ${bytes.fault}`;
    const { remedy } = bytes;
    return failure([{ code: 'file.unreadable', severity: 'error', message, remedy, place: { file } }]);
  }
  return readPlateFile({ file, bytes: bytes.value }, answers);
}
