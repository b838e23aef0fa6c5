import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import { orderInProject } from '../fits/project-order.ts';
import type { ChosenSpec } from '../store/change-schema.ts';
import { createProject } from '../store/create-project.ts';
import { projectExtension } from '../store/free-name.ts';
import { newPart, putInPlace, removePart } from '../store/part-file.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { type ExampleFit, readExampleFit } from './example-fit.ts';
import { importFiles } from './import-files.ts';
import { freePath, unwritableHome } from './project-path.ts';
import type { ServiceSetting } from './service-setting.ts';

const title = 'Double receiver';
const plates = ['proc140916.csv', 'proc141006.csv'];
const spec = 'receiver.yaml';

/** Whether the user has a copy of the example already. */
export function exampleThere(home: string): boolean {
  return existsSync(join(home, `${title}${projectExtension}`));
}

/**
 * The user's own copy of the example, made of its plate files, its spec and its finished fit where it is not there yet;
 * `fresh`: made in any case, under a free name. It gets its name when it is whole: one that was cut short is never opened.
 */
export async function ensureExample(setting: ServiceSetting, fresh: boolean): Promise<Outcome<string>> {
  const first = join(setting.home, `${title}${projectExtension}`);
  if (!fresh && existsSync(first)) return success(first);
  const free = freePath(setting.home, title);
  if (!free.ok) return free;
  const path = free.value;
  const part = newPart(path, projectExtension);
  const folder = join(setting.program.examples, 'receiver');
  try {
    mkdirSync(setting.home, { recursive: true });
    const made = createProject(part, {
      title: basename(path, projectExtension),
      who: setting.who,
      now: setting.now,
    });
    if (!made.ok) return made;
    const filled = await fill(made.value, folder, setting);
    made.value.close();
    if (!filled.ok) return filled;
    // Another program of the same user may have made its own meanwhile.
    return putInPlace(part, path) === 'placed' ? success(path) : ensureExample(setting, fresh);
  } catch (error) {
    return failure([unwritableHome(setting.home, error)]);
  } finally {
    removePart(part);
  }
}

async function fill(store: ProjectStore, folder: string, setting: ServiceSetting): Promise<Outcome<null>> {
  const { supervisor } = setting;
  const files = plates.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
  const imported = await importFiles({
    ...{ store, supervisor, files },
    closed: () => false,
    onFile: () => {},
  });
  if (!imported.ok) return imported;
  const [refused] = imported.value.refused;
  if (refused !== undefined) return failure(refused.problems);
  const text = { name: spec, text: readFileSync(join(folder, spec), 'utf8'), model: null };
  const chosen = store.setSpec(text);
  if (!chosen.ok) return chosen;
  return addFit(store, readExampleFit(join(folder, 'fit-1.json.gz')), text, setting.program.models);
}

function addFit(
  store: ProjectStore,
  { settings, prepared, versions, seconds, result }: ExampleFit,
  spec: ChosenSpec,
  models: string,
): Outcome<null> {
  const frozen = orderInProject(store, spec, { overrides: [], settings }, models);
  if (!frozen.ok) return frozen;
  const started = store.startFit({ ...frozen.value, versions, what: 'Take fit-1 from the example' });
  if (!started.ok) return started;
  const { evaluations, history } = result;
  return store.saveResult(started.value.fit, result, {
    ...{ status: fitStatus.done, epoch: settings.epochs, seconds, prepared, evaluations, history },
  });
}
