import { present } from '../../shared/base/assert.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { refusal } from '../../shared/fit/fit-actions.ts';
import { keepDecision } from '../fits/fit-decision.ts';
import { type FitLaunch, launchOf } from '../fits/fit-launch.ts';
import { storedSummary } from '../fits/fit-summary.ts';
import { settleFitsLeft } from '../fits/fits-left.ts';
import { folderKeeper } from '../fits/folder-keeper.ts';
import { lifeInFolder } from '../fits/folder-life.ts';
import type { DataFile } from '../jobs/messages.ts';
import { readCheckpoint, readManifest } from '../store/fit-folder.ts';
import { openProject } from '../store/open-project.ts';
import { UsageError } from './command.ts';
import { parseFitName } from './fit-name.ts';
import { refuseGiven } from './fit-order.ts';
import { meantFit } from './meant-fit.ts';
import type { Given } from './options.ts';
import { openOutFolder } from './out-folder.ts';
import { userPath } from './output.ts';
import { storeOptions } from './store-options.ts';

/** A fit whose predictions can be made now. */
export interface PredictTarget {
  readonly launch: Omit<FitLaunch, 'checkpoint' | 'files'> & {
    readonly checkpoint: Uint8Array;
    readonly files: readonly DataFile[] | null;
  };
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
  const manifest = readManifest(folder);
  if (!manifest.ok) return manifest;
  // Before anything is locked, and again under the lock: another command may just have finished it.
  const early = refusal('predict', lifeInFolder(folder, manifest.value));
  if (early !== null) return failure([early]);
  const lock = openOutFolder(folder);
  if (!lock.ok) return lock;
  const opened = lockedFolder(folder);
  if (!opened.ok) lock.value.release();
  return opened.ok ? success({ ...opened.value, close: () => lock.value.release() }) : opened;
}

function lockedFolder(folder: string): Outcome<Omit<PredictTarget, 'close'>> {
  const manifest = readManifest(folder);
  if (!manifest.ok) return manifest;
  const refused = refusal('predict', lifeInFolder(folder, manifest.value));
  if (refused !== null) return failure([refused]);
  const checkpoint = readCheckpoint(folder);
  if (!checkpoint.ok) return checkpoint;
  const { spec, backend } = manifest.value;
  const order = { ...spec, settings: keepDecision(spec.settings, backend) };
  const keeper = folderKeeper(folder);
  return success({ launch: { order, files: null, checkpoint: checkpoint.value, keeper }, name: folder });
}

function inProject(path: string, fit: string | null): Outcome<PredictTarget> {
  const store = openProject(path, storeOptions());
  if (!store.ok) return store;
  const close = (): void => store.value.close();
  const refuse = (problems: readonly Problem[]): Outcome<never> => {
    close();
    return failure(problems);
  };
  settleFitsLeft(store.value);
  const stored = meantFit(store.value, fit);
  if (!stored.ok) return refuse(stored.problems);
  const refused = refusal('predict', storedSummary(stored.value));
  if (refused !== null) return refuse([refused]);
  const launch = launchOf(store.value, stored.value);
  if (!launch.ok) return refuse(launch.problems);
  const checkpoint = present(launch.value.checkpoint, 'a fit that may be predicted from has a checkpoint');
  const named = `${store.value.info.path}#${stored.value.fit}`;
  return success({ launch: { ...launch.value, checkpoint }, name: named, close });
}
