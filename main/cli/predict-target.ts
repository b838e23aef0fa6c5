import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import { predictInFolder } from '../fits/folder-fits.ts';
import { openKeptFits, type PredictionLaunch } from '../fits/kept-fits.ts';
import type { DataFile } from '../jobs/messages.ts';
import { findProgramFolders } from '../store/resources.ts';
import { UsageError } from './command.ts';
import { openCommandProject } from './command-project.ts';
import { parseFitName } from './fit-name.ts';
import { refuseGiven } from './fit-order.ts';
import type { Given } from './options.ts';
import { openOutFolder } from './out-folder.ts';
import { type Output, userPath } from './output.ts';

/** A fit whose predictions can be made now. */
export interface PredictTarget {
  readonly launch: Omit<PredictionLaunch, 'files'> & { readonly files: readonly DataFile[] | null };
  readonly name: string;
  close(): void;
}

/** The fit that a command line names, or why it cannot have predictions. */
export async function openPredictTarget(given: Given, output: Output): Promise<Outcome<PredictTarget>> {
  const name = parseFitName(given.positionals[0] ?? '');
  if (name.kind === 'project' && given.has('data'))
    throw new UsageError('--data does not go with a project, which holds all');
  const refused = refuseGiven(given);
  if (refused.length > 0) return failure(refused);
  const target = name.kind === 'folder' ? inFolder(name.path) : await inProject(name.path, name.fit, output);
  if (!target.ok) return target;
  const { launch, ...rest } = target.value;
  const { settings } = launch.order;
  const data = given.text('data');
  const threads = given.integer('threads') ?? settings.threads;
  return success({
    ...rest,
    launch: {
      ...launch,
      order: {
        ...launch.order,
        ...(data !== null && { data: userPath(data) }),
        settings: { ...settings, threads },
      },
    },
  });
}

function inFolder(folder: string): Outcome<PredictTarget> {
  const opened = predictInFolder(folder, openOutFolder);
  if (!opened.ok) return opened;
  const { order, checkpoint, keeper, close } = opened.value;
  return success({ launch: { order, files: null, checkpoint, keeper }, name: folder, close });
}

async function inProject(path: string, fit: string | null, output: Output): Promise<Outcome<PredictTarget>> {
  const store = await openCommandProject(path, output);
  if (!store.ok) return store;
  const fits = openKeptFits({ store: store.value, version: findProgramFolders().version });
  const stored = fits.findFor('predict', fit);
  const launch = stored.ok ? fits.launchPrediction(stored.value) : stored;
  if (!stored.ok || !launch.ok) return failure(launch.problems);
  const name = `${store.value.info.path}#${stored.value.fit}`;
  return success({ launch: launch.value, name, close: () => store.value.close() });
}
