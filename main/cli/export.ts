import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pushAll } from '../../shared/base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { openKeptFits } from '../fits/kept-fits.ts';
import { systemWords } from '../jobs/input-file.ts';
import { isPlainName, writeNew } from '../store/new-file.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { findProgramFolders } from '../store/resources.ts';
import { type Command, UsageError } from './command.ts';
import { openCommandProject } from './command-project.ts';
import { exitCodes } from './exit-codes.ts';
import { type ExportContents, type ExportedFile, fitTables, originalFiles } from './export-contents.ts';
import { type FitName, parseFitName } from './fit-name.ts';
import { type Output, userPath } from './output.ts';

export const exportCommand: Command = {
  name: 'export',
  positionals: '<project|fit>',
  count: [1, 1],
  summary: 'write what is in a project into open files; of a damaged one all that is whole',
  options: {
    format: {
      kind: 'choice',
      isNeeded: true,
      choices: ['csv', 'files'],
      help: 'csv: the tables of a fit; files: the plate files as they came, and the spec',
    },
    out: {
      kind: 'text',
      isNeeded: true,
      value: 'DIR',
      help: 'where the files go; nothing there is replaced',
    },
    json: { kind: 'flag', help: 'a line of JSON for each file written' },
  },
  withoutReader: () => 'goesOn',
  async run(given, output) {
    const [text = ''] = given.positionals;
    const [format, out] = [given.text('format'), given.text('out')];
    if (format === null) throw new UsageError('--format csv|files is missing');
    if (out === null) throw new UsageError('--out DIR is missing');
    const name = parseFitName(text);
    const store =
      name.kind === 'folder'
        ? failure<ProjectStore>([noProject(name)])
        : await openCommandProject(name.path, output);
    await output.problems(store.problems);
    if (!store.ok) return exitCodes.problems;
    try {
      const problems = await writeOut(store.value, name, format, userPath(out), output);
      await output.problems(problems);
      return hasError(problems) ? exitCodes.problems : exitCodes.done;
    } finally {
      store.value.close();
    }
  },
};

async function writeOut(
  store: ProjectStore,
  name: FitName,
  format: string,
  folder: string,
  output: Output,
): Promise<readonly Problem[]> {
  const contents = contentsOf(store, name, format);
  if (!contents.ok) return contents.problems;
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    return [cannotWrite(folder, error)];
  }
  const problems = [...contents.problems];
  for (const read of contents.value.files) {
    const file = read();
    const written = file.ok ? write(folder, file.value) : file;
    pushAll(problems, written.problems);
    if (!written.ok) continue;
    await output.line({ exported: written.value });
    output.say(`Written: ${written.value}`);
  }
  return problems;
}

function contentsOf(store: ProjectStore, name: FitName, format: string): Outcome<ExportContents> {
  if (format === 'files') return success(originalFiles(store));
  const fits = openKeptFits({ store, version: findProgramFolders().version });
  const stored = fits.find(name.kind === 'project' ? name.fit : null);
  return stored.ok ? fitTables(store, stored.value) : stored;
}

/** The path that it has now. */
function write(folder: string, { name, content }: ExportedFile): Outcome<string> {
  const path = join(folder, name);
  const refuse = (code: string, message: string, remedy: string): Outcome<never> =>
    failure([{ code, severity: 'error', message, remedy, place: { file: path } }]);
  if (!isPlainName(name)) {
    const message = `the project has a file “${name}”, whose name leads out of the folder`;
    return refuse('export.name', message, 'Have whoever sent the project rename it.');
  }
  try {
    if (writeNew(path, content) === 'placed') return success(path);
  } catch (error) {
    return failure([cannotWrite(path, error)]);
  }
  return refuse(
    'export.exists',
    'there is a file of this name already',
    'Choose another, empty folder with --out.',
  );
}

function cannotWrite(file: string, error: unknown): Problem {
  const message = `it cannot be written: ${systemWords(error)}`;
  const remedy = 'Choose a folder that may be written, on a drive with room.';
  return { code: 'export.cannotWrite', severity: 'error', message, remedy, place: { file } };
}

function noProject({ path }: FitName): Problem {
  const message = existsSync(path)
    ? 'this is no project: a fit that is kept in a folder lies there in open files already'
    : 'there is no such file or folder';
  const remedy = 'Name a project, or one of its fits: P.wellspring#fit-2.';
  return { code: 'export.folder', severity: 'error', message, remedy, place: { file: path } };
}
