import { failure, hasError, type Outcome, success } from '../../shared/base/problem.ts';
import type { FitOrder } from '../../shared/channels.ts';
import { readOrder } from '../jobs/load-fit.ts';
import type { DataFile } from '../jobs/messages.ts';
import type { ProjectStore, StoredFit } from '../store/project-store.ts';
import { missingFiles, modelPathProblem } from './project-spec.ts';

/** An order together with the contents that its spec's files have now. */
export interface ProjectOrder {
  readonly order: FitOrder;
  readonly data: readonly { readonly file: string; readonly sha256: string }[];
}

/** Freezes an order in a project, or says what it names and the project has not. */
export function orderInProject(order: FitOrder, store: ProjectStore): Outcome<ProjectOrder> {
  const spec = readOrder(order);
  if (!spec.ok) return spec;
  const path = modelPathProblem(spec.value);
  const names = store.files().map(({ file }) => file);
  const problems = [...spec.problems, ...(path === null ? [] : [path]), ...missingFiles(spec.value, names)];
  if (hasError(problems)) return failure(problems);
  const data = spec.value.data.files.flatMap((name) => {
    const stored = store.file(name);
    return stored === null ? [] : [{ file: name, sha256: stored.sha256 }];
  });
  return success({ order, data }, problems);
}

/** The data as it was when the fit was started, whatever the project holds now. */
export function frozenFiles(
  store: ProjectStore,
  { data }: Pick<StoredFit, 'data'>,
): Outcome<readonly DataFile[]> {
  const files: DataFile[] = [];
  for (const { file, sha256 } of data) {
    const bytes = store.readContent(sha256);
    if (!bytes.ok) return bytes;
    files.push({ name: file, bytes: bytes.value });
  }
  return success(files);
}
