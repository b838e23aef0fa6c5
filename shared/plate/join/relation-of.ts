import type { JoinFacts } from './join-candidate.ts';
import type { Relation } from './relation.ts';
import { gapText, overlap, statedRelation } from './stated-relation.ts';

type Doubt = { readonly kind: 'doubt'; readonly why: string };

/** A run that stands still for longer was not gone on with, but begun anew. */
const longestGap_h = 24;
/** Clocks of two files of one run. */
const tolerance_s = 1;

const apart: Relation = { kind: 'apart' };

/** @param parts of one plate, at least one. */
export function relationOf(parts: readonly JoinFacts[], other: JoinFacts): Relation {
  const [first] = parts;
  if (first === undefined) return apart;
  const relations = parts.map((part) => pairOf(part, other));
  const joining = relations.filter((relation) => relation.kind === 'joins');
  if (joining.length === relations.length || joining.length === 0)
    return relations.find(({ kind }) => kind === 'doubt') ?? joining[0] ?? apart;
  // A later file of the OD goes on from the earlier one, and has nothing to do with that of the fluorescence.
  const doubts = relations.filter(({ kind }) => kind === 'doubt');
  return doubts[0] ?? joining[0] ?? apart;
}

function pairOf(one: JoinFacts, other: JoinFacts): Relation {
  const isStated = one.isStated && other.isStated;
  if (isStated && one.name === other.name) return statedRelation(one, other);
  const relation = unstatedRelation(one, other);
  if (relation.kind !== 'doubt') return relation;
  // Where a name would not decide it, nobody is to be sent for one.
  const named = statedRelation(one, other);
  return { ...relation, wayOut: named.kind === 'doubt' ? named.wayOut : 'name' };
}

type Guess = Exclude<Relation, { readonly kind: 'doubt' }> | Doubt;

/** By what the files say. */
function unstatedRelation(one: JoinFacts, other: JoinFacts): Guess {
  const same = identity(one, other);
  const shared = [...other.signals.keys()].filter((title) => one.signals.has(title));
  if (same === null) return nameless(one, other, shared.length === 0);
  if (!overlap(one.wells, other.wells))
    return one.start !== '' && one.start === other.start
      ? { kind: 'doubt', why: `${same} and start are the same, but they have no well in common` }
      : apart;
  return shared.length === 0 ? otherSignals(one, other, same) : goneOn(one, other, same, shared[0] ?? '');
}

/** By what they are the same plate; null: by nothing. */
function identity(one: JoinFacts, other: JoinFacts): string | null {
  const both = (key: 'barcode' | 'name' | 'anyName'): boolean => one[key] !== '' && one[key] === other[key];
  const unlike = (key: 'barcode' | 'name'): boolean =>
    one[key] !== '' && other[key] !== '' && one[key] !== other[key];
  if (both('name')) return `the plate’s name ${one.name}`;
  // What people call a plate says more than what is printed on it.
  if (one.isStated || other.isStated) return null;
  if (unlike('name')) return null;
  if (both('barcode')) return `the barcode ${one.barcode}`;
  if (unlike('barcode')) return null;
  const sameRun = both('anyName') && one.start !== '' && one.start === other.start;
  const sameReader = one.instrument === other.instrument;
  return sameRun && sameReader && hasTime(one.start) ? `the name ${one.anyName} and the instrument` : null;
}

/** A date alone is the start of many runs. */
function hasTime(start: string): boolean {
  return /\d:\d\d/.test(start) && !start.endsWith('T00:00:00');
}

/** Neither says which plate it is. */
function nameless(one: JoinFacts, other: JoinFacts, disjoint: boolean): Guess {
  const unnamed = [one, other].every(({ barcode, name }) => barcode === '' && name === '');
  const sameStart = one.start !== '' && one.start === other.start && hasTime(one.start);
  const sameReader = one.instrument !== '' && one.instrument === other.instrument;
  if (unnamed && disjoint && isTwin(one, other))
    return {
      kind: 'doubt',
      why: 'they hold other signals of the same wells for the same time, but neither says which plate it is',
    };
  return unnamed && sameStart && sameReader && disjoint && overlap(one.wells, other.wells)
    ? {
        kind: 'doubt',
        why: `both began at ${one.start} on ${one.instrument}, but neither says which plate it is`,
      }
    : apart;
}

/** Nothing is said of where and when, and the wells and the last time are the same. */
function isTwin(one: JoinFacts, other: JoinFacts): boolean {
  const silent = [one, other].every(({ start, last_s }) => start === '' && last_s !== null);
  const sameWells =
    one.wells.size === other.wells.size && [...one.wells].every((well) => other.wells.has(well));
  return silent && sameWells && one.last_s === other.last_s && one.instrument === other.instrument;
}

function otherSignals(one: JoinFacts, other: JoinFacts, same: string): Guess {
  const silent = [one, other].filter(({ start }) => start === '').length;
  if (silent > 0) {
    const when = silent === 2 ? 'neither says when it began' : 'one of them does not say when it began';
    return { kind: 'doubt', why: `${same} is the same, but ${when}` };
  }
  if (one.start === other.start)
    return { kind: 'joins', why: `${same} and the start, ${one.start}, are the same` };
  const order = inOrder(one, other);
  if (order === null) return uncertainDates(one, other, same);
  const { begin, after_s } = order;
  return begin.last_s !== null && after_s <= begin.last_s
    ? { kind: 'doubt', why: `${same} is the same and they ran at the same time, but did not begin together` }
    : apart;
}

interface Order {
  readonly begin: JoinFacts;
  readonly end: JoinFacts;
  /** From the start of one to that of the other. */
  readonly after_s: number;
}

/** null: day and month of one are not certain. */
function inOrder(one: JoinFacts, other: JoinFacts): Order | null {
  if (one.moment === null || other.moment === null) return null;
  const [begin, end] = one.moment < other.moment ? [one, other] : [other, one];
  return { begin, end, after_s: Math.abs(one.moment - other.moment) / 1000 };
}

function uncertainDates(one: JoinFacts, other: JoinFacts, same: string): Guess {
  return {
    kind: 'doubt',
    why: `${same} is the same, but day and month of ${one.start} and ${other.start} cannot be told apart`,
  };
}

function goneOn(one: JoinFacts, other: JoinFacts, same: string, title: string): Guess {
  if (one.start === '' || other.start === '')
    return {
      kind: 'doubt',
      why: `${same} is the same and both hold ${title}, but not both say when they began`,
    };
  if (one.start === other.start)
    return { kind: 'doubt', why: `${same} and the start are the same, but both hold ${title}` };
  const order = inOrder(one, other);
  if (order === null) return uncertainDates(one, other, same);
  const { begin, end, after_s } = order;
  if (begin.last_s === null || end.last_s === null) return apart;
  const gap_s = after_s - begin.last_s;
  if (gap_s > longestGap_h * 3600) return apart;
  if (gap_s < -tolerance_s)
    return {
      kind: 'doubt',
      why: `${same} is the same, but the later one began before the earlier one had ended`,
    };
  if (![...end.wells].every((well) => begin.wells.has(well)))
    return {
      kind: 'doubt',
      why: `${same} is the same, but the later one has wells that the earlier one has not`,
    };
  return {
    kind: 'joins',
    why: `${same} is the same, and the later one goes on ${gapText(gap_s)} after the earlier one`,
  };
}
