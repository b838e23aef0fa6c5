import type { SignalOutline } from '../plate-run.ts';
import type { JoinFacts } from './join-candidate.ts';
import type { Relation } from './relation.ts';

/**
 * What two files are to each other of which people said that they are of one plate: parts of it, unless it would then have
 * two readings of a signal at one time, or nobody knows which of them came first.
 */
export function statedRelation(one: JoinFacts, other: JoinFacts): Relation {
  const same = `the plate’s name ${one.name} was given to both`;
  const shift_s = shiftOf(one, other);
  if (shift_s === null)
    return {
      kind: 'doubt',
      why: `${same}, but day and month of ${one.start} and ${other.start} cannot be told apart`,
      wayOut: 'dates',
    };
  const shared = [...other.signals.keys()].filter((title) => one.signals.has(title));
  if (!overlap(one.wells, other.wells)) return { kind: 'joins', why: `${same}, and their wells differ` };
  if (shared.length === 0) return { kind: 'joins', why: `${same}, and their signals differ` };
  const gaps = shared.map((title) => gapBetween(one.signals.get(title), other.signals.get(title), shift_s));
  const [gap] = gaps;
  // The later file is that for all its signals.
  const follows = gaps.every((each) => each !== null && Math.sign(each.order) === Math.sign(gap?.order ?? 0));
  if (follows && gap != null)
    return {
      kind: 'joins',
      why: `${same}, and the later one goes on ${gapText(gap.gap_s)} after the earlier one`,
    };
  const what = shared[gaps.indexOf(null)] ?? shared[0];
  return {
    kind: 'doubt',
    why: `${same}, but both hold ${what} at the same times, or without times`,
    wayOut: 'apart',
  };
}

/** Seconds from the zero of one to that of the other; 0 where one does not say when it began. null: day and month are not certain. */
function shiftOf(one: JoinFacts, other: JoinFacts): number | null {
  if (one.start === '' || other.start === '' || one.start === other.start) return 0;
  return one.moment === null || other.moment === null ? null : (other.moment - one.moment) / 1000;
}

/** null: they overlap, or have no times. `order`: below 0 where the other one is the earlier. */
function gapBetween(
  one: SignalOutline | undefined,
  other: SignalOutline | undefined,
  shift_s: number,
): { readonly gap_s: number; readonly order: 1 | -1 } | null {
  const [first, last] = [one?.first_s ?? Number.NaN, one?.last_s ?? Number.NaN];
  const [otherFirst, otherLast] = [other?.first_s, other?.last_s].map(
    (time) => (time ?? Number.NaN) + shift_s,
  );
  const [after, before] = [(otherFirst ?? Number.NaN) - last, first - (otherLast ?? Number.NaN)];
  if (after > 0) return { gap_s: after, order: 1 };
  return before > 0 ? { gap_s: before, order: -1 } : null;
}

/** In words: `12 min`. */
export function gapText(seconds: number): string {
  return seconds < 90 ? `${Math.max(0, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}

/** Whether they have one in common. */
export function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const well of other) if (one.has(well)) return true;
  return false;
}
