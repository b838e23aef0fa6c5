import { basename } from 'node:path';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitOrder } from '../../shared/channels.ts';
import { keepDecision } from '../handlers/fit-decision.ts';
import type { FitEnd } from '../handlers/fit-run.ts';
import { endOf, programVersions, projectKeeper } from '../handlers/project-keeper.ts';
import { frozenFiles, orderInProject } from '../handlers/project-order.ts';
import { openProject } from '../store/open-project.ts';
import type { ProjectStore, StoredFit } from '../store/project-store.ts';
import { findProgramFolders } from '../store/resources.ts';
import { UsageError } from './command.ts';
import { parseFitName, projectPath } from './fit-name.ts';
import { fitDefaults } from './fit-options.ts';
import { overridesOf, readSpec, refuseNotYet, settingsOf, standsAlone } from './fit-order.ts';
import type { FitTarget } from './fit-target.ts';
import type { Given } from './options.ts';
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
  if (project !== null && resumed !== null)
    throw new UsageError('to go on with a fit in a project, give --resume P.wellspring#NAME alone');
  const later = refuseNotYet(given);
  if (later.length > 0) return failure(later);
  const path = named?.kind === 'project' ? named.path : projectPath(project ?? '');
  const store = openProject(path, storeOptions());
  if (!store.ok) return store;
  const target =
    named?.kind === 'project' ? resumedFit(store.value, given, named.fit) : newFit(store.value, given);
  if (!target.ok) store.value.close();
  return target;
}

function newFit(store: ProjectStore, given: Given): Outcome<FitTarget> {
  const [file] = given.positionals;
  const spec = file === undefined ? chosenSpec(store) : readSpec(file);
  if (!spec.ok) return spec;
  const order: FitOrder = {
    // A project may be moved: the name is enough for messages.
    spec: { file: basename(spec.value.file), text: spec.value.text },
    data: '',
    overrides: overridesOf(given),
    settings: settingsOf(given, fitDefaults),
  };
  const frozen = orderInProject(order, store);
  if (!frozen.ok) return frozen;
  const versions = programVersions(findProgramFolders().version);
  const started = store.startFit({ ...frozen.value, versions });
  return started.ok ? target(store, started.value, order, null) : started;
}

/** All is as it was ordered, but for `--epochs` and `--threads`, which change no number. */
function resumedFit(store: ProjectStore, given: Given, name: string | null): Outcome<FitTarget> {
  if (given.positionals.length > 0) throw new UsageError('a fit in a project has its spec; leave it away');
  const other = [
    'seed',
    'draws',
    'evaluation-draws',
    'evaluate-every',
    'batch',
    'folds',
    'fold',
    'fold-seed',
    'set',
  ];
  for (const option of [...other, 'held-out', 'backend', 'relaxed-madd']) {
    if (!given.has(option)) continue;
    const may = 'only --epochs and --threads may change';
    throw new UsageError(`--${option}: a fit in a project goes on as it began; ${may}`);
  }
  const stored = name === null ? (store.fits().at(-1) ?? null) : store.fit(name);
  if (stored === null || stored.recycled) {
    const there = store.fits().map(({ fit }) => fit);
    const message = name === null ? 'the project has no fit' : `the project has no fit “${name}”`;
    const remedy = there.length === 0 ? 'Start one with --project.' : `It has ${there.join(', ')}.`;
    return failure([problem('fit.unknown', message, remedy, store)]);
  }
  const checkpoint = store.hasCheckpoint(stored.fit) ? store.readCheckpoint(stored.fit) : success(null);
  if (!checkpoint.ok) return checkpoint;
  const epochs = given.integer('epochs') ?? stored.epochs;
  const threads = given.integer('threads') ?? stored.order.settings.threads;
  const asked = { ...stored.order.settings, epochs, threads };
  const order = { ...stored.order, settings: keepDecision(asked, stored.prepared?.backend ?? null) };
  const updated = store.updateFit(stored.fit, { status: 'queued', epochs, problems: [] });
  return updated.ok ? target(store, stored, order, checkpoint.value) : updated;
}

function target(
  store: ProjectStore,
  stored: StoredFit,
  order: FitOrder,
  checkpoint: Uint8Array | null,
): Outcome<FitTarget> {
  const files = frozenFiles(store, stored);
  if (!files.ok) return files;
  return success({
    order,
    files: files.value,
    checkpoint,
    startedFrom: null,
    keeper: projectKeeper(store, stored.fit),
    name: `${store.info.path}#${stored.fit}`,
    problems: store.info.problems,
    close: (end: FitEnd) => {
      const patch = endOf(end);
      if (patch !== null) store.updateFit(stored.fit, patch);
      store.close();
    },
  });
}

function chosenSpec(store: ProjectStore): Outcome<{ readonly file: string; readonly text: string }> {
  const chosen = store.spec();
  if (chosen !== null) return success({ file: chosen.name, text: chosen.text });
  const message = 'no spec is given, and the project has none chosen';
  return failure([problem('fit.noSpec', message, 'Name one: wellspring fit spec.yaml --project P.', store)]);
}

function problem(code: string, message: string, remedy: string, store: ProjectStore): Problem {
  return { code, severity: 'error', message, remedy, place: { file: store.info.path } };
}
