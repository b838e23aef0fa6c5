import type { Outcome } from '../../shared/base/problem.ts';
import { createProject } from '../store/create-project.ts';
import { type OpenOptions, openProject } from '../store/open-project.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { hold } from './holdings.ts';
import type { Output } from './output.ts';
import { storeOptions } from './store-options.ts';

/**
 * The only way in which commands open a project: what its opening found is told at once, and it is closed at the latest when
 * the command ends, however that is.
 */
export async function openCommandProject(path: string, output: Output): Promise<Outcome<ProjectStore>> {
  const store = held((options) => openProject(path, options));
  if (!store.ok) return store;
  await output.problems(store.problems);
  return { ...store, problems: [] };
}

/** The same for one that is made. */
export function createCommandProject(path: string, title: string): Outcome<ProjectStore> {
  return held((options) => createProject(path, { ...options, title }));
}

/** From before it is open: a signal that comes in between finds it held. */
function held(open: (options: OpenOptions) => Outcome<ProjectStore>): Outcome<ProjectStore> {
  let store: ProjectStore | null = null;
  let giveBack = (): void => {};
  const onPrepared = (): void => {
    giveBack();
    giveBack = hold(() => store?.close());
  };
  const opened = open({ ...storeOptions(), onPrepared });
  if (opened.ok) store = opened.value;
  else giveBack();
  return opened;
}
