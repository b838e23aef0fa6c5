import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { refusal } from '../../shared/fit/fit-actions.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import { settingDefaults } from '../../shared/fit/settings.ts';
import { keepDecision } from '../fits/fit-decision.ts';
import { folderKeeper } from '../fits/folder-keeper.ts';
import { lifeInFolder } from '../fits/folder-life.ts';
import { freezeModel, keepModel } from '../jobs/freeze-model.ts';
import { fitFilesIn, readCheckpoint, readManifest } from '../store/fit-folder.ts';
import type { FitManifest, FitOrigin } from '../store/fit-manifest.ts';
import type { FolderLock } from '../store/folder-lock.ts';
import { findProgramFolders } from '../store/resources.ts';
import { UsageError } from './command.ts';
import { readCorrectionsFile } from './corrections-file.ts';
import { givenSettings, overridesOf, readSpecFile, refuseGiven, standsAlone } from './fit-order.ts';
import type { FitTarget } from './fit-target.ts';
import type { Given } from './options.ts';
import { openOutFolder } from './out-folder.ts';
import { shellWord, userPath } from './output.ts';

/**
 * A fit kept in the folder `--out`, or nowhere. `--resume` goes on with a stopped one in its folder; with another `--out` a
 * new fit there starts from its checkpoint, which is the only way on from a finished or failed one
 * (`shared/fit/fit-actions.ts`). Throws UsageError for options that do not go together.
 */
export function openFolderFit(given: Given): Outcome<FitTarget> {
  const missing = refuseGiven(given);
  if (missing.length > 0) return failure(missing);
  const out = given.text('out');
  const resumed = given.text('resume');
  if (resumed === null) return newFit(given, out === null ? null : userPath(out));
  const named = resumed === standsAlone ? out : resumed;
  if (named === null) throw new UsageError('--resume needs the fit’s folder, here or as --out');
  const folder = userPath(named);
  const manifest = readManifest(folder);
  if (!manifest.ok) return manifest;
  const other = out === null || sameFolder(userPath(out), folder) ? null : userPath(out);
  const isDone = manifest.value.status === fitStatus.done;
  if (isDone || other !== null) return continuedFit(given, folder, manifest.value, other);
  const hasFailed = manifest.value.status === fitStatus.failed;
  const refused = hasFailed ? refusal('resume', lifeInFolder(folder, manifest.value)) : null;
  return refused === null ? resumedFit(given, folder) : failure([refused]);
}

function newFit(given: Given, folder: string | null): Outcome<FitTarget> {
  const spec = given.positionals[0];
  if (spec === undefined) throw new UsageError('<spec.yaml> is missing');
  const file = readSpecFile(spec);
  if (!file.ok) return file;
  const corrections = givenSteps(given, []);
  if (!corrections.ok) return corrections;
  const data = given.text('data');
  const frozen = freezeModel(
    {
      spec: file.value,
      data: data === null ? dirname(file.value.file) : userPath(data),
      overrides: overridesOf(given),
      corrections: corrections.value,
      settings: givenSettings(given, settingDefaults),
    },
    findProgramFolders().models,
  );
  if (!frozen.ok) return frozen;
  const order = frozen.value;
  if (folder === null) return success(target(order, null, null, null, null));
  return inFolder(folder, (lock) => {
    const files = fitFilesIn(folder);
    if (files.length > 0) return failure([occupied(folder, files)]);
    return success(target(order, folder, lock, null, null));
  });
}

/** Goes on in its own folder. */
function resumedFit(given: Given, folder: string): Outcome<FitTarget> {
  return inFolder(folder, (lock) => {
    // What another command has written before this one had the lock counts.
    const manifest = readManifest(folder);
    if (!manifest.ok) return manifest;
    if (manifest.value.status === fitStatus.done) return failure([finished(folder, manifest.value)]);
    const checkpoint = readCheckpoint(folder);
    if (!checkpoint.ok) return checkpoint;
    const backend = given.text('backend') ?? 'auto';
    if (backend !== 'auto' && backend !== manifest.value.backend)
      return failure([otherBackend(backend, manifest.value.backend)]);
    const order = laterOrder(given, manifest.value);
    if (!order.ok) return order;
    const origin = manifest.value.startedFrom ?? null;
    return success(target(order.value, folder, lock, checkpoint.value, origin), order.problems);
  });
}

/** A new fit in another folder that starts from the last checkpoint of one, however that ended. */
function continuedFit(
  given: Given,
  from: string,
  manifest: FitManifest,
  folder: string | null,
): Outcome<FitTarget> {
  if (folder === null) return failure([finished(from, manifest)]);
  const life = lifeInFolder(from, manifest);
  const refused = refusal('continue', life);
  if (refused !== null) return failure([refused]);
  const done = manifest.status === fitStatus.done ? epochsOf(manifest) : life.epoch;
  const asked = given.integer('epochs') ?? life.epochs;
  if (asked <= done) {
    const message = `the fit has done its ${epochsText(done)}, and ${asked} are asked for`;
    return failure([problem('fit.epochs', message, `Ask for more than ${done} with --epochs.`, from)]);
  }
  const checkpoint = readCheckpoint(from);
  if (!checkpoint.ok) return checkpoint;
  const order = laterOrder(given, manifest);
  if (!order.ok) return order;
  return inFolder(folder, (lock) => {
    const files = fitFilesIn(folder);
    if (files.length > 0) return failure([occupied(folder, files)]);
    const begun = target(order.value, folder, lock, checkpoint.value, { fit: from, epoch: done });
    return success(begun, order.problems);
  });
}

