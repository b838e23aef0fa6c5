import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pushAll } from '../../shared/base/lists.ts';
import type { Problem } from '../../shared/base/problem.ts';
import { systemWords } from '../jobs/input-file.ts';
import { userPath } from './output.ts';

/** A file that was named, or lies in a folder that was. */
export interface PlatePath {
  /** As the user gave it, or the folder as given with the file's name. */
  readonly file: string;
  /** null: it was named itself. */
  readonly folder: string | null;
}

export interface PlatePaths {
  readonly files: readonly PlatePath[];
  readonly problems: readonly Problem[];
}

/** `plate2` before `plate10`. */
const order = new Intl.Collator('en', { numeric: true });

/** Files as given, a folder's in the order of their names; what is passed over there is named. Folders in it are not entered. */
export function platePaths(given: readonly string[]): PlatePaths {
  const files: PlatePath[] = [];
  const problems: Problem[] = [];
  for (const path of given) {
    if (!isFolder(path)) {
      files.push({ file: path, folder: null });
      continue;
    }
    const found = filesIn(path);
    if ('problem' in found) problems.push(found.problem);
    else {
      pushAll(
        files,
        found.files.map((name) => ({ file: join(path, name), folder: path })),
      );
      if (found.passed.length > 0) problems.push(passedOver(path, found.passed));
      if (found.files.length === 0) problems.push(noPlates(path, 'it has no file'));
    }
  }
  return { files, problems };
}

function isFolder(path: string): boolean {
  return statSync(userPath(path), { throwIfNoEntry: false })?.isDirectory() === true;
}

function filesIn(
  path: string,
): { readonly files: readonly string[]; readonly passed: readonly string[] } | { readonly problem: Problem } {
  try {
    const entries = readdirSync(userPath(path), { withFileTypes: true });
    const names = entries.map((entry) => ({ name: entry.name, taken: isTaken(join(path, entry.name)) }));
    names.sort((a, b) => order.compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
    return {
      files: names.flatMap(({ name, taken }) => (taken ? [name] : [])),
      passed: names.flatMap(({ name, taken }) => (taken ? [] : [name])),
    };
  } catch (error) {
    const message = `the folder cannot be read: ${systemWords(error)}`;
    const remedy = 'Check whether you may read it, or name its files.';
    return {
      problem: { code: 'folder.unreadable', severity: 'error', message, remedy, place: { file: path } },
    };
  }
}

/** Whether a folder's entry is looked into: not what systems and open programs hide there, no other folder, no project. */
function isTaken(path: string): boolean {
  const name = basename(path);
  if (/^[.~]|^(?:Thumbs\.db|desktop\.ini|__MACOSX)$|\.wellspring(?:-\w+)?$/i.test(name)) return false;
  return statSync(userPath(path), { throwIfNoEntry: false })?.isFile() === true;
}

function passedOver(path: string, names: readonly string[]): Problem {
  const shown = `${names.slice(0, 8).join(', ')}${names.length > 8 ? `, and ${names.length - 8} more` : ''}`;
  const message = `passed over: ${shown} (hidden, a folder, or a project)`;
  const remedy = 'Nothing is to be done; name what should be read all the same.';
  return { code: 'folder.passedOver', severity: 'warning', message, remedy, place: { file: path } };
}

/** Of a folder in which nothing could be read. */
export function noPlates(path: string, why: string): Problem {
  const message = `the folder holds no plate file: ${why}`;
  const remedy = 'Name the folder in which the exports lie.';
  return { code: 'folder.noPlates', severity: 'error', message, remedy, place: { file: path } };
}

/** Files that lie beside plates in any folder: notes, pictures, layouts. */
const others = new Set([
  'plate.notRecognised',
  'plate.layout',
  'plate.empty',
  'plate.binary',
  'plate.closedFormat',
]);

/** Why a folder's file is passed over; null: it looks like a plate file, and its problems are problems. */
export function passedInFolder(problems: readonly Problem[]): readonly Problem[] | null {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0 || !errors.every(({ code }) => others.has(code))) return null;
  return problems.map((problem) => ({
    ...problem,
    severity: 'warning' as const,
    message: `passed over: ${problem.message}`,
  }));
}
