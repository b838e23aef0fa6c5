import type { NumberMarks } from '../amount.ts';
import type { LayoutField } from './heading.ts';
import { type PlateSize, type WellBlock, wellsOf } from './well-range.ts';

/** What a rule says of wells: what stands under one heading. */
export interface LayoutRule {
  readonly heading: string;
  readonly field: LayoutField;
  /** By well, as it would stand in a layout's cell. */
  readonly cells: ReadonlyMap<string, string>;
  /** What it was taken for, for its author to see: `device = R33`. */
  readonly said: string;
}

/** Why a rule cannot be read: half a sentence after it, and what to write. */
export interface RuleFault {
  readonly fault: string;
  readonly remedy: string;
}

/** For whom a rule is read. */
export interface RuleContext {
  /** Of the plate. */
  readonly size: PlateSize;
  readonly marks: NumberMarks;
}

/** What a rule may look like, for those that look like nothing. */
export const ruleForms =
  'Write it like: C6 from 25000 nM, 1:3, across, last is 0, in A1:H12; device = R33 in A1:D12; C6 = 5 nM @ 2 h in A1:A6; blank in H1:H12; exclude A1 because a bubble.';

/** One thing for all wells. */
export function sameInAll(
  blocks: readonly WellBlock[],
  cell: string,
  rule: Omit<LayoutRule, 'cells'>,
): LayoutRule {
  return { ...rule, cells: new Map(blocks.flatMap(wellsOf).map((well) => [well, cell])) };
}

/** What is left of a rule when all that it may hold is read. */
export function leftOver(rest: string, after: string): RuleFault {
  const remedy = /^(?:except|but|not|without|außer|ohne|nicht)\b/i.test(rest)
    ? 'Name the wells that remain, A1:A2,A4:H1, or let a later rule speak of the others: of a well the later one wins.'
    : /^(?:rows?|col|zeile|reihe|spalte)/i.test(rest)
      ? 'Where a row and columns cross name the rectangle, as H1:H3; for all of both put a comma between them.'
      : 'Join wells by commas, as A1:A6,C1,row D; a rule says one thing, and wells stand at its end.';
  return { fault: `“${rest}” is left over after “${after}”`, remedy };
}
