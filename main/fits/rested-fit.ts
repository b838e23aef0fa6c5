import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { fitStatus, isUnderWay } from '../../shared/fit/life.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import type { DataFile } from '../jobs/messages.ts';
import { readCheckpoint, readManifest } from '../store/fit-folder.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { keepDecision } from './fit-decision.ts';
import { openKeptFits } from './kept-fits.ts';

/** A fit that nothing computes, with the checkpoint that it was left with; read, and never changed. */
export interface RestedFit {
  /** As people name it: the folder, or `P.wellspring#fit-2`. */
  readonly name: string;
  readonly order: FitOrder;
  /** The data, for a fit in a project; null: they lie in the order's folder. */
  readonly files: readonly DataFile[] | null;
  readonly checkpoint: Uint8Array;
}

/** Needs no lock: what is read is written whole, the checkpoint before what promises it. */
export function restedInFolder(folder: string): Outcome<RestedFit> {
  const manifest = readManifest(folder);
  if (!manifest.ok) return manifest;
  const checkpoint = readCheckpoint(folder);
  if (!checkpoint.ok) return checkpoint;
  const { spec, backend, status, problems } = manifest.value;
  const order = { ...spec, settings: keepDecision(spec.settings, backend) };
  const noticed = status === fitStatus.done ? [] : [notDone(folder)];
  const fit = { name: folder, order, files: null, checkpoint: checkpoint.value };
  return success(fit, [...noticed, ...problems.filter(({ code }) => code === 'posterior.notConverged')]);
}

/** @param fit null: the newest. */
export function restedInProject(
  store: ProjectStore,
  version: string,
  fit: string | null,
): Outcome<RestedFit> {
  const kept = openKeptFits({ store, version });
  const stored = kept.find(fit);
  if (!stored.ok) return stored;
  const name = `${store.info.path}#${stored.value.fit}`;
  const { status, hasCheckpoint, problems } = stored.value;
  if (isUnderWay(status) || !hasCheckpoint) return failure([noCheckpointYet(name)]);
  const launch = kept.launchPrediction(stored.value);
  if (!launch.ok) return launch;
  const { order, files, checkpoint } = launch.value;
  const noticed = status === fitStatus.done ? [] : [notDone(name)];
  return success({ name, order, files, checkpoint }, [
    ...noticed,
    ...problems.filter(({ code }) => code === 'posterior.notConverged'),
  ]);
}

function notDone(file: string): Problem {
  return {
    code: 'fit.notDone',
    severity: 'warning',
    message: 'the fit is not done: what is said of it is what it has come to so far',
    remedy: 'Go on with it: wellspring fit --resume FIT.',
    inWindow: 'Go on with it.',
    place: { file },
  };
}

function noCheckpointYet(file: string): Problem {
  return {
    code: 'fit.noCheckpoint',
    severity: 'error',
    message: 'the fit has no checkpoint to look at: it waits, runs, or ended before its first one',
    remedy: 'Wait for it, or start a new fit.',
    place: { file },
  };
}
