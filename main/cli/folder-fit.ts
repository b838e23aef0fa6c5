import { dirname } from 'node:path';
import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import type { Layout } from '../../shared/plate/layout/layout.ts';
import { beginInFolder, type FolderLaunch, goOnInFolder } from '../fits/folder-fits.ts';
import { settingsForSpec } from '../fits/spec-settings.ts';
import { freezeModel, type Unfrozen } from '../jobs/freeze-model.ts';
import { findProgramFolders } from '../store/resources.ts';
import { UsageError } from './command.ts';
import { readCorrectionsFile } from './corrections-file.ts';
import { givenSettings, readSpecFile, refuseGiven, standsAlone } from './fit-order.ts';
import type { FitTarget } from './fit-target.ts';
import type { Given } from './options.ts';
import { openOutFolder } from './out-folder.ts';
import { userPath } from './output.ts';
import { givenOverrides, overridesOf } from './override-options.ts';

/**
 * A fit kept in the folder `--out`, or nowhere. `--resume` goes on with one that is there (`main/fits/folder-fits.ts`).
 * `layouts`: those given; null: none. Throws UsageError for options that do not go together.
 */
export function openFolderFit(given: Given, layouts: readonly Layout[] | null): Outcome<FitTarget> {
  const refused = refuseGiven(given);
  if (refused.length > 0) return failure(refused);
  const out = given.text('out');
  const resumed = given.text('resume');
  if (resumed === null) return newFit(given, layouts, out === null ? null : userPath(out));
  const named = resumed === standsAlone ? out : resumed;
  if (named === null) throw new UsageError('--resume needs the fit’s folder, here or as --out');
  const folder = userPath(named);
  const other = out === null ? null : userPath(out);
  const later = {
    order: (before: FitOrder) => orderAgain(given, layouts, before),
    epochs: given.integer('epochs'),
    backend: given.text('backend'),
    models: findProgramFolders().models,
  };
  return targetIn(goOnInFolder(folder, other, later, openOutFolder));
}

function newFit(given: Given, layouts: readonly Layout[] | null, folder: string | null): Outcome<FitTarget> {
  const spec = given.positionals[0];
  if (spec === undefined) throw new UsageError('<spec.yaml> is missing');
  const file = readSpecFile(spec);
  if (!file.ok) return file;
  const corrections = givenSteps(given, []);
  if (!corrections.ok) return corrections;
  const data = given.text('data');
  const stated = { spec: file.value, overrides: overridesOf(given) };
  const asked = {
    ...stated,
    data: data === null ? dirname(file.value.file) : userPath(data),
    settings: settingsForSpec(stated, (otherwise) => givenSettings(given, otherwise)),
    layouts: layouts ?? [],
    corrections: corrections.value,
  };
  const order = freezeModel(asked, findProgramFolders().models);
  if (!order.ok) return order;
  if (folder !== null) return targetIn(beginInFolder(order.value, folder, openOutFolder));
  return success({
    ...{ order: order.value, files: null, checkpoint: null, startedFrom: null, keeper: null },
    ...{ name: null, problems: [], note: null, close: () => {} },
  });
}

function targetIn(launch: Outcome<FolderLaunch>): Outcome<FitTarget> {
  if (!launch.ok) return launch;
  const { folder, ...rest } = launch.value;
  const { problems } = launch;
  return success({ ...rest, files: null, name: folder, problems, note: null }, problems);
}

/** What is not given again is as it was. */
function orderAgain(given: Given, layouts: readonly Layout[] | null, before: FitOrder): Outcome<Unfrozen> {
  const { spec, data, overrides, settings } = before;
  const corrections = givenSteps(given, before.corrections);
  if (!corrections.ok) return corrections;
  const [path] = given.positionals;
  const file = path === undefined ? success(spec) : readSpecFile(path);
  if (!file.ok) return file;
  const givenData = given.text('data');
  return success({
    spec: file.value,
    data: givenData === null ? data : userPath(givenData),
    overrides: givenOverrides(given).length > 0 ? overridesOf(given) : overrides,
    settings: givenSettings(given, settings),
    layouts: layouts ?? before.layouts,
    corrections: corrections.value,
  });
}

/** The steps of `--corrections`; `otherwise` where it is not given. */
function givenSteps(given: Given, otherwise: FitOrder['corrections']): Outcome<FitOrder['corrections']> {
  const file = given.text('corrections');
  if (file === null) return success(otherwise);
  const read = readCorrectionsFile(file);
  return read.ok ? success(read.value.steps, read.problems) : read;
}
