import { basename } from 'node:path';
import { failure, hasError, type Outcome, success } from '../../shared/base/problem.ts';
import { fewProblems } from '../../shared/plate/few-problems.ts';
import { plateLayouts } from '../../shared/plate/layout/apply-layout.ts';
import type { Layout } from '../../shared/plate/layout/layout.ts';
import { layoutChanges, projectLayouts } from '../store/layouts.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { openPlateShelf } from './plate-shelf.ts';

export interface LayOutOptions {
  readonly layouts: readonly Layout[];
  /** Files whose plates a layout of all plates is of; empty: all of the project. Those that are not in it do not count. */
  readonly files: readonly string[];
  /** Names of the layouts' files, for the log and problems. */
  readonly from: readonly string[];
}

/**
 * Keeps layouts in a project, in the place of those before, as one command that can be undone. Plates are looked for in all
 * of the project, so that files of several days may come one after the other.
 */
export function layOutProject(
  store: ProjectStore,
  { layouts, files, from }: LayOutOptions,
): Outcome<readonly Layout[]> {
  const all = openPlateShelf(store).plates();
  const meant = files.length === 0 ? all : all.filter(({ file }) => files.includes(file));
  const names = from.map((file) => basename(file)).join(', ');
  const common = new Set(meant.map(({ plate }) => plate));
  const { laid, problems } = plateLayouts(all, layouts, names, common);
  const told = fewProblems(problems);
  if (hasError(told)) return failure(told);
  const kept = laid.map(({ layout }) => layout);
  const changes = layoutChanges(kept, projectLayouts(store));
  const [first] = kept;
  const what = kept.length === 1 ? `${first?.plate}` : `${kept.length} plates`;
  const changed = store.change(`Lay out ${what} by ${names}`, changes);
  return changed.ok ? success(kept, told) : failure([...told, ...changed.problems]);
}
