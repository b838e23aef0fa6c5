import { failure, hasError, type Outcome, success } from '../../shared/base/problem.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import { parseSpecModel } from '../../shared/inference/spec/model-settings.ts';
import type { DataFile } from '../jobs/messages.ts';
import { readOrder } from '../jobs/read-order.ts';
import type { ChosenSpec } from '../store/change-schema.ts';
import type { FrozenFile } from '../store/file-summary-schema.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { StoredFit } from '../store/stored-fit.ts';
import { decidedFor } from './order-plates.ts';
import { missingFiles, nameWithoutFolders, projectModel } from './project-spec.ts';

/** An order together with the contents that its spec's files have now. */
export interface ProjectOrder {
  readonly order: FitOrder;
  readonly data: readonly FrozenFile[];
}

/** What is asked for beside a spec. */
export type Asked = Pick<FitOrder, 'overrides' | 'settings'>;

/** Freezes a spec with what is asked for in a project, its model's text with it, or says what it names and the project has not. */
export function orderInProject(
  store: ProjectStore,
  chosen: ChosenSpec,
  asked: Asked,
  models: string,
): Outcome<ProjectOrder> {
  const order = { spec: { file: chosen.name, text: chosen.text }, data: '', ...asked };
  const spec = readOrder(order);
  if (!spec.ok) return spec;
  const model = projectModel(spec.value, chosen.model, models);
  const read = model.ok ? parseSpecModel(spec.value, model.value.text, model.value.file) : model;
  const names = store.files().map(({ file }) => file);
  const problems = [...spec.problems, ...read.problems, ...missingFiles(spec.value, names)];
  if (!model.ok || hasError(problems)) return failure(problems);
  const data = spec.value.data.files.flatMap((name) => {
    const stored = store.file(name);
    if (stored === null) return [];
    const { answers } = stored.summary;
    return [{ file: name, sha256: stored.sha256, ...(answers !== undefined && { answers }) }];
  });
  const decided = decidedFor(
    store,
    data.map(({ file }) => file),
  );
  if (!decided.ok) return decided;
  // Where the program keeps its library is another place on the next machine.
  const { file, text } = model.value;
  const frozen = { ...order, ...decided.value, model: { file: nameWithoutFolders(file), text } };
  return success({ order: frozen, data }, problems);
}

/** The spec that a project's next fit is of. */
export function chosenSpecOf(store: ProjectStore): Outcome<ChosenSpec> {
  const chosen = store.spec();
  if (chosen !== null) return success(chosen);
  const message = 'no spec is given, and the project has none chosen';
  const remedy = 'Choose one in the window, or name one: wellspring fit spec.yaml --project P.';
  const place = { file: store.info.path };
  const inWindow = 'Choose one first.';
  return failure([{ code: 'fit.noSpec', severity: 'error', message, remedy, inWindow, place }]);
}

/** The data as it was when the fit was started, whatever the project holds now. */
export function frozenFiles(
  store: ProjectStore,
  { data }: Pick<StoredFit, 'data'>,
): Outcome<readonly DataFile[]> {
  const files: DataFile[] = [];
  for (const { file, sha256, answers } of data) {
    const bytes = store.readContent(sha256);
    if (!bytes.ok) return bytes;
    files.push({ name: file, bytes: bytes.value, ...(answers !== undefined && { answers }) });
  }
  return success(files);
}
