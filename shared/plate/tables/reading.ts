import type { Cell } from '../containers/cell.ts';
import type { NumberMark } from '../number.ts';
import { parseNumberWith } from '../number.ts';

/** A cell of a well. */
export interface Reading {
  /** NaN where there is no number. */
  readonly value: number;
  /** What stood there instead, as written; null: nothing, or a number. */
  readonly token: string | null;
}

export function readingOf(cell: Cell | undefined, decimal: NumberMark): Reading {
  if (typeof cell === 'number') return { value: cell, token: null };
  if (typeof cell !== 'string') return nothing;
  const text = cell.trim();
  if (text === '') return nothing;
  const value = parseNumberWith(text, decimal);
  return Number.isNaN(value) ? { value, token: text } : { value, token: null };
}

const nothing: Reading = { value: Number.NaN, token: null };

export type TokenClass = 'saturated' | 'not measured' | 'not computable' | 'unknown';

/** Words that instruments write where a number would stand. */
const classes: readonly (readonly [RegExp, TokenClass])[] = [
  [/^(?:over|ovrflw|overflow|#sat|sat|saturated|overload|>max)$/i, 'saturated'],
  [/^(?:missed|\*+|#low|invalid|masked|n\/?a|-+|empty|blank)$/i, 'not measured'],
  [/^(?:\?+|range\?|path\?|nan|nofit|error|#div\/0!|#n\/a|#value!|inf|-inf)$/i, 'not computable'],
];

/** What a token means. Saturated readings become right-censored, the others are missing. */
export function tokenClass(token: string): TokenClass {
  return classes.find(([words]) => words.test(token.trim()))?.[1] ?? 'unknown';
}
