import { type Amount, amountOf, type NumberMarks } from '../amount.ts';
import type { Cell } from '../containers/cell.ts';
import { isDoseUnit, isSameDoseUnit } from '../dose-unit.ts';
import { isNothingAdded } from '../treatment-text.ts';
import { layoutText } from './cell-text.ts';

/** A dose as its cell has it: `0.5`, `0,5 mM`. */
export interface WrittenDose {
  readonly amount: Amount;
  /** null: the cell states none. */
  readonly unit: string | null;
}

// The unit begins with what no blank is, so that matching stays linear in the cell's length.
const withUnit = /^([+\-\u2212]?[\d.,]*\d(?:[eE][+\-\u2212]?\d+)?)\s*([^\s\d.,].*)$/s;

/** @param stated the unit of the heading: a cell may repeat it, whether or not it is one of doses. */
export function writtenDose(
  cell: Cell | undefined,
  marks: NumberMarks,
  stated: string | null = null,
): WrittenDose {
  const amount = amountOf(cell, marks);
  if (amount.kind !== 'none' || typeof cell !== 'string') return { amount, unit: null };
  const { number, rest } = numberAndRest(cell);
  const isUnit = isDoseUnit(rest) || (stated !== null && rest !== '' && isSameDoseUnit(rest, stated));
  return isUnit ? { amount: amountOf(number, marks), unit: rest } : { amount, unit: null };
}

/** The number with which a text begins and what follows it; both empty where there is none. */
export function numberAndRest(text: string): { readonly number: string; readonly rest: string } {
  const [, number = '', rest = ''] = withUnit.exec(text.trim()) ?? [];
  return { number, rest };
}

/** Words for wells in which nothing is, where a dose would stand. */
const emptyWell = /^(?:blanks?|blk|empty|leer|leerwert|blindwert)$/i;

/** Whether a cell says in words that there is no dose; 0 is one. */
export function saysNoDose(cell: Cell | undefined): boolean {
  const text = layoutText(cell);
  return isNothingAdded(text) || emptyWell.test(text);
}

/** Whether it says so by a word for wells that are blanks. */
export function isBlankWord(cell: Cell | undefined): boolean {
  const text = layoutText(cell);
  return emptyWell.test(text) && !/^(?:empty|leer)$/i.test(text);
}
