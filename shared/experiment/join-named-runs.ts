import type { Problem } from '../base/problem.ts';
import { gainProblems } from '../plate/checks/gains.ts';
import { joinRuns } from '../plate/join/join-runs.ts';
import { planJoins } from '../plate/join/plan-joins.ts';
import { plateOutline } from '../plate/plate-outline.ts';
import type { NamedRun } from './selected-well.ts';

/** A plate that lies in several files, and why they are one. */
export interface ToldJoin {
  readonly plate: string;
  readonly files: readonly string[];
  /** Half a sentence. */
  readonly why: string;
}

/** Plates of an experiment, each whole. */
export interface JoinedRuns {
  readonly runs: readonly NamedRun[];
  /** The plate that each of the given runs is a part of, by its place. */
  readonly plateOf: readonly string[];
  /** How the parts of each plate are called, by plate. */
  readonly partNames: ReadonlyMap<string, readonly string[]>;
  readonly told: readonly ToldJoin[];
  /** What was joined, what is in doubt, and gains that differ. */
  readonly problems: readonly Problem[];
}

/** Parts of one plate that lie in several files become one run, called as the first of them. @param signals of which gains are compared. */
export function joinNamedRuns(given: readonly NamedRun[], signals: readonly string[]): JoinedRuns {
  const candidates = given.map((named) => ({
    ...plateOutline(named.plate, named.run),
    file: named.file,
    named,
  }));
  const { plates, problems } = planJoins(candidates);
  const runs = plates.map(({ plate, parts }): NamedRun => {
    const [first] = parts;
    const whole = parts.length === 1 && first !== undefined;
    const named = candidates.find((candidate) => candidate.plate === plate)?.named;
    return {
      file: named?.file ?? '',
      plate,
      run: whole
        ? first.candidate.named.run
        : joinRuns(
            plate,
            parts.map(({ candidate, offset_s }) => ({ run: candidate.named.run, offset_s })),
          ),
    };
  });
  const home = new Map(
    plates.flatMap(({ plate, parts }) => parts.map(({ candidate }) => [candidate.named, plate] as const)),
  );
  const gains = given.flatMap(({ file, run }) =>
    run.signals.flatMap(({ signal, metadata = {} }) =>
      signals.includes(signal) ? [{ file, signal, metadata }] : [],
    ),
  );
  const told = plates.flatMap(({ plate, parts, why }): readonly ToldJoin[] =>
    why === null ? [] : [{ plate, files: parts.map(({ candidate }) => candidate.file), why }],
  );
  return {
    ...{ runs, told },
    partNames: new Map(
      plates.map(({ plate, parts }) => [plate, parts.map(({ candidate }) => candidate.plate)]),
    ),
    plateOf: given.map((named) => home.get(named) ?? named.plate),
    problems: [...problems, ...gainProblems(gains)],
  };
}
