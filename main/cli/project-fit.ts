import { basename, dirname } from 'node:path';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { Override } from '../../shared/fit/order.ts';
import { optionName, settingEntries } from '../../shared/fit/settings.ts';
import { refuseOrder } from '../desk/check-spec.ts';
import { type KeptFits, openKeptFits } from '../fits/kept-fits.ts';
import { chosenSpecOf, orderInProject } from '../fits/project-order.ts';
import { nameWithoutFolders } from '../fits/project-spec.ts';
import { shellWord } from '../fits/shell-word.ts';
import { settingsForSpec } from '../fits/spec-settings.ts';
import { isModelPath, readModelFile } from '../jobs/model-file.ts';
import { readOrder } from '../jobs/read-order.ts';
import type { ChosenSpec } from '../store/change-schema.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { findProgramFolders } from '../store/resources.ts';
import type { StoredFit } from '../store/stored-fit.ts';
import { UsageError } from './command.ts';
import { openCommandProject } from './command-project.ts';
import { type FitName, givenProject, parseFitName } from './fit-name.ts';
import { givenSettings, readSpecFile, refuseGiven, standsAlone } from './fit-order.ts';
import type { FitTarget } from './fit-target.ts';
import type { Given } from './options.ts';
import type { Output } from './output.ts';
import { overrideOptions, overridesOf } from './override-options.ts';

/** A fit with `--project` or `--resume P.wellspring#NAME`, its project open; null: neither was given. */
export async function openProjectFit(given: Given, output: Output): Promise<Outcome<FitTarget> | null> {
  const resumed = namedFit(given);
  const project = given.text('project');
  if (project === null && resumed === null) return null;
  refuseUsage(given);
  const refused = refuseGiven(given);
  if (refused.length > 0) return failure(refused);
  const path = resumed === null ? givenProject(project ?? '') : success(resumed.path);
  if (!path.ok) return path;
  const store = await openCommandProject(path.value, output);
  if (!store.ok) return store;
  if (resumed !== null) refuseOther(given);
  return openIn(store.value, given, resumed);
}

type ProjectFitName = Extract<FitName, { kind: 'project' }>;

/** The fit of a project that `--resume` names; null: it names none. */
function namedFit(given: Given): ProjectFitName | null {
  const resumed = given.text('resume');
  const named = resumed === null || resumed === standsAlone ? null : parseFitName(resumed);
  return named?.kind === 'project' ? named : null;
}

/** What a fit in a project keeps from its beginning. */
const fixedOptions: readonly string[] = [
  ...settingEntries.flatMap(([key, { mayChange }]) => (mayChange === true ? [] : [optionName(key)])),
  ...Object.keys(overrideOptions),
];

/** Throws UsageError for options that do not go together. */
function refuseUsage(given: Given): void {
  for (const option of ['out', 'data', 'corrections']) {
    if (given.has(option)) throw new UsageError(`--${option} does not go with a project, which holds all`);
  }
  if (given.has('layout'))
    throw new UsageError(
      '--layout does not go with a project, which keeps layouts: import --layout FILE --project P',
    );
  if (given.has('project') && given.has('resume'))
    throw new UsageError('to go on with a fit in a project, give --resume P.wellspring#NAME alone');
}

/** The same for a fit that goes on. */
function refuseOther(given: Given): void {
  if (given.positionals.length > 0) throw new UsageError('a fit in a project has its spec; leave it away');
  for (const option of fixedOptions) {
    if (!given.has(option)) continue;
    const may = 'only --epochs and --threads may change';
    throw new UsageError(`--${option}: a fit in a project goes on as it began; ${may}`);
  }
}

function openIn(store: ProjectStore, given: Given, resumed: ProjectFitName | null): Outcome<FitTarget> {
  const { models, version } = findProgramFolders();
  const fits = openKeptFits({ store, version });
  if (resumed === null) {
    const started = newFit(store, fits, given, models);
    return started.ok ? target(store, fits, started.value, given) : started;
  }
  const going = fits.goOn(resumed.fit, given.integer('epochs'));
  if (!going.ok) return failure(going.problems.map(withCommand(store, fits.find(resumed.fit))));
  const { fit, from } = going.value;
  const opened = target(store, fits, fit, given);
  if (!opened.ok || from === null) return opened;
  const note = `${from.fit} stays as it is; ${fit.fit} goes on from its epoch ${from.epoch}.`;
  return success({ ...opened.value, note });
}

function newFit(store: ProjectStore, fits: KeptFits, given: Given, models: string): Outcome<StoredFit> {
  const [file] = given.positionals;
  const overrides = overridesOf(given);
  const chosen = file === undefined ? chosenSpecOf(store) : specWithModel(file, models, overrides);
  if (!chosen.ok) return chosen;
  const { name, text } = chosen.value;
  const settings = settingsForSpec({ spec: { file: name, text }, overrides }, (otherwise) =>
    givenSettings(given, otherwise),
  );
  const asked = { overrides, settings };
  const ordered = orderInProject(store, chosen.value, asked, models);
  if (!ordered.ok) return ordered;
  const refused = refuseOrder(store, ordered.value);
  return refused.length > 0 ? failure(refused) : fits.start(ordered.value);
}

/** What is done is gone on with by a command that can be pasted. */
function withCommand(store: ProjectStore, stored: Outcome<StoredFit>) {
  return (problem: Problem): Problem => {
    const ended = problem.code === 'fit.done' || problem.code === 'fit.failed';
    if (!ended || !stored.ok || !stored.value.hasCheckpoint) return problem;
    const { fit, epoch } = stored.value;
    const named = shellWord(`${store.info.path}#${fit}`);
    const command = `wellspring fit --resume ${named} --epochs ${2 * Math.max(1, epoch)}`;
    return { ...problem, remedy: `Continue it as a new fit: ${command}` };
  };
}

function target(store: ProjectStore, fits: KeptFits, stored: StoredFit, given: Given): Outcome<FitTarget> {
  const launch = fits.launch(stored);
  if (!launch.ok) return launch;
  const { order, ...rest } = launch.value;
  const threads = given.integer('threads') ?? order.settings.threads;
  return success({
    ...rest,
    order: { ...order, settings: { ...order.settings, threads } },
    startedFrom: null,
    name: `${store.info.path}#${stored.fit}`,
    problems: [],
    note: null,
    close: () => store.close(),
  });
}

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
