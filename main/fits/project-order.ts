import { failure, hasError, type Outcome, success } from '../../shared/base/problem.ts';
import type { OwnModel } from '../../shared/channels.ts';
import { stepsFor } from '../../shared/experiment/correction/correct-files.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import { parseSpecModel } from '../../shared/inference/spec/model-settings.ts';
import type { Unfrozen } from '../jobs/freeze-model.ts';
import type { DataFile } from '../jobs/messages.ts';
import { readOrder } from '../jobs/read-order.ts';
import { projectCorrections } from '../store/corrections.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { FrozenFile } from '../store/schemas.ts';
import type { StoredFit } from '../store/stored-fit.ts';
import { missingFiles, nameWithoutFolders, projectModel } from './project-spec.ts';

/** An order together with the contents that its spec's files have now. */
export interface ProjectOrder {
  readonly order: FitOrder;
  readonly data: readonly FrozenFile[];
}

/**
 * Freezes an order in a project, its model's text with it, or says what it names and the project has not. `own`: the
 * user's model that comes with the spec.
 */
export function orderInProject(
  order: Omit<Unfrozen, 'corrections'>,
  own: OwnModel | null,
  store: ProjectStore,
  models: string,
): Outcome<ProjectOrder> {
  const spec = readOrder(order);
  if (!spec.ok) return spec;
  const model = projectModel(spec.value, own, models);
  const read = model.ok ? parseSpecModel(spec.value, model.value.text, model.value.file) : model;
  const corrections = projectCorrections(store);
  if (!corrections.ok) return corrections;
  const names = store.files().map(({ file }) => file);
  const problems = [...spec.problems, ...read.problems, ...missingFiles(spec.value, names)];
  if (!model.ok || hasError(problems)) return failure(problems);
  const data = spec.value.data.files.flatMap((name) => {
    const stored = store.file(name);
    if (stored === null) return [];
    const { answers } = stored.summary;
    return [{ file: name, sha256: stored.sha256, ...(answers !== undefined && { answers }) }];
  });
  const plates = spec.value.data.files.flatMap((name) => {
    const { plates: named = [], signals = [] } = store.file(name)?.summary ?? {};
    return named.map((plate) => ({ plate, signals }));
  });
  const steps = stepsFor(plates, corrections.value.steps);
  // Where the program keeps its library is another place on the next machine.
  const { file, text } = model.value;
  return success(
    { order: { ...order, corrections: steps, model: { file: nameWithoutFolders(file), text } }, data },
    problems,
  );
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
