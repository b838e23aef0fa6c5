import { existsSync } from 'node:fs';
import { projectExtension } from '../store/free-name.ts';
import { userPath } from './output.ts';

/** A fit as a command line names it. */
export type FitName =
  | { readonly kind: 'folder'; readonly path: string }
  /** `fit` null: the newest. */
  | { readonly kind: 'project'; readonly path: string; readonly fit: string | null };

/**
 * A folder written by `--out`, `P.wellspring` or `P.wellspring#fit-2`; paths absolute. As with `--project` the extension may
 * be left out, where no folder has the name.
 */
export function parseFitName(text: string): FitName {
  const at = text.lastIndexOf('#');
  const path = at === -1 ? text : text.slice(0, at);
  const named = path.toLowerCase().endsWith(projectExtension);
  if (!named && (existsSync(userPath(text)) || !existsSync(projectPath(path))))
    return { kind: 'folder', path: userPath(text) };
  return { kind: 'project', path: projectPath(path), fit: at === -1 ? null : text.slice(at + 1) };
}

/** The path of `--project`; the extension may be left out. */
export function projectPath(text: string): string {
  const named = text.toLowerCase().endsWith(projectExtension);
  return userPath(named ? text : `${text}${projectExtension}`);
}
