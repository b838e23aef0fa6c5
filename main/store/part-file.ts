import { createHash, randomBytes } from 'node:crypto';
import { closeSync, linkSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { syncFolder } from './atomic-file.ts';
import { besides } from './beside-project.ts';
import { identityOf } from './open-here.ts';

/** Tells the machines apart that share a folder: a process number means something on its own machine only. */
const machineMark = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);

const partName = /^\.wellspring-([0-9a-f]{6})-(\d+)-[0-9a-f]{8}\.part/;

/**
 * A free path in the folder of `path`, for a file that gets its name when it is whole: nobody else's, and short, so that
 * a name that just fits can be made. What processes that died left of theirs is taken away.
 *
 * @param ending where what makes the file insists on one.
 */
export function newPart(path: string, ending = ''): string {
  const folder = dirname(path);
  removeDeadParts(folder);
  return join(
    folder,
    `.wellspring-${machineMark}-${process.pid}-${randomBytes(4).toString('hex')}.part${ending}`,
  );
}

/** With what lies beside it. Throws nothing: what stays is taken away by whoever makes the next part in its folder. */
export function removePart(part: string): void {
  for (const beside of ['', ...Object.values(besides)]) {
    try {
      rmSync(part + beside, { force: true });
    } catch {
      // The first error is the one to tell.
    }
  }
}

/** What a process that died in the middle left of its part files. */
export function removeDeadParts(folder: string): void {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const [, mark, pid] = partName.exec(name) ?? [];
    if (mark === machineMark && !isAlive(Number(pid))) removePart(join(folder, name));
  }
}

/**
 * Gives a finished file its name, unless something has it by now: that is never replaced. A second link to the file is
 * made, which fails where the name is taken. Drives that know no links (FAT, some shares) have the name claimed by an empty
 * file, made only where none is, over which the finished one is then moved. Throws what the file system throws.
 */
export function putInPlace(part: string, path: string): 'placed' | 'taken' {
  try {
    linkSync(part, path);
  } catch (error) {
    // A share may have made the link, lost the answer, and tried again.
    const own = codeOf(error) === 'EEXIST' && identityOf(path) === identityOf(part);
    if (!own) return claim(path) === 'taken' ? 'taken' : moveOver(part, path);
  }
  syncFolder(dirname(path));
  removePart(part);
  return 'placed';
}

/** Throws the true reason where no file can be made here, whatever the reason that links cannot. */
function claim(path: string): 'claimed' | 'taken' {
  try {
    closeSync(openSync(path, 'wx'));
    return 'claimed';
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return 'taken';
    throw error;
  }
}

function moveOver(part: string, claimed: string): 'placed' {
  const own = identityOf(claimed);
  try {
    renameSync(part, claimed);
  } catch (error) {
    if (own !== null && identityOf(claimed) === own) removePart(claimed);
    throw error;
  }
  syncFolder(dirname(claimed));
  return 'placed';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
