import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { pushAll } from '../../shared/base/lists.ts';
import { hasError, type Problem } from '../../shared/base/problem.ts';
import type { Layout } from '../../shared/plate/layout/layout.ts';
import { importFiles } from '../desk/import-files.ts';
import { layOutProject } from '../desk/lay-out-project.ts';
import { tellJoined } from '../desk/tell-joined.ts';
import { mostFilesAtOnce } from '../store/change-schema.ts';
import { projectExtension } from '../store/free-name.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { type Command, UsageError } from './command.ts';
import { createCommandProject, openCommandProject } from './command-project.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { givenProject } from './fit-name.ts';
import { givenPlates } from './given-plates.ts';
import { type Interruptible, interruptible } from './interruptible.ts';
import { tellJoins } from './joins-text.ts';
import { givenLayouts, layoutOption } from './layout-files.ts';
import type { Given } from './options.ts';
import type { Output } from './output.ts';
import { answerOptions } from './plate-answers.ts';
import { changeOptions, changeProject, isChangeAlone } from './project-changes.ts';

export const importCommand: Command = {
  name: 'import',
  positionals: '<file or folder...>',
  count: [0, mostFilesAtOnce],
  summary: 'keep plate files in a project, made where it is not there; take them out again, undo, redo',
  options: {
    project: { kind: 'text', isNeeded: true, value: 'P', help: 'the project file' },
    ...answerOptions,
    layout: layoutOption,
    ...changeOptions,
    json: { kind: 'flag', help: 'a line of JSON for each file kept' },
  },
  withoutReader: () => 'goesOn',
  async run(given, output) {
    const project = given.text('project');
    if (project === null) throw new UsageError('--project P is missing');
    const isChange = isChangeAlone(given);
    if (given.positionals.length === 0 && !given.has('layout') && !isChange)
      throw new UsageError('<file...> is missing, or --layout FILE for files that are in the project');
    const answers = Object.keys(answerOptions).filter((option) => given.has(option));
    const idle = answers.filter((option) => option !== 'decimal' && option !== 'plate');
    if (given.positionals.length === 0 && !isChange && idle.length > 0)
      throw new UsageError(`--${idle[0]} says how plate files are read: name them too, or leave it out`);
    const layouts = await givenLayouts(given, true);
    await output.problems(layouts.problems);
    if (!layouts.ok) return exitCodes.problems;
    const named = givenProject(project);
    if (!named.ok) {
      await output.problems(named.problems);
      return exitCodes.problems;
    }
    const path = named.value;
    const made = !existsSync(path);
    if (made && (given.positionals.length === 0 || isChange)) {
      await output.problems([noProject(path)]);
      return exitCodes.problems;
    }
    const title = basename(path).slice(0, -projectExtension.length);
    const store = made ? createCommandProject(path, title) : await openCommandProject(path, output);
    await output.problems(made ? store.problems.map(againIfMade) : store.problems);
    if (!store.ok) return exitCodes.problems;
    try {
      if (isChange) return await changeProject(store.value, given, output);
      const code = await interruptible((jobs) => importInto(store.value, given, layouts.value, output, jobs));
      const isKept = store.value.files().length > 0;
      if (isKept) output.say(`Project${made ? ' (new)' : ''}: ${store.value.info.path}`);
      return code;
    } finally {
      // A project that a wrong file made would only be in the way.
      store.value.close(made && store.value.files().length === 0 ? 'goes' : 'stays');
    }
  },
};

/** Another command was the first to make the project: to import again is the way on, not another name. */
function againIfMade(problem: Problem): Problem {
  if (problem.code !== 'project.exists') return problem;
  const remedy = 'Run the command again once the other one has ended: the files then go into that project.';
  return { ...problem, message: 'another program has made this project meanwhile', remedy };
}

function noProject(path: string): Problem {
  const message = 'there is no such project, and no file to begin one with';
  const remedy = 'Name its plate files too, or check the name after --project.';
  return { code: 'project.missing', severity: 'error', message, remedy, place: { file: path } };
}

async function importInto(
  store: ProjectStore,
  given: Given,
  layouts: readonly Layout[] | null,
  output: Output,
  jobs: Interruptible,
): Promise<ExitCode> {
  const plates = givenPlates(given);
  if (!plates.ok) {
    await output.problems(plates.problems);
    return exitCodes.problems;
  }
  const { files, known, wordsFor } = plates.value;
  const problems: Problem[] = [...plates.problems];
  const outcome = await importFiles({
    ...{ store, files, known, supervisor: jobs.supervisor, closed: jobs.interrupted },
    onFile: (file, done) => output.say(`reading ${done + 1} of ${files.length}: ${file}`),
  });
  if (jobs.interrupted()) return exitCodes.interrupted;
  if (!outcome.ok) pushAll(problems, outcome.problems);
  for (const refused of outcome.ok ? outcome.value.refused : []) pushAll(problems, wordsFor(refused));
  for (const name of outcome.ok ? outcome.value.kept : []) {
    const stored = store.file(name);
    if (stored === null) continue;
    const { file, bytes, sha256, summary } = stored;
    const { format, confidence, plates, wells, cycles, signals } = summary;
    const changes = outcome.ok ? outcome.value.again.get(name) : undefined;
    await output.line({
      project: store.info.path,
      ...(changes !== undefined && { again: changes }),
      imported: { file, bytes, sha256, format, confidence, plates, wells, cycles, signals },
    });
    if (changes !== undefined) output.say(`${file} was read again: ${changes.join(', ')}`);
    output.say(`${file}: ${format}, ${wells} wells, ${cycles} cycles, ${signals.join(', ')}`);
    pushAll(problems, summary.problems);
  }
  const joined = tellJoined(store, outcome.ok ? outcome.value.kept : []);
  for (const told of joined.plates) await output.line({ joined: told });
  tellJoins(joined.plates, output);
  pushAll(problems, joined.problems);
  if (layouts !== null) {
    const kept = outcome.ok ? outcome.value.kept : [];
    // A longer export has the name of what it took the place of.
    const names = [...new Set([...files.map(({ name }) => name), ...kept])].filter(
      (name) => store.file(name) !== null,
    );
    // Where files are imported --plate says what they are called.
    const plate = files.length === 0 ? given.text('plate') : null;
    const laid = layOutProject(store, { layouts, files: names, from: given.texts('layout'), plate });
    pushAll(problems, laid.problems);
    const { layouts: done, replaced } = laid.ok ? laid.value : { layouts: [], replaced: [] };
    for (const { plate: laidOut, wells } of done) {
      const isReplaced = replaced.includes(laidOut ?? '');
      await output.line({
        laidOut: { plate: laidOut, wells: wells.length, ...(isReplaced && { replaced: true }) },
      });
      const before = isReplaced ? ', in the place of the layout that it had (--undo brings that back)' : '';
      output.say(`${laidOut}: laid out, wells ${wells.length}${before}`);
    }
  }
  await output.problems(problems);
  return hasError(problems) ? exitCodes.problems : exitCodes.done;
}
