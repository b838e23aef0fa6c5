import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { StoredFit } from '../store/stored-fit.ts';

/** The fit of a project that a command line means; `name` null: the newest. */
export function meantFit(store: ProjectStore, name: string | null): Outcome<StoredFit> {
  const there = store.listedFits().map(({ fit }) => fit);
  const meant = name ?? there.at(-1) ?? null;
  const stored = meant === null ? null : store.fit(meant);
  if (stored !== null && !stored.recycled) return success(stored);
  const message = name === null ? 'the project has no fit' : `the project has no fit “${name}”`;
  const remedy = there.length === 0 ? 'Start one with fit --project.' : `It has ${there.join(', ')}.`;
  return failure([
    { code: 'fit.unknown', severity: 'error', message, remedy, place: { file: store.info.path } },
  ]);
}
