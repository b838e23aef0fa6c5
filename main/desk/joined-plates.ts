import type { Problem } from '../../shared/base/problem.ts';
import type { JoinCandidate } from '../../shared/plate/join/join-candidate.ts';
import { joinOutlines } from '../../shared/plate/join/join-outlines.ts';
import { type JoinPart, planJoins } from '../../shared/plate/join/plan-joins.ts';
import type { ShelvedPlate } from './shelved-plate.ts';

/** A project's plates, each whole, and what they are made of. */
export interface JoinedPlates {
  readonly plates: readonly ShelvedPlate[];
  readonly problems: readonly Problem[];
  /** By start; none: it is no plate of these. */
  partsOf(plate: ShelvedPlate): readonly JoinPart<JoinCandidate>[];
}

/** Joins what belongs together; a plate stays the same object as long as its parts do, and so does all of it. */
export function joinedPlates(): { readonly of: (candidates: readonly JoinCandidate[]) => JoinedPlates } {
  let before: readonly JoinCandidate[] = [];
  let last: JoinedPlates = { plates: [], problems: [], partsOf: () => [] };
  const known = new WeakMap<JoinCandidate, { readonly key: string; readonly plate: ShelvedPlate }>();
  const shelvedOf = (first: JoinCandidate, parts: readonly JoinPart<JoinCandidate>[]): ShelvedPlate => {
    const key = parts
      .map(({ candidate: { file, plate }, offset_s }) => [file, plate, offset_s].join(' '))
      .join('\n');
    const there = known.get(first);
    if (there?.key === key) return there.plate;
    const outlines = parts.map(({ candidate, offset_s }) => ({ outline: candidate, offset_s }));
    const outline = parts.length === 1 ? first : joinOutlines(first.plate, outlines);
    const files = parts.map(({ candidate }) => candidate.file);
    const partNames = parts.map(({ candidate }) => candidate.plate);
    const plate = { ...outline, file: first.file, files, partNames };
    known.set(first, { key, plate });
    return plate;
  };
  return {
    of: (candidates) => {
      if (candidates.length === before.length && candidates.every((one, n) => one === before[n])) return last;
      before = candidates;
      const byName = new Map(candidates.toReversed().map((candidate) => [candidate.plate, candidate]));
      const { plates, problems } = planJoins(candidates);
      const parts = new Map(plates.map((plate) => [plate.plate, plate.parts]));
      const shelved = plates.flatMap((plate): readonly ShelvedPlate[] => {
        const first = byName.get(plate.plate);
        return first === undefined ? [] : [shelvedOf(first, plate.parts)];
      });
      last = { plates: shelved, problems, partsOf: ({ plate }) => parts.get(plate) ?? [] };
      return last;
    },
  };
}
