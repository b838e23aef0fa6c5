import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { failure, type Outcome, success } from '../../shared/base/problem.ts';

/** A project: a folder that holds one spec, its data files, and `fits/`. */
export interface ProjectFolder {
  readonly folder: string;
  /** The first heading of its README.md, else the folder's name. */
  readonly title: string;
  readonly spec: { readonly file: string; readonly text: string };
}

/** Where projects lie: `WELLSPRING_HOME`, else `Wellspring` in the user's documents. */
export function projectsHome(): string {
  const stated = process.env.WELLSPRING_HOME;
  if (stated !== undefined && stated !== '') return stated;
  const documents = join(homedir(), 'Documents');
  return join(existsSync(documents) ? documents : homedir(), 'Wellspring');
}

/**
 * The example's own copy, made at the first start. A copy that was cut short never has the final name. Throws what the
 * file system throws where the home cannot be written.
 */
export function ensureExample(home: string, examples: string, name: string): string {
  const folder = join(home, name);
  if (existsSync(folder)) return folder;
  mkdirSync(home, { recursive: true });
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  cpSync(join(examples, name), part, { recursive: true });
  renameSync(part, folder);
  return folder;
}

export function openProjectFolder(folder: string): Outcome<ProjectFolder> {
  const specs = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/i.test(name)) : [];
  const [name] = specs;
  if (name === undefined || specs.length > 1) {
    const message = `a project’s folder holds one spec (.yaml), this one ${specs.length}`;
    const remedy = 'Keep one; move the others elsewhere.';
    return failure([{ code: 'project.spec', severity: 'error', message, remedy, place: { file: folder } }]);
  }
  const file = join(folder, name);
  return success({ folder, title: titleOf(folder), spec: { file, text: readFileSync(file, 'utf8') } });
}

function titleOf(folder: string): string {
  const readme = join(folder, 'README.md');
  const heading = existsSync(readme) ? /^# (.+)$/m.exec(readFileSync(readme, 'utf8'))?.[1] : undefined;
  return heading?.trim() ?? basename(folder);
}

/** Folder of a fit by its name; null for what is no name of a fit (`../..`). */
export function fitFolder(project: string, fit: string): string | null {
  return /^fit-[1-9]\d{0,8}$/.test(fit) ? join(project, 'fits', fit) : null;
}

/** Names of the fits that have a fit.json, oldest first. */
export function fitNames(project: string): readonly string[] {
  return numbered(project).filter((fit) => existsSync(join(project, 'fits', fit, 'fit.json')));
}

/** Takes the next free name by making its folder. Throws what the file system throws. */
export function makeFitFolder(project: string): { readonly fit: string; readonly folder: string } {
  const last = numbered(project).at(-1) ?? 'fit-0';
  const fit = `fit-${Number(last.slice('fit-'.length)) + 1}`;
  const folder = join(project, 'fits', fit);
  mkdirSync(dirname(folder), { recursive: true });
  mkdirSync(folder);
  return { fit, folder };
}

function numbered(project: string): readonly string[] {
  const folder = join(project, 'fits');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => fitFolder(project, name) !== null);
  return names.sort((a, b) => Number(a.slice('fit-'.length)) - Number(b.slice('fit-'.length)));
}
