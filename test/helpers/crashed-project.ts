/** A crashed project, anew for each test of the file that imports this. */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished } from 'vitest';
import { openProject } from '../../main/store/open-project.ts';
import { bytesOf, created, newFile, options, taken, temporaryFolder } from './project-file.ts';

export let folder: string;
/** As a crash leaves it. */
export let path: string;
export let log: string;

beforeEach(() => {
  const made = temporaryFolder();
  onTestFinished(made.remove);
  folder = made.folder;
  path = join(folder, 'crashed.wellspring');
  log = `${path}-wal`;
});

/** Beside its project the copy looks as if the writer had been killed. */
export function crash(living: string): void {
  for (const suffix of ['', '-wal']) copyFileSync(living + suffix, path + suffix);
}

export const renames = 5;

/** A crashed project with six changes in its log. */
export function makeCrashed(): void {
  const living = join(folder, 'living.wellspring');
  const store = created(living);
  taken(store.addFiles([newFile('one.csv', bytesOf(1, 9_000))]));
  for (let n = 1; n <= renames; n++) taken(store.rename(`Title ${n}`));
  crash(living);
  store.close();
}

/** Changes the log beside the crashed project. */
export function damage(change: (bytes: Buffer) => Buffer): Buffer {
  const bytes = change(readFileSync(log));
  writeFileSync(log, bytes);
  return bytes;
}

export function flipped(at: number, bit = 1): (bytes: Buffer) => Buffer {
  return (bytes) => {
    bytes[at] = (bytes[at] ?? 0) ^ bit;
    return bytes;
  };
}

export function keptLogs(): readonly string[] {
  return readdirSync(folder).filter((name) => name.includes('-wal.kept-'));
}

/** Opens and closes; what is said of the log, and what was there. */
export function look(): { readonly code: string; readonly message: string; readonly title: string } {
  const outcome = openProject(path, options());
  const store = taken(outcome);
  const title = store.title();
  expect(store.info.readOnly).toBeNull();
  store.close();
  expect([existsSync(log), existsSync(`${path}-journal`)]).toEqual([false, false]);
  const { code = '', message = '' } = outcome.problems[0] ?? {};
  return { code, message, title };
}
