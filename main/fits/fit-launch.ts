import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import { refusal, refuseEpochs } from '../../shared/fit/fit-actions.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import type { DataFile } from '../jobs/messages.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { StoredFit } from '../store/stored-fit.ts';
import { keepDecision } from './fit-decision.ts';
import type { FitKeeper } from './fit-keeper.ts';
import { storedSummary } from './fit-summary.ts';
import { factOf } from './fit-words.ts';
import { programVersions, projectKeeper } from './project-keeper.ts';
import { frozenFiles } from './project-order.ts';

/** A project's fit, ready for its job. */
export interface FitLaunch {
  readonly order: FitOrder;
  readonly files: readonly DataFile[];
  /** To go on from; null: from the start. */
  readonly checkpoint: Uint8Array | null;
  readonly keeper: FitKeeper;
}

/** All is as it was ordered, but for the number of epochs it was last asked for; the backend is the one that it was begun with. */
export function launchOf(store: ProjectStore, stored: StoredFit): Outcome<FitLaunch> {
  const { fit, order, epochs, prepared, hasCheckpoint } = stored;
  const checkpoint = hasCheckpoint ? store.readCheckpoint(fit) : success(null);
  if (!checkpoint.ok) return checkpoint;
  const files = frozenFiles(store, stored);
  if (!files.ok) return files;
  const settings = keepDecision({ ...order.settings, epochs }, prepared?.backend ?? null);
  return success({
    order: { ...order, settings },
    files: files.value,
    checkpoint: checkpoint.value,
    keeper: projectKeeper(store, fit),
  });
}

/** The same for a queued fit; one whose contents are damaged is queued no longer, and says why. */
export function launchQueued(store: ProjectStore, stored: StoredFit): Outcome<FitLaunch> {
  const launch = launchOf(store, stored);
  if (launch.ok) return launch;
  const status = stored.hasCheckpoint ? fitStatus.interrupted : fitStatus.failed;
  const { problems } = launch;
  store.updateFit(stored.fit, { status, problems }, factOf.failed(stored, problems));
  return launch;
}

/** Queues a stopped fit again, to `epochs` in all; null: as many as it was asked for. */
export function requeueFit(
  store: ProjectStore,
  stored: StoredFit,
  epochs: number | null,
): Outcome<StoredFit> {
  const refused =
    refusal('resume', storedSummary(stored)) ??
    (epochs === null || epochs === stored.epochs ? null : refuseEpochs(storedSummary(stored), epochs));
  if (refused !== null) return failure([refused]);
  const asked = epochs ?? stored.epochs;
  const patch = { status: fitStatus.queued, epochs: asked, problems: [] } as const;
  const updated = store.updateFit(stored.fit, patch, factOf.resumed(stored));
  return updated.ok ? success({ ...stored, ...patch }) : updated;
}

/** Makes a new fit that starts from another's checkpoint, to `epochs` in all; `version` is the program's. */
export function continueFit(
  store: ProjectStore,
  stored: StoredFit,
  epochs: number,
  version: string,
): Outcome<StoredFit> {
  const life = storedSummary(stored);
  const refused = refusal('continue', life) ?? refuseEpochs(life, epochs);
  if (refused !== null) return failure([refused]);
  const checkpoint = store.readCheckpoint(stored.fit);
  if (!checkpoint.ok) return checkpoint;
  const history = store.readHistory(stored.fit);
  if (!history.ok) return history;
  const { fit, order, data, epoch, seconds, evaluations, prepared } = stored;
  const settings = keepDecision({ ...order.settings, epochs }, prepared?.backend ?? null);
  return store.startFit({
    order: { ...order, settings },
    data,
    versions: programVersions(version),
    from: {
      fit,
      checkpoint: checkpoint.value,
      progress: { epoch, seconds, evaluations, history: history.value },
    },
  });
}
