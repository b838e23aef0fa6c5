import { lstatSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { withinBytes } from '../../shared/base/short-text.ts';
import { longestName, projectExtension } from '../store/free-name.ts';

/** Quotes around a pasted path, and `~` for the user's own folder, are what people type. Relative ones are refused: to what? */
export function absolutePath(typed: string): Outcome<string> {
  const text = typed.replace(/^"(.*)"$/, '$1').replace(/^~(?=[/\\]|$)/, homedir());
  if (isAbsolute(text)) return success(resolve(text));
  const message = `“${typed}” is not a whole path`;
  const remedy = `Begin at the top, as in ${join(homedir(), `my project${projectExtension}`)}.`;
  return failure([{ code: 'project.path', severity: 'error', message, remedy }]);
}

/** The path of a project to be made: the extension is added where it is missing. */
export function newProjectPath(typed: string): Outcome<string> {
  const path = absolutePath(typed);
  if (!path.ok) return path;
  const named = path.value.toLowerCase().endsWith(projectExtension);
  return success(named ? path.value : `${path.value}${projectExtension}`);
}

/** `<home>/<title>.wellspring`, with a number where the name is taken; the home is made where it is not there. */
export function freePath(home: string, title: string): Outcome<string> {
  try {
    mkdirSync(home, { recursive: true });
  } catch (error) {
    return failure([unwritableHome(home, error)]);
  }
  const name = fileNameOf(title);
  for (let number = 1; ; number++) {
    const path = join(home, `${name}${number === 1 ? '' : ` ${number}`}${projectExtension}`);
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return success(path);
  }
}

/** Bytes for the extension, a number where the name is taken, and `project` before names that are none. */
const besideTitle = 30;

/** A title as a name that every file system takes. */
function fileNameOf(title: string): string {
  const name = withinBytes(title.replace(/[/\\:*?"<>|]+/g, '-'), longestName - besideTitle)
    .replace(/[. ]+$/, '')
    .trim();
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(name);
  return name === '' || name.startsWith('.') || reserved ? `project ${name}`.trim() : name;
}

export function unwritableHome(home: string, error: unknown): Problem {
  const message = `the projects’ folder cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  const remedy = 'Set WELLSPRING_HOME to a folder that may be written.';
  return { code: 'project.home', severity: 'error', message, remedy, place: { file: home } };
}
