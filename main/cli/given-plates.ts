import { basename } from 'node:path';
import { type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { KnownMapping } from '../../shared/plate/mapping/mapping.ts';
import type { RefusedFile } from '../desk/read-files.ts';
import { mostData, readInputBytes } from '../jobs/input-file.ts';
import type { DataFile } from '../jobs/messages.ts';
import { givenMappings } from './mapping-files.ts';
import type { Given } from './options.ts';
import { userPath } from './output.ts';
import { answersOf } from './plate-answers.ts';
import { passedInFolder, platePaths } from './plate-paths.ts';

/** Plate files that a command was given, their bytes with what was answered, for a job to read. */
export interface GivenPlates {
  readonly files: readonly DataFile[];
  /** Mappings of `--map DIR`, each for files of its shape. */
  readonly known: readonly KnownMapping[];
  /** Why files of a job were refused, as it is told: of a folder's those that are no plate files are passed over. */
  wordsFor(refused: RefusedFile): readonly Problem[];
}

/** The bytes of the files and of the folders' files; those that cannot be read are problems beside the others. */
export function givenPlates(given: Given): Outcome<GivenPlates> {
  const maps = givenMappings(given.text('map'));
  if (!maps.ok) return maps;
  const { mapping, known } = maps.value;
  const answers = { ...answersOf(given), ...(mapping !== null && { mapping }) };
  const paths = platePaths(given.positionals);
  const problems: Problem[] = [...paths.problems];
  const files = paths.files.flatMap(({ file }): DataFile[] => {
    const bytes = readInputBytes(userPath(file), mostData);
    if (bytes.ok) return [{ name: basename(file), bytes: bytes.value, answers }];
    const message = `the file cannot be read: ${bytes.fault}`;
    const { remedy } = bytes;
    problems.push({ code: 'file.unreadable', severity: 'error', message, remedy, place: { file } });
    return [];
  });
  const inFolder = new Set(
    paths.files.flatMap(({ file, folder }) => (folder === null ? [] : [basename(file)])),
  );
  const wordsFor = ({ file, problems: told }: RefusedFile): readonly Problem[] =>
    (inFolder.has(file) && passedInFolder(told)) || told;
  return success({ files, known, wordsFor }, problems);
}
