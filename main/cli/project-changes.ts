import { type Outcome, success } from '../../shared/base/problem.ts';
import { removeFromProject } from '../desk/remove-from-project.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { UsageError } from './command.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Given, OptionTable } from './options.ts';
import type { Output } from './output.ts';

/** Changes of a project that need no file: what the window does with a button. */
export const changeOptions: OptionTable = {
  remove: {
    kind: 'text',
    value: 'FILE',
    many: true,
    help: 'take a plate file out of the project; fits keep their data, and --undo brings it back',
  },
  'remove-layout': {
    kind: 'text',
    value: 'PLATE',
    many: true,
    help: 'take a plate’s layout away: what its file says of wells counts again',
  },
  undo: { kind: 'flag', help: 'undo the last change of the project, whoever made it' },
  redo: { kind: 'flag', help: 'do again what was undone last' },
};

/** Whether such a change is asked for. Throws UsageError where it is not the only thing. */
export function isChangeAlone(given: Given): boolean {
  const asked = Object.keys(changeOptions).filter((option) => given.has(option));
  if (asked.length === 0) return false;
  const [first = ''] = asked;
  const isRemoval = asked.every((option) => option.startsWith('remove'));
  if (asked.length > 1 && !isRemoval)
    throw new UsageError(`give --${asked.join(' or --')}: one change at a time`);
  if (given.positionals.length > 0 || given.has('layout'))
    throw new UsageError(`--${first} goes without files and without --layout: one change at a time`);
  return true;
}

/** Makes the change, as one command that can be undone, and says what it was. */
export async function changeProject(store: ProjectStore, given: Given, output: Output): Promise<ExitCode> {
  const made = change(store, given);
  if (!made.ok) {
    await output.problems(made.problems);
    return exitCodes.problems;
  }
  await output.line(made.value.line);
  output.say(made.value.words);
  return exitCodes.done;
}

interface Told {
  readonly line: object;
  readonly words: string;
}

function change(store: ProjectStore, given: Given): Outcome<Told> {
  for (const kind of ['undo', 'redo'] as const) {
    if (!given.has(kind)) continue;
    const title = (kind === 'undo' ? store.undoTitle() : store.redoTitle()) ?? '';
    const done = kind === 'undo' ? store.undo() : store.redo();
    if (!done.ok) return done;
    const key = kind === 'undo' ? 'undone' : 'redone';
    return success({
      line: { [key]: title },
      words: `${kind === 'undo' ? 'Undone' : 'Done again'}: ${title}`,
    });
  }
  const [files, layouts] = [given.texts('remove'), given.texts('remove-layout')];
  const removed = removeFromProject(store, { files, layouts });
  if (!removed.ok) return removed;
  const words = [...files, ...layouts.map((plate) => `the layout of ${plate}`)].join(', ');
  return success({
    line: { removed: { files, layouts } },
    words: `Removed: ${words} (--undo brings it back)`,
  });
}
