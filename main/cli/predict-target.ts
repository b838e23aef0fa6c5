import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import { predictInFolder } from '../fits/folder-fits.ts';
import { openKeptFits, type PredictionLaunch } from '../fits/kept-fits.ts';
import type { DataFile } from '../jobs/messages.ts';
import { openProject } from '../store/open-project.ts';
import { findProgramFolders } from '../store/resources.ts';
import { UsageError } from './command.ts';
import { parseFitName } from './fit-name.ts';
import { refuseGiven } from './fit-order.ts';
import type { Given } from './options.ts';
import { openOutFolder } from './out-folder.ts';
import { userPath } from './output.ts';
import { storeOptions } from './store-options.ts';

/** A fit whose predictions can be made now. */
export interface PredictTarget {
  readonly launch: Omit<PredictionLaunch, 'files'> & { readonly files: readonly DataFile[] | null };
  readonly name: string;
  close(): void;
}

/** The fit that a command line names, or why it cannot have predictions. */
export function openPredictTarget(given: Given): Outcome<PredictTarget> {
  const name = parseFitName(given.positionals[0] ?? '');
  if (name.kind === 'project' && given.has('data'))
    throw new UsageError('--data does not go with a project, which holds all');
  const refused = refuseGiven(given);
  if (refused.length > 0) return failure(refused);
  const target = name.kind === 'folder' ? inFolder(name.path) : inProject(name.path, name.fit);
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

function inProject(path: string, fit: string | null): Outcome<PredictTarget> {
  const store = openProject(path, storeOptions());
  if (!store.ok) return store;
  const fits = openKeptFits({ store: store.value, version: findProgramFolders().version });
  const stored = fits.findFor('predict', fit);
  const launch = stored.ok ? fits.launchPrediction(stored.value) : stored;
  const close = (): void => store.value.close();
  if (!stored.ok || !launch.ok) {
    close();
    return failure(launch.problems);
  }
  const name = `${store.value.info.path}#${stored.value.fit}`;
  return success({ launch: launch.value, name, close });
}