/** What is not given again is as it was. */
function laterOrder(given: Given, manifest: FitManifest): Outcome<FitOrder> {
  const [spec] = given.positionals;
  const { data, overrides, corrections, settings } = manifest.spec;
  const steps = givenSteps(given, corrections);
  if (!steps.ok) return steps;
  const file = spec === undefined ? success(manifest.spec.spec) : readSpecFile(spec);
  if (!file.ok) return file;
  const givenData = given.text('data');
  const order = {
    spec: file.value,
    data: givenData === null ? data : userPath(givenData),
    overrides: given.has('set') ? overridesOf(given) : overrides,
    corrections: steps.value,
    settings: keepDecision(givenSettings(given, settings), manifest.backend),
  };
  return keepModel(order, manifest.spec, findProgramFolders().models);
}

/** The steps of `--corrections`; `otherwise` where it is not given. */
function givenSteps(given: Given, otherwise: FitOrder['corrections']): Outcome<FitOrder['corrections']> {
  const file = given.text('corrections');
  if (file === null) return success(otherwise);
  const read = readCorrectionsFile(file);
  return read.ok ? success(read.value.steps, read.problems) : read;
}

function otherBackend(asked: string, begun: string): Problem {
  return {
    code: 'fit.otherBackend',
    severity: 'error',
    message: `the fit was begun on ${begun}; on ${asked} it would go on to other numbers`,
    remedy: 'Leave --backend away, or continue it as a new fit with --out NEW.',
    place: { where: '--backend' },
  };
}

/** Does what is to be done under the folder's lock, which goes on with the target and else is given back. */
function inFolder(folder: string, open: (lock: FolderLock) => Outcome<FitTarget>): Outcome<FitTarget> {
  const lock = openOutFolder(folder);
  if (!lock.ok) return lock;
  const opened = open(lock.value);
  if (!opened.ok) {
    lock.value.release();
    return opened;
  }
  const problems = [...lock.problems, ...opened.problems];
  return success({ ...opened.value, problems }, problems);
}

function target(
  order: FitOrder,
  folder: string | null,
  lock: FolderLock | null,
  checkpoint: Uint8Array | null,
  startedFrom: FitOrigin | null,
): FitTarget {
  return {
    order,
    files: null,
    checkpoint,
    startedFrom,
    keeper: folder === null ? null : folderKeeper(folder),
    name: folder,
    problems: [],
    note: null,
    close: () => lock?.release(),
  };
}

function sameFolder(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    const [a, b] = [statSync(one), statSync(other)];
    return a.dev === b.dev && a.ino === b.ino;
  } catch {
    // One of them is not there yet.
    return false;
  }
}

function epochsOf({ last, spec }: FitManifest): number {
  return last?.epoch ?? spec.settings.epochs;
}

function epochsText(epochs: number): string {
  return epochs === 1 ? 'epoch' : `${epochs} epochs`;
}

function finished(folder: string, manifest: FitManifest): Problem {
  const done = epochsOf(manifest);
  const message = `the fit has done its ${epochsText(done)}; a finished fit is not changed`;
  const canGoOn = fitFilesIn(folder).includes('checkpoint.bin');
  const remedy = canGoOn
    ? `Continue it as a new fit: ${continuing(folder, done)}`
    : 'Start a new fit with another --out; its checkpoint is gone, so it cannot be continued.';
  return problem('fit.done', message, remedy, folder);
}

function continuing(folder: string, done: number): string {
  return `wellspring fit --resume ${shellWord(folder)} --out NEW --epochs ${2 * done}`;
}

function occupied(folder: string, files: readonly string[]): Problem {
  const other = 'Choose another --out.';
  const manifest = files.includes('fit.json') ? readManifest(folder) : null;
  if (manifest?.ok !== true) {
    const message = `the folder has a ${files.join(', ')} already, which a fit would overwrite`;
    return problem('fit.exists', message, other, folder);
  }
  const ways: Readonly<Record<FitManifest['status'], string>> = {
    done: `Or continue that fit: ${continuing(folder, epochsOf(manifest.value))}`,
    interrupted: 'Or go on with that fit with --resume instead of a spec.',
    failed: '',
  };
  const way = files.includes('checkpoint.bin') ? ways[manifest.value.status] : '';
  const message = 'the folder holds a fit already';
  return problem('fit.exists', message, `${other} ${way}`.trimEnd(), join(folder, 'fit.json'));
}

function problem(code: string, message: string, remedy: string, file: string): Problem {
  return { code, severity: 'error', message, remedy, place: { file } };
}
