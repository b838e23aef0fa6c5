import { statSync } from 'node:fs';
import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import { refusal, refuseEpochs } from '../../shared/fit/fit-actions.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import { keepModel, type Unfrozen } from '../jobs/freeze-model.ts';
import { fitFilesIn, readCheckpoint, readManifest } from '../store/fit-folder.ts';
import type { FitManifest } from '../store/fit-manifest.ts';
import type { FitOrigin } from '../store/fit-schemas.ts';
import type { FolderLock } from '../store/folder-lock.ts';
import { keepDecision } from './fit-decision.ts';
import type { FitKeeper } from './fit-keeper.ts';
import { folderKeeper } from './folder-keeper.ts';
import { lifeInFolder } from './folder-life.ts';
import { isDone, isOccupied, otherBackend } from './folder-problems.ts';
import { restedInFolder } from './rested-fit.ts';

/** A fit in a folder, ready for its job; nobody else writes there until it is closed. */
export interface FolderLaunch {
  /** Absolute. */
  readonly folder: string;
  readonly order: FitOrder;
  /** To go on from; null: from the start. */
  readonly checkpoint: Uint8Array | null;
  /** The fit that this one continues; null: none. */
  readonly startedFrom: FitOrigin | null;
  readonly keeper: FitKeeper;
  close(): void;
}

/** What is asked of a fit that is there already. */
export interface LaterFit {
  /** The order as it is wanted now, given the one that it was begun with. */
  readonly order: (before: FitOrder) => Outcome<Unfrozen>;
  /** In all; null: as many as before. */
  readonly epochs: number | null;
  /** null: the one it was begun on. */
  readonly backend: string | null;
  /** Folder of the model library. */
  readonly models: string;
}

/** Makes a folder where it is not there, and locks it. */
export type OpenFolder = (folder: string) => Outcome<FolderLock>;

/** A new fit in a folder that holds none. */
export function beginInFolder(order: FitOrder, folder: string, open: OpenFolder): Outcome<FolderLaunch> {
  return underLock(folder, open, () => {
    const files = fitFilesIn(folder);
    if (files.length > 0) return failure([isOccupied(folder, files)]);
    return success({ order, checkpoint: null, startedFrom: null });
  });
}

/**
 * Goes on with a stopped fit in its own folder; with another one (`other`) a new fit there starts from its checkpoint, which
 * is the only way on from a done or failed one.
 */
export function goOnInFolder(
  folder: string,
  other: string | null,
  later: LaterFit,
  open: OpenFolder,
): Outcome<FolderLaunch> {
  const manifest = readManifest(folder);
  if (!manifest.ok) return manifest;
  const elsewhere = other === null || isSameFolder(other, folder) ? null : other;
  if (elsewhere !== null) return continueInto(elsewhere, folder, manifest.value, later, open);
  const { status } = manifest.value;
  if (status === fitStatus.done) return failure([isDone(folder, manifest.value)]);
  const refused =
    status === fitStatus.failed ? refusal('resume', lifeInFolder(folder, manifest.value)) : null;
  return refused === null ? resumeIn(folder, later, open) : failure([refused]);
}

/** A fit that is not done, for predictions of its best evaluation so far. */
export function predictInFolder(
  folder: string,
  open: OpenFolder,
): Outcome<FolderLaunch & { readonly checkpoint: Uint8Array }> {
  const read = (): Outcome<FitManifest> => {
    const manifest = readManifest(folder);
    const refused = manifest.ok ? refusal('predict', lifeInFolder(folder, manifest.value)) : null;
    return refused === null ? manifest : failure([refused]);
  };
  // Before anything is locked, and again under the lock: another command may just have finished it.
  const early = read();
  if (!early.ok) return early;
  return underLock(folder, open, () => {
    const manifest = read();
    if (!manifest.ok) return manifest;
    const kept = restedInFolder(folder);
    if (!kept.ok) return kept;
    const { order, checkpoint } = kept.value;
    return success({ order, checkpoint, startedFrom: null });
  });
}

function resumeIn(folder: string, later: LaterFit, open: OpenFolder): Outcome<FolderLaunch> {
  return underLock(folder, open, () => {
    // What another command has written before this one had the lock counts.
    const manifest = readManifest(folder);
    if (!manifest.ok) return manifest;
    const { status, backend, startedFrom = null } = manifest.value;
    if (status === fitStatus.done) return failure([isDone(folder, manifest.value)]);
    const checkpoint = readCheckpoint(folder);
    if (!checkpoint.ok) return checkpoint;
    const asked = later.backend ?? 'auto';
    if (asked !== 'auto' && asked !== backend) return failure([otherBackend(asked, backend)]);
    const order = laterOrder(later, manifest.value);
    if (!order.ok) return order;
    return success({ order: order.value, checkpoint: checkpoint.value, startedFrom }, order.problems);
  });
}

/** A new fit in another folder that starts from the last checkpoint of one, however that ended. */
function continueInto(
  folder: string,
  from: string,
  manifest: FitManifest,
  later: LaterFit,
  open: OpenFolder,
): Outcome<FolderLaunch> {
  const life = lifeInFolder(from, manifest);
  const refused = refusal('continue', life) ?? refuseEpochs(life, later.epochs ?? life.epochs);
  if (refused !== null) return failure([refused]);
  const checkpoint = readCheckpoint(from);
  if (!checkpoint.ok) return checkpoint;
  const order = laterOrder(later, manifest);
  if (!order.ok) return order;
  return underLock(folder, open, () => {
    const files = fitFilesIn(folder);
    if (files.length > 0) return failure([isOccupied(folder, files)]);
    const startedFrom = { fit: from, epoch: life.epoch };
    return success({ order: order.value, checkpoint: checkpoint.value, startedFrom }, order.problems);
  });
}

/** What is not asked for again is as it was, and so is what `auto` chose and the model's text. */
function laterOrder({ order, models }: LaterFit, manifest: FitManifest): Outcome<FitOrder> {
  const asked = order(manifest.spec);
  if (!asked.ok) return asked;
  const settings = keepDecision(asked.value.settings, manifest.backend);
  return keepModel({ ...asked.value, settings }, manifest.spec, models);
}

/** Does what is to be done under the folder's lock, which goes on with the fit and else is given back. */
function underLock<T extends Omit<FolderLaunch, 'folder' | 'keeper' | 'close'>>(
  folder: string,
  open: OpenFolder,
  work: () => Outcome<T>,
): Outcome<T & FolderLaunch> {
  const lock = open(folder);
  if (!lock.ok) return lock;
  const done = work();
  if (!done.ok) {
    lock.value.release();
    return done;
  }
  const keeper = folderKeeper(folder);
  const launch = { ...done.value, folder, keeper, close: () => lock.value.release() };
  return success(launch, [...lock.problems, ...done.problems]);
}

function isSameFolder(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    const [a, b] = [statSync(one), statSync(other)];
    return a.dev === b.dev && a.ino === b.ino;
  } catch {
    // One of them is not there yet.
    return false;
  }
}
