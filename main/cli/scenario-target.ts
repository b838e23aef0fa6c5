import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import { readForScenario } from '../fits/folder-fits.ts';
import { openKeptFits } from '../fits/kept-fits.ts';
import type { ScenarioTask } from '../jobs/messages.ts';
import { findProgramFolders } from '../store/resources.ts';
import { UsageError } from './command.ts';
import { openCommandProject } from './command-project.ts';
import { parseFitName } from './fit-name.ts';
import { refuseGiven } from './fit-order.ts';
import type { Given } from './options.ts';
import { type Output, userPath } from './output.ts';

/** A fit that scenarios can be predicted from, however it ended; it is only read. */
export type ScenarioTarget = Pick<ScenarioTask, 'order' | 'files' | 'checkpoint'> & { readonly name: string };

/** The fit that a command line names, or why there is nothing to predict from. */
export async function openScenarioTarget(given: Given, output: Output): Promise<Outcome<ScenarioTarget>> {
  const name = parseFitName(given.positionals[0] ?? '');
  if (name.kind === 'project' && given.has('data'))
    throw new UsageError('--data does not go with a project, which holds all');
  const refused = refuseGiven(given);
  if (refused.length > 0) return failure(refused);
  const target = name.kind === 'folder' ? inFolder(name.path) : await inProject(name.path, name.fit, output);
  if (!target.ok) return target;
  const { order } = target.value;
  const data = given.text('data');
  const threads = given.integer('threads') ?? order.settings.threads;
  return success({
    ...target.value,
    order: {
      ...order,
      ...(data !== null && { data: userPath(data) }),
      settings: { ...order.settings, threads },
    },
  });
}

function inFolder(folder: string): Outcome<ScenarioTarget> {
  const read = readForScenario(folder);
  return read.ok ? success({ ...read.value, files: null, name: folder }) : read;
}

async function inProject(path: string, fit: string | null, output: Output): Promise<Outcome<ScenarioTarget>> {
  const store = await openCommandProject(path, output);
  if (!store.ok) return store;
  try {
    const fits = openKeptFits({ store: store.value, version: findProgramFolders().version });
    const stored = fits.find(fit);
    if (!stored.ok) return stored;
    if (!stored.value.hasCheckpoint) {
      const message = `${stored.value.fit} has no checkpoint to predict from`;
      const remedy = 'Let it run to its first evaluation, or start a new fit.';
      return failure([{ code: 'fit.noCheckpoint', severity: 'error', message, remedy }]);
    }
    const launch = fits.launchPrediction(stored.value);
    if (!launch.ok) return launch;
    const { order, files, checkpoint } = launch.value;
    return success({ order, files, checkpoint, name: `${store.value.info.path}#${stored.value.fit}` });
  } finally {
    store.value.close();
  }
}
