import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import type { Problem } from '../../shared/base/problem.ts';
import { isBusy, isCorrupt } from './connection.ts';
import type { Damage } from './inspect.ts';
import { pathOfHolder } from './lock-holder.ts';
import { noteText, readNote } from './lock-note.ts';
import { copyRemedy, damagedRemedy } from './remedies.ts';
import { ScratchFault } from './scratch-folder.ts';
import { ProblemError, reasonOf, storeProblem } from './store-problem.ts';

/** Enough to know what kind of thing it is. */
const mostNamed = 20;

function named(names: readonly string[]): string {
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return `${names.slice(0, mostNamed).join(', ')}${more}`;
}

export function contentReason({ contents }: Damage): string | null {
  return contents.length === 0 ? null : `parts of the file are damaged: ${named(contents)}`;
}

export function contentProblems(path: string, { contents }: Damage): readonly Problem[] {
  const remedy = 'Open a backup copy, or import the original again into a new project.';
  const told = contents.length > mostNamed ? [named(contents)] : contents;
  return told.map((name) =>
    storeProblem('project.contentDamaged', path, `damaged: ${name}`, remedy, 'warning'),
  );
}

export function damagedProblem(path: string, sentences: readonly string[]): Problem {
  const message = `the project is damaged: ${sentences.join('; ')}`;
  return storeProblem('project.damaged', path, message, 'Open a backup copy; this file was left as it is.');
}

export function inUse(path: string): Problem {
  // Beside a name of the file that another process does not know it by there is no note, or an old one.
  const other = pathOfHolder(path) ?? path;
  const note = readNote(other);
  const by = note === null ? 'by another program' : noteText(note);
  const as = other === path ? '' : ` as ${other}`;
  const remedy = 'Close it there first, or make a copy there.';
  return storeProblem('project.inUse', path, `the project is open ${by}${as}`, remedy);
}

export function leftElsewhere(path: string): Problem {
  const message =
    'the project was not closed, and has more than this name (hard links or mounts): what was last changed may lie beside another one, in a file that ends in -wal';
  const remedy = 'Open it by the name that it was opened by before, or open a backup copy.';
  return storeProblem('project.leftElsewhere', path, message, remedy);
}

export function replaced(path: string): Problem {
  const message = 'the file was taken away or replaced while it was opened';
  return storeProblem('project.replaced', path, message, 'Look what is there now, and open it again.');
}

export const changedCode = 'project.changedMeanwhile';

export function changedMeanwhile(path: string): Problem {
  const message = 'another program changed the file while it was opened';
  return storeProblem(changedCode, path, message, 'Open it again once the other program is done.');
}

/** What was thrown while a project was looked at or opened. */
export function openingFault(path: string, error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof ScratchFault) return noScratch(path, error);
  if (isBusy(error)) return inUse(path);
  if (isCorrupt(error)) return damagedProblem(path, [error.message]);
  // What lay beside it a moment ago is gone: somebody has settled it.
  return isMissing(error) ? changedMeanwhile(path) : cannotOpen(path, error);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

export function cannotOpen(path: string, error: unknown): Problem {
  const message = `the project cannot be opened: ${reasonOf(error)}`;
  return storeProblem(
    'project.noPermission',
    path,
    message,
    'Make room on the drive, or copy the file to another.',
  );
}

function noScratch(path: string, fault: ScratchFault): Problem {
  const message = `the project cannot be opened: ${fault.message}`;
  const remedy = `Make room in ${tmpdir()}, or let ${process.platform === 'win32' ? 'TEMP' : 'TMPDIR'} name another folder; then open it again.`;
  return storeProblem('project.noScratch', path, message, remedy);
}

export function readOnlyProblem(path: string, reason: string, { contents }: Damage): Problem {
  const remedy = contents.length > 0 ? damagedRemedy : copyRemedy;
  return storeProblem('project.readOnly', path, `the project can only be read: ${reason}`, remedy, 'warning');
}

export function notClosed(path: string): Problem {
  const message = `the project was not closed, and ${basename(path)}-wal is not beside it or empty: either nothing was changed since it was opened, or what was changed is missing`;
  const remedy = 'If this file was copied while it was open, make the copy again with a backup.';
  return storeProblem('project.notClosed', path, message, remedy, 'warning');
}
