import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { pushAll } from '../../shared/base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { CorrectedPlate } from '../../shared/experiment/correction/apply-steps.ts';
import {
  type Corrections,
  correctionsText,
  noCorrections,
} from '../../shared/experiment/correction/corrections.ts';
import type { SourceFile } from '../../shared/experiment/name-runs.ts';
import { plateNames } from '../../shared/plate/plate-names.ts';
import type { PlateFile } from '../../shared/plate/plate-run.ts';
import { readPlateFile } from '../../shared/plate/read-plate-file.ts';
import { openPlateShelf } from '../desk/plate-shelf.ts';
import { shellWord } from '../fits/shell-word.ts';
import { systemWords } from '../jobs/input-file.ts';
import { laidOutFile, laidOutFiles } from '../jobs/laid-out-files.ts';
import { writeAtomic } from '../store/atomic-file.ts';
import { projectCorrections, setCorrections } from '../store/corrections.ts';
import { projectExtension } from '../store/free-name.ts';
import { projectLayouts } from '../store/layouts.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { UsageError } from './command.ts';
import { openCommandProject } from './command-project.ts';
import { readCorrectionsFile } from './corrections-file.ts';
import { projectPath } from './fit-name.ts';
import { givenLayouts, layoutOption } from './layout-files.ts';
import { openPlateFile } from './open-plate-file.ts';
import type { Given, OptionTable } from './options.ts';
import { type Output, userPath } from './output.ts';
import { answerOptions } from './plate-answers.ts';

/** Options of commands that look at plates: how files are read, and what is in their wells. */
export const plateOptions: OptionTable = { layout: layoutOption, ...answerOptions };

/** Plates that a command looks at, of a project or of files, with what was decided about them. */
export interface PlatesTarget {
  /** As read, with the layout that they have. */
  readonly plates: readonly CorrectedPlate[];
  readonly corrections: Corrections;
  readonly problems: readonly Problem[];
  /** Keeps what was decided; `what` is the log's line of a project. */
  save(corrections: Corrections, what: string): Outcome<unknown>;
  /** As a sentence goes on: `in screen.wellspring`; null: there is nowhere to keep decisions. */
  readonly kept: string | null;
  close(): void;
}

/** A project by its name, or plate files; `--corrections` goes with files. */
export async function openPlates(given: Given, output: Output): Promise<Outcome<PlatesTarget>> {
  const [first = '', ...others] = given.positionals;
  const named = first.toLowerCase().endsWith(projectExtension);
  const isProject = named || (!existsSync(userPath(first)) && existsSync(projectPath(first)));
  if (!isProject) return openFiles(given);
  if (others.length > 0) throw new UsageError(`give one project, or plate files alone: ${others.join(', ')}`);
  if (given.has('corrections'))
    throw new UsageError('--corrections goes with plate files: a project holds its corrections itself');
  if (given.has('layout'))
    throw new UsageError(
      '--layout goes with plate files: a project keeps layouts (import --layout FILE --project P)',
    );
  const store = await openCommandProject(projectPath(first), output);
  if (!store.ok) return store;
  const target = await inProject(store.value);
  if (!target.ok) store.value.close();
  return target;
}

async function openFiles(given: Given): Promise<Outcome<PlatesTarget>> {
  const problems: Problem[] = [];
  const sources = new Map<string, SourceFile>();
  for (const file of given.positionals) {
    const read = await openPlateFile(file, given);
    pushAll(problems, read.problems);
    if (sources.has(basename(file))) problems.push(givenTwice(file));
    // Nobody asks for the hash of a file that is only looked at.
    if (read.ok) sources.set(basename(file), { plateFile: read.value, sha256: '' });
  }
  const layouts = await givenLayouts(given, true);
  pushAll(problems, layouts.problems);
  const corrections = given.text('corrections');
  const path = corrections === null ? null : userPath(corrections);
  const isThere = corrections !== null && existsSync(path ?? '');
  const known = isThere ? readCorrectionsFile(corrections) : success(noCorrections);
  pushAll(problems, known.problems);
  if (!known.ok || !layouts.ok || hasError(problems)) return failure(problems);
  const laid = laidOutFiles(sources, layouts.value ?? []);
  pushAll(problems, laid.problems);
  if (hasError(laid.problems)) return failure(problems);
  return success({
    plates: [...laid.files].flatMap(([file, { plateFile }]) => platesOf(file, plateFile)),
    corrections: known.value,
    problems,
    save: (after) => (path === null ? success(null) : writeCorrections(path, after)),
    kept: corrections === null ? null : `in ${shellWord(corrections)}`,
    close: () => {},
  });
}

/** Plates are named by their files. */
function givenTwice(file: string): Problem {
  const message = 'another file of that name was given, and plates are named by their files';
  const remedy = 'Rename one of them.';
  return { code: 'file.twice', severity: 'error', message, remedy, place: { file } };
}

function writeCorrections(path: string, corrections: Corrections): Outcome<null> {
  try {
    writeAtomic(path, [correctionsText(corrections)]);
    return success(null);
  } catch (error) {
    const message = `the corrections cannot be written: ${systemWords(error)}`;
    const remedy = 'Name another file with --corrections.';
    return failure([
      { code: 'corrections.cannotWrite', severity: 'error', message, remedy, place: { file: path } },
    ]);
  }
}

function platesOf(file: string, { runs }: PlateFile): readonly CorrectedPlate[] {
  const names = plateNames(file, runs);
  return runs.map((run, index) => ({ file, plate: names[index] ?? run.plate, run }));
}

async function inProject(store: ProjectStore): Promise<Outcome<PlatesTarget>> {
  const corrections = projectCorrections(store);
  if (!corrections.ok) return corrections;
  const files = store.files().map(({ file }) => file);
  const sources = openPlateShelf(store).sources(files);
  const problems: Problem[] = [];
  const plates: CorrectedPlate[] = [];
  for (const file of files) {
    const source = sources.get(file);
    const read = source === undefined ? await readAgain(store, file) : success(source.plateFile);
    pushAll(problems, read.problems);
    if (read.ok) pushAll(plates, platesOf(file, read.value));
  }
  if (plates.length === 0 && !hasError(problems)) {
    const message = 'the project has no plate files';
    const remedy = 'Import some: wellspring import plate.csv --project P.';
    const place = { file: store.info.path };
    problems.push({ code: 'project.noFiles', severity: 'error', message, remedy, place });
  }
  if (plates.length === 0) return failure(problems);
  return success({
    plates,
    corrections: corrections.value,
    problems,
    save: (after, what) => setCorrections(store, after, what),
    kept: `in ${shellWord(store.info.path)}`,
    close: () => store.close(),
  });
}

/** Readings whose unpacked form is damaged, or of another version, are read from the original bytes. */
async function readAgain(store: ProjectStore, file: string): Promise<Outcome<PlateFile>> {
  const bytes = store.readFile(file);
  if (!bytes.ok) return bytes;
  const read = await readPlateFile({ file, bytes: bytes.value }, store.file(file)?.summary.answers);
  if (!read.ok) return read;
  const layouts = [...projectLayouts(store)].map(([plate, layout]) => ({ plate, layout }));
  const { plateFile } = laidOutFile(file, { plateFile: read.value, sha256: '' }, layouts);
  return success(plateFile, read.problems);
}
