import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import type { PlateFile } from '../../shared/plate/plate-run.ts';
import type { PlateSource } from '../../shared/plate/plate-source.ts';
import { type ReadPlateOptions, readPlateFile } from '../../shared/plate/read-plate-file.ts';
import { mostData, readInputBytes } from '../jobs/input-file.ts';
import { givenMappings } from './mapping-files.ts';
import type { Given } from './options.ts';
import { userPath } from './output.ts';
import { answersOf } from './plate-answers.ts';

/** Opens a plate file that the user names, with the answers and mappings that are given. */
export async function openPlateFile(file: string, given: Given): Promise<Outcome<PlateFile>> {
  const options = givenReading(given);
  if (!options.ok) return options;
  const source = openSource(file);
  return source.ok ? readPlateFile(source.value, options.value) : source;
}

/** How files are read: answers, and where their readings stand. Throws UsageError as `answersOf` does. */
export function givenReading(given: Given): Outcome<ReadPlateOptions> {
  const answers = answersOf(given);
  const maps = givenMappings(given.text('map'));
  if (!maps.ok) return maps;
  const { mapping, known } = maps.value;
  return success({ ...answers, known, ...(mapping !== null && { mapping }) });
}

/** The bytes of a file that the user names. */
export function openSource(file: string): Outcome<PlateSource> {
  const bytes = readInputBytes(userPath(file), mostData);
  if (bytes.ok) return success({ file, bytes: bytes.value });
  const message = `the file cannot be read: ${bytes.fault}`;
  const { remedy } = bytes;
  return failure([{ code: 'file.unreadable', severity: 'error', message, remedy, place: { file } }]);
}
