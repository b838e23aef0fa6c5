import { existsSync } from 'node:fs';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import {
  type Corrections,
  correctionsText,
  noCorrections,
} from '../../shared/experiment/correction/corrections.ts';
import type { ExaminedPlates, PlateQuestion } from '../../shared/experiment/examine-plates.ts';
import { examineInJob } from '../desk/examine-in-job.ts';
import { shellWord } from '../fits/shell-word.ts';
import { damagedCode } from '../jobs/examine-job.ts';
import { systemWords } from '../jobs/input-file.ts';
import { writeAtomic } from '../store/atomic-file.ts';
import { projectCorrections, setCorrections } from '../store/corrections.ts';
import { projectExtension } from '../store/free-name.ts';
import { projectLayouts } from '../store/layouts.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { UsageError } from './command.ts';
import { openCommandProject } from './command-project.ts';
import { readCorrectionsFile } from './corrections-file.ts';
import { projectPath } from './fit-name.ts';
import type { Interruptible } from './interruptible.ts';
import { layoutOption } from './layout-files.ts';
import type { Given, OptionTable } from './options.ts';
import { type Output, userPath } from './output.ts';
import { answerOptions } from './plate-answers.ts';
import { ProjectReadings } from './project-readings.ts';
import { readGivenPlates } from './read-given-plates.ts';

/** Options of commands that look at plates: how files are read, and what is in their wells. */
export const plateOptions: OptionTable = { layout: layoutOption, ...answerOptions };

/** Plates that a command looks at, of a project or of files, with what was decided about them. */
export interface PlatesTarget {
  readonly corrections: Corrections;
  readonly problems: readonly Problem[];
  /** Looks at the plates, whole and laid out, under these corrections: in a job. */
  examine(corrections: Corrections, question: PlateQuestion): Promise<Outcome<ExaminedPlates>>;
  /** Keeps what was decided; `what` is the log's line of a project. */
  save(corrections: Corrections, what: string): Outcome<unknown>;
  /** As a sentence goes on: `in screen.wellspring`; null: there is nowhere to keep decisions. */
  readonly kept: string | null;
  close(): void;
}

/** A project by its name, or plate files and folders of them; `--corrections` goes with files. */
export async function openPlates(
  given: Given,
  output: Output,
  jobs: Interruptible,
): Promise<Outcome<PlatesTarget>> {
  const [first = '', ...others] = given.positionals;
  const named = first.toLowerCase().endsWith(projectExtension);
  const isProject = named || (!existsSync(userPath(first)) && existsSync(projectPath(first)));
  if (!isProject) return openFiles(given, output, jobs);
  if (others.length > 0) throw new UsageError(`give one project, or plate files alone: ${others.join(', ')}`);
  if (given.has('corrections'))
    throw new UsageError('--corrections goes with plate files: a project holds its corrections itself');
  if (given.has('layout'))
    throw new UsageError(
      '--layout goes with plate files: a project keeps layouts (import --layout FILE --project P)',
    );
  const store = await openCommandProject(projectPath(first), output);
  if (!store.ok) return store;
  const target = await inProject(store.value, output, jobs);
  if (!target.ok) store.value.close();
  return target;
}

async function openFiles(given: Given, output: Output, jobs: Interruptible): Promise<Outcome<PlatesTarget>> {
  const corrections = given.text('corrections');
  const path = corrections === null ? null : userPath(corrections);
  const isThere = corrections !== null && existsSync(path ?? '');
  const decided = isThere ? readCorrectionsFile(corrections) : success(noCorrections);
  const plates = await readGivenPlates(given, output, jobs);
  const problems: Problem[] = [...plates.problems, ...decided.problems];
  if (!plates.ok || !decided.ok) return failure(problems);
  const { layouts } = plates.value;
  const files = plates.value.files.flatMap(({ name, parsed }) =>
    parsed === null ? [] : [{ file: name, parsed }],
  );
  const laid = { list: layouts ?? [], isKept: false };
  return success({
    ...{ corrections: decided.value, problems },
    examine: ({ steps }, question) =>
      examineInJob({ files, layouts: laid, corrections: steps, question }, jobs.supervisor),
    save: (after) => (path === null ? success(null) : writeCorrections(path, after)),
    kept: corrections === null ? null : `in ${shellWord(corrections)}`,
    close: () => {},
  });
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

async function inProject(
  store: ProjectStore,
  output: Output,
  jobs: Interruptible,
): Promise<Outcome<PlatesTarget>> {
  const corrections = projectCorrections(store);
  if (!corrections.ok) return corrections;
  const names = store.files().map(({ file }) => file);
  if (names.length === 0) {
    const message = 'the project has no plate files';
    const remedy = 'Import some: wellspring import plate.csv --project P.';
    const place = { file: store.info.path };
    return failure([{ code: 'project.noFiles', severity: 'error', message, remedy, place }]);
  }
  const readings = new ProjectReadings(store, output, jobs);
  await readings.take(names);
  const layouts = { list: [...projectLayouts(store).values()], isKept: true };
  return success({
    ...{ corrections: corrections.value, problems: readings.problems },
    examine: async ({ steps }, question) => {
      const look = () =>
        examineInJob({ files: readings.files(), layouts, corrections: steps, question }, jobs.supervisor);
      const looked = await look();
      const damaged = looked.problems.flatMap(({ code, place }) =>
        code === damagedCode ? (place?.file ?? []) : [],
      );
      if (looked.ok || damaged.length === 0) return looked;
      await readings.readAgain(damaged);
      return look();
    },
    save: (after, what) => setCorrections(store, after, what),
    kept: `in ${shellWord(store.info.path)}`,
    close: () => store.close(),
  });
}
