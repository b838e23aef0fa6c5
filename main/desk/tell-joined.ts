import type { Problem } from '../../shared/base/problem.ts';
import type { ToldJoin } from '../../shared/experiment/join-named-runs.ts';
import { gainProblems } from '../../shared/plate/checks/gains.ts';
import { planJoins } from '../../shared/plate/join/plan-joins.ts';
import type { ProjectStore } from '../store/project-store.ts';

/** What became of files that were just kept. */
export interface ToldJoins {
  readonly plates: readonly ToldJoin[];
  /** What is in doubt, and gains that differ. */
  readonly problems: readonly Problem[];
}

/** Which plates of a project lie in several files now, and why; only those that these files have to do with. */
export function tellJoined(store: ProjectStore, kept: readonly string[]): ToldJoins {
  const fresh = new Set(kept);
  const candidates = store
    .files()
    .flatMap(({ file, summary }) => (summary.outline ?? []).map((outline) => ({ ...outline, file })));
  const { plates, problems } = planJoins(candidates);
  const joined = plates.flatMap(({ plate, parts, why }) => {
    const files = parts.map(({ candidate }) => candidate.file);
    return why !== null && files.some((file) => fresh.has(file)) ? [{ plate, files, why }] : [];
  });
  const gains = gainProblems(
    candidates.flatMap(({ file, signals }) =>
      signals.map(({ signal, metadata = {} }) => ({ file, signal, metadata })),
    ),
  );
  const told = problems.filter(({ place }) => fresh.has(place?.file ?? ''));
  return { plates: joined, problems: [...told, ...(kept.length > 0 ? gains : [])] };
}
