import { existsSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import { projectExtension } from '../store/free-name.ts';
import { userPath } from './output.ts';

/** A fit as a command line names it. */
export type FitName =
  | { readonly kind: 'folder'; readonly path: string }
  /** `fit` null: the newest. */
  | { readonly kind: 'project'; readonly path: string; readonly fit: string | null };

/**
 * A folder written by `--out`, `P.wellspring` or `P.wellspring#fit-2`; paths absolute. As with `--project` the extension may
 * be left out, where no folder has the name. What is there under the whole name is meant before what is there under a part of
 * it: names may hold `#`. A folder is one whatever its name ends in.
 */
export function parseFitName(text: string): FitName {
  const whole = userPath(text);
  if (isFolder(whole)) return { kind: 'folder', path: whole };
  if (isProjectName(text) || existsSync(projectPath(text)))
    return { kind: 'project', path: projectPath(text), fit: null };
  const at = text.lastIndexOf('#');
  const path = at === -1 ? text : text.slice(0, at);
  if (!isProjectName(path) && (existsSync(whole) || !existsSync(projectPath(path))))
    return { kind: 'folder', path: whole };
  return { kind: 'project', path: projectPath(path), fit: at === -1 ? null : text.slice(at + 1) };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isProjectName(text: string): boolean {
  return text.toLowerCase().endsWith(projectExtension);
}

/** The path of `--project`; the extension may be left out. A folder has no project's name. */
export function givenProject(text: string): Outcome<string> {
  const name = text.split(sep === '\\' ? /[/\\]/ : '/').at(-1) ?? '';
  if (!['', '.', '..', projectExtension].includes(name)) return success(projectPath(text));
  const message = `“${text}” names no project: a name is missing`;
  const folder = name === projectExtension ? dirname(text) : text;
  const remedy = `Give it one, as in --project ${join(folder, 'screen')}.`;
  return failure([{ code: 'project.name', severity: 'error', message, remedy }]);
}

export function projectPath(text: string): string {
  return userPath(isProjectName(text) ? text : `${text}${projectExtension}`);
}
