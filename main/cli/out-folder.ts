import { type Stats, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { userName } from '../desk/user-name.ts';
import { kernelDrive, systemWords } from '../jobs/input-file.ts';
import { type FolderLock, lockFolder, type TakenLock } from '../store/folder-lock.ts';
import { projectExtension } from '../store/free-name.ts';
import { noteText } from '../store/lock-note.ts';
import { thisMachine } from '../store/machine.ts';
import { findProgramFolders } from '../store/resources.ts';
import { hold } from './holdings.ts';

/** Makes a fit's folder where it is not there and locks it, or says before the fit starts why it cannot be written. */
export function openOutFolder(folder: string): Outcome<FolderLock> {
  const refuse = (message: string, remedy: string, code = 'fit.cannotWrite') =>
    failure<FolderLock>([{ code, severity: 'error', message, remedy, place: { file: folder } }]);
  const other = 'Choose another folder with --out.';
  let taken: TakenLock;
  try {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found !== undefined && !found.isDirectory()) {
      return refuse(`a fit is kept in a folder, and this is ${kindOf(found)}`, other);
    }
    if (found === undefined && folder.toLowerCase().endsWith(projectExtension)) {
      const project = basename(folder).slice(0, -projectExtension.length);
      const remedy = `To keep the fit in a project, give --project ${project} in place of --out; or choose another folder.`;
      return refuse('a fit’s folder would have the name of a project', remedy, 'fit.folderName');
    }
    const made = kernelDrive(nearest(folder));
    if (made !== null) return refuse(`nothing can be kept under ${made}`, other);
    const { host, pid } = thisMachine;
    const program = `Wellspring ${findProgramFolders().version}, command line`;
    taken = lockFolder(folder, { host, pid, user: userName(), since: new Date().toISOString(), program });
  } catch (error) {
    return refuse(`the fit’s folder cannot be written: ${systemWords(error)}`, other);
  }
  if (taken.kind === 'busy') {
    const by = taken.by === null ? '' : ` ${noteText(taken.by)}`;
    const remedy = 'Wait for its end or stop it with Ctrl-C where it runs; a new fit may have another --out.';
    return refuse(`a fit runs in this folder${by}`, remedy, 'fit.busy');
  }
  const { lock } = taken;
  const release = hold(() => lock.release());
  return success({ ...lock, release }, lock.holds ? [] : [noLocks(folder)]);
}

function noLocks(folder: string): Problem {
  return {
    code: 'fit.noLock',
    severity: 'warning',
    message: 'the drive of this folder knows no locks, so a second fit into it would not be noticed',
    remedy: 'Start no other fit with this --out before this one has ended.',
    place: { file: folder },
  };
}

function kindOf(stats: Stats): string {
  if (stats.isFile()) return 'a file';
  return stats.isFIFO() || stats.isSocket() ? 'a pipe' : 'a device';
}

/** The path, or the first folder above it that is there. */
function nearest(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    if (at === dirname(at)) return at;
    try {
      if (statSync(at, { throwIfNoEntry: false }) !== undefined) return at;
    } catch {
      // A file on the way: the one above it is asked.
    }
  }
}
