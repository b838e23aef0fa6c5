import { basename, dirname } from 'node:path';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import type { Override } from '../../shared/fit/order.ts';
import { optionName, settingDefaults, settingEntries } from '../../shared/fit/settings.ts';
import { refuseOrder } from '../desk/refuse-order.ts';
import { continueFit, launchQueued, requeueFit } from '../fits/fit-launch.ts';
import { settleFitsLeft } from '../fits/fits-left.ts';
import { programVersions } from '../fits/project-keeper.ts';
import { orderInProject } from '../fits/project-order.ts';
import { nameWithoutFolders } from '../fits/project-spec.ts';
import { isModelPath, readModelFile } from '../jobs/model-file.ts';
import { readOrder } from '../jobs/read-order.ts';
import type { ChosenSpec } from '../store/change.ts';
import { openProject } from '../store/open-project.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { findProgramFolders } from '../store/resources.ts';
import type { StoredFit } from '../store/stored-fit.ts';
import { UsageError } from './command.ts';
import { givenProject, parseFitName } from './fit-name.ts';
import { givenSettings, overridesOf, readSpecFile, refuseGiven, standsAlone } from './fit-order.ts';
import type { FitTarget } from './fit-target.ts';
import { meantFit } from './meant-fit.ts';
import type { Given } from './options.ts';
import { shellWord } from './output.ts';
import { storeOptions } from './store-options.ts';

/** A fit with `--project` or `--resume P.wellspring#NAME`, its project open; null: neither was given. */
export function openProjectFit(given: Given): Outcome<FitTarget> | null {
  const project = given.text('project');
  const resumed = given.text('resume');
  const named = resumed === null || resumed === standsAlone ? null : parseFitName(resumed);
  if (project === null && named?.kind !== 'project') return null;
  for (const option of ['out', 'data']) {
    if (given.has(option)) throw new UsageError(`--${option} does not go with a project, which holds all`);
  }
  if (given.has('layout'))
    throw new UsageError(
      '--layout does not go with a project, which keeps layouts: import --layout FILE --project P',
    );
  if (project !== null && resumed !== null)
    throw new UsageError('to go on with a fit in a project, give --resume P.wellspring#NAME alone');
  const later = refuseGiven(given);
  if (later.length > 0) return failure(later);
  const path = named?.kind === 'project' ? success(named.path) : givenProject(project ?? '');
  if (!path.ok) return path;
  const store = openProject(path.value, storeOptions());
  if (!store.ok) return store;
  settleFitsLeft(store.value);
  const target =
    named?.kind === 'project' ? resumedFit(store.value, given, named.fit) : newFit(store.value, given);
  if (!target.ok) store.value.close();
  return target;
}

function newFit(store: ProjectStore, given: Given): Outcome<FitTarget> {
  const [file] = given.positionals;
  const { models, version } = findProgramFolders();
  const chosen = file === undefined ? chosenSpec(store) : specWithModel(file, models, overridesOf(given));
  if (!chosen.ok) return chosen;
  const { name, text, model } = chosen.value;
  const order = {
    spec: { file: name, text },
    data: '',
    overrides: overridesOf(given),
    settings: givenSettings(given, settingDefaults),
  };
  const frozen = orderInProject(order, model, store, models);
  if (!frozen.ok) return frozen;
  const refused = refuseOrder(store, frozen.value);
  if (refused.length > 0) return failure(refused);
  const versions = programVersions(version);
  const started = store.startFit({ ...frozen.value, versions });
  return started.ok ? target(store, started.value, given, null) : started;
}

/**
 * All is as it was ordered, but for `--epochs` and `--threads`, which change no number. A stopped fit goes on; one that is
 * done or failed is continued by a new one, where more epochs are asked for.
 */
function resumedFit(store: ProjectStore, given: Given, name: string | null): Outcome<FitTarget> {
  if (given.positionals.length > 0) throw new UsageError('a fit in a project has its spec; leave it away');
  for (const option of fixedOptions) {
    if (!given.has(option)) continue;
    const may = 'only --epochs and --threads may change';
    throw new UsageError(`--${option}: a fit in a project goes on as it began; ${may}`);
  }
  const meant = meantFit(store, name);
  if (!meant.ok) return meant;
  const stored = meant.value;
  const epochs = given.integer('epochs');
  // What a window left waiting: nobody else can have it now.
  if (stored.status === fitStatus.queued && epochs === null) return target(store, stored, given, null);
  if (
    (stored.status === fitStatus.done || stored.status === fitStatus.failed) &&
    epochs !== null &&
    epochs > stored.epoch
  ) {
    const { version } = findProgramFolders();
    const next = continueFit(store, stored, epochs, version);
    if (!next.ok) return next;
    const note = `${stored.fit} stays as it is; ${next.value.fit} goes on from its epoch ${stored.epoch}.`;
    return target(store, next.value, given, note);
  }
  const queued = requeueFit(store, stored, epochs);
  return queued.ok
    ? target(store, queued.value, given, null)
    : failure(queued.problems.map(withCommand(store, stored)));
}

/** What is done is gone on with by a command that can be pasted. */
function withCommand(store: ProjectStore, { fit, epoch, hasCheckpoint }: StoredFit) {
  return (problem: Problem): Problem => {
    if (!hasCheckpoint || (problem.code !== 'fit.done' && problem.code !== 'fit.failed')) return problem;
    const named = shellWord(`${store.info.path}#${fit}`);
    const command = `wellspring fit --resume ${named} --epochs ${2 * Math.max(1, epoch)}`;
    return { ...problem, remedy: `Continue it as a new fit: ${command}` };
  };
}

function target(
  store: ProjectStore,
  stored: StoredFit,
  given: Given,
  note: string | null,
): Outcome<FitTarget> {
  const launch = launchQueued(store, stored);
  if (!launch.ok) return launch;
  const { order, ...rest } = launch.value;
  const threads = given.integer('threads') ?? order.settings.threads;
  return success({
    ...rest,
    order: { ...order, settings: { ...order.settings, threads } },
    startedFrom: null,
    name: `${store.info.path}#${stored.fit}`,
    problems: store.info.problems,
    note,
    close: () => store.close(),
  });
}

/** What a fit in a project keeps from its beginning. */
const fixedOptions: readonly string[] = [
  ...settingEntries.flatMap(([key, { mayChange }]) => (mayChange === true ? [] : [optionName(key)])),
  'set',
];

/** A spec's file and, where it names one, that of the user's own model. A project may be moved: it keeps their names alone. */
function specWithModel(path: string, models: string, overrides: readonly Override[]): Outcome<ChosenSpec> {
  const file = readSpecFile(path);
  if (!file.ok) return file;
  const name = basename(file.value.file);
  const spec = readOrder({ spec: file.value, overrides });
  if (!spec.ok) return spec;
  if (!isModelPath(spec.value.model)) return success({ name, text: file.value.text, model: null });
  const model = readModelFile(spec.value.model, models, dirname(file.value.file), spec.value.modelPlace);
  if (!model.ok) return model;
  const own = { name: nameWithoutFolders(model.value.file), text: model.value.text };
  return success({ name, text: file.value.text, model: own });
}

function chosenSpec(store: ProjectStore): Outcome<ChosenSpec> {
  const chosen = store.spec();
  if (chosen !== null) return success(chosen);
  const message = 'no spec is given, and the project has none chosen';
  return failure([problem('fit.noSpec', message, 'Name one: wellspring fit spec.yaml --project P.', store)]);
}

function problem(code: string, message: string, remedy: string, store: ProjectStore): Problem {
  return { code, severity: 'error', message, remedy, place: { file: store.info.path } };
}
