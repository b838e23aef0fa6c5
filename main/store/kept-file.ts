import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from './atomic-file.ts';
import { identityOf } from './open-here.ts';

/**
 * Files beside a project that are kept under new names (`a.wellspring-wal.kept-20260504-091200`), whole or not at all, and
 * never in the place of another file. Only for whoever settles a project alone. Throws what the file system throws.
 */

/** A copy; returns its path. */
export function keepCopy(file: string, at: Date): string {
  const part = join(dirname(file), `.${basename(file)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`);
  removeParts(file);
  try {
    copyFileSync(file, part);
    sync(part);
    return nameKept(part, file, at);
  } finally {
    rmSync(part, { force: true });
  }
}

/** The file itself, which is under its old name no more; returns its path. */
export function keepMoved(file: string, at: Date): string {
  const identity = identityOf(file);
  const kept = nameKept(file, file, at);
  // Where the drive knows no links this is a copy. Another file that has come to the name stays there.
  if (identityOf(file) === identity) rmSync(file);
  syncFolder(dirname(file));
  return kept;
}

function nameKept(from: string, file: string, at: Date): string {
  const time = at
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/[-:]/g, '')
    .replace('T', '-');
  for (let n = 1; ; n++) {
    const name = `${file}.kept-${time}${n === 1 ? '' : `-${n}`}`;
    if (!nameNew(from, name)) continue;
    syncFolder(dirname(file));
    return name;
  }
}

/** What an earlier try left that was killed: whoever recovers a project does so alone. */
function removeParts(file: string): void {
  const folder = dirname(file);
  const parts = readdirSync(folder).filter(
    (name) => name.startsWith(`.${basename(file)}.`) && /\.\d+\.[0-9a-f]{8}\.tmp$/.test(name),
  );
  for (const part of parts) rmSync(join(folder, part), { force: true });
}

/** false: there is a file of this name. */
function nameNew(from: string, name: string): boolean {
  try {
    linkSync(from, name);
    return true;
  } catch (error) {
    if (isThere(error)) return false;
  }
  // A drive without links.
  try {
    copyFileSync(from, name, constants.COPYFILE_EXCL);
    sync(name);
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function sync(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
