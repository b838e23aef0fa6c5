import { largest, lowest } from '../../base/lists.ts';
import type { Problem } from '../../base/problem.ts';
import { type JoinCandidate, type JoinFacts, joinFacts } from './join-candidate.ts';
import type { Relation, WayOut } from './relation.ts';
import { relationOf } from './relation-of.ts';

/** One plate of an experiment, in one file or in several. */
export interface JoinedPlate<T extends JoinCandidate> {
  /** The name of its first part. */
  readonly plate: string;
  /** By start, then as given. */
  readonly parts: readonly JoinPart<T>[];
  /** Why they are one plate, as half a sentence; null: there is one part. */
  readonly why: string | null;
}

export interface JoinPart<T extends JoinCandidate> {
  readonly candidate: T;
  /** Seconds from the plate's zero to the file's. */
  readonly offset_s: number;
}

export interface JoinPlan<T extends JoinCandidate> {
  /** In the order of their first parts. */
  readonly plates: readonly JoinedPlate<T>[];
  /** What may belong together and was left apart, once for each that does. */
  readonly problems: readonly Problem[];
}

interface Group<T extends JoinCandidate> {
  readonly parts: { readonly candidate: T; readonly facts: JoinFacts }[];
  why: string | null;
}

/**
 * Which files hold parts of one plate: other signals of the same run (same plate, same start), or the run gone on with after
 * a stop (same plate, later start). Files are never changed by it, and what is in doubt stays apart and is said.
 */
export function planJoins<T extends JoinCandidate>(candidates: readonly T[]): JoinPlan<T> {
  const groups: Group<T>[] = [];
  /** By what plates can have in common, so that hundreds are not compared each with each. */
  const byKey = new Map<string, Set<Group<T>>>();
  const problems: Problem[] = [];
  for (const candidate of candidates) {
    const facts = joinFacts(candidate);
    const keys = keysOf(facts);
    const near = new Set(keys.flatMap((key) => [...(byKey.get(key) ?? [])]));
    let home: Group<T> | null = null;
    let isInDoubt = false;
    for (const group of near) {
      if (group.parts.some((part) => part.candidate.file === candidate.file)) continue;
      const relation = relationOf(
        group.parts.map((part) => part.facts),
        facts,
      );
      if (relation.kind === 'apart') continue;
      const other = group.parts[0]?.candidate.file ?? '';
      if (relation.kind === 'doubt') {
        // One is enough to say what to do; among hundreds of plates of one name each would be in doubt with each.
        if (!isInDoubt) problems.push(doubt(candidate.file, other, relation));
        isInDoubt = true;
      } else if (home === null) {
        home = group;
        home.parts.push({ candidate, facts });
        home.why ??= relation.why;
      }
    }
    if (home === null) {
      home = { parts: [{ candidate, facts }], why: null };
      groups.push(home);
    }
    for (const key of keys) {
      const there = byKey.get(key) ?? new Set<Group<T>>();
      there.add(home);
      byKey.set(key, there);
    }
  }
  return { plates: groups.map(joined), problems };
}

function keysOf({ barcode, name, start, last_s }: JoinFacts): readonly string[] {
  const isSilent = barcode === '' && name === '' && start === '';
  return [
    isSilent ? `silent ${last_s}` : '',
    barcode === '' ? '' : `barcode ${barcode}`,
    name === '' ? '' : `name ${name}`,
    start === '' ? '' : `start ${start}`,
  ].filter((key) => key !== '');
}

function joined<T extends JoinCandidate>({ parts, why }: Group<T>): JoinedPlate<T> {
  const moments = parts.map(({ facts }) => facts.moment);
  const zero = -largest(
    moments.map((moment) => -(moment ?? Number.POSITIVE_INFINITY)),
    Number.NEGATIVE_INFINITY,
  );
  const placed = parts.map(({ candidate }, n): JoinPart<T> => {
    const moment = moments[n] ?? null;
    return { candidate, offset_s: parts.length === 1 || moment === null ? 0 : (moment - zero) / 1000 };
  });
  const plate = parts[0]?.candidate.plate ?? '';
  return {
    plate,
    parts: placed.toSorted((a, b) => a.offset_s + firstOf(a) - (b.offset_s + firstOf(b))),
    why,
  };
}

/** Seconds from its file's zero of a part's first reading; 0: it has no times. */
function firstOf({ candidate }: JoinPart<JoinCandidate>): number {
  const times = candidate.signals.flatMap(({ first_s }) => first_s ?? []);
  return times.length === 0 ? 0 : lowest(times, times[0] ?? 0);
}

const remedies: Readonly<Record<WayOut, string>> = {
  name: 'If they are one plate, import both again with the same --plate NAME; if they are two, each with a name of its own.',
  apart:
    'One plate has one reading of a signal and well at a time: import each again with a name of its own, --plate NAME; if one of them is a copy, leave it out.',
  dates:
    'If they are two plates, import each again with a name of its own, --plate NAME; if they are one, export them anew with dates that begin with the year, as the PC’s settings say, and import those.',
};

function doubt(
  file: string,
  other: string,
  { why, wayOut }: Extract<Relation, { readonly kind: 'doubt' }>,
): Problem {
  const message = `it may belong to the plate of “${other}”, and was left apart: ${why}`;
  const remedy = remedies[wayOut];
  return { code: 'join.doubt', severity: 'warning', message, remedy, place: { file } };
}
