import type { DecimalMark, NumberMark } from '../number.ts';
import { mayBeThousands, shownMark } from '../number.ts';
import type { Cell, SheetRow } from './cell.ts';

/** A number whose comma or point may part thousands or decimals, and nothing in the file tells which. */
export interface AmbiguousNumber {
  readonly line: number;
  readonly cell: string;
}

export interface FoundMark {
  readonly mark: NumberMark;
  /** The first one that may be either; null: there is none. */
  readonly comma: AmbiguousNumber | null;
}

/** Of numbers that show their mark, those that show the other one are slips where they are no more than one in so many. */
const slips = 20;

/**
 * How the numbers of a table are written, by those that can be read in one way alone.
 * @param unsaid what a comma is where none shows it: decimals where semicolons part the cells, for they do because commas cannot.
 */
export function numberMark(rows: readonly SheetRow[], unsaid: DecimalMark | null): FoundMark {
  const shown = { point: 0, comma: 0 };
  /** Of those that are thousands if that is the decimal mark. */
  const first: Record<DecimalMark, AmbiguousNumber | null> = { point: null, comma: null };
  for (const { line, cells } of rows) {
    if (!isTabular(cells)) continue;
    for (const cell of cells) {
      if (typeof cell !== 'string' || cell.length > 40 || !/[.,]/.test(cell)) continue;
      const mark = shownMark(cell);
      if (mark !== null) shown[mark]++;
      else if (mayBeThousands(cell, 'point')) first.point ??= { line, cell: cell.trim() };
      else if (mayBeThousands(cell, 'comma')) first.comma ??= { line, cell: cell.trim() };
    }
  }
  const [most, least] =
    shown.comma > shown.point ? (['comma', 'point'] as const) : (['point', 'comma'] as const);
  if (shown[most] > 0 && shown[least] * slips <= shown[most]) return { mark: most, comma: null };
  if (shown[most] > 0) return { mark: `mostly ${most}`, comma: first[most] };
  if (first.point === null) return { mark: 'point', comma: null };
  if (unsaid !== null && first.comma === null) return { mark: unsaid, comma: null };
  return { mark: 'mostly point', comma: first.point };
}

/** Whether a row is one of a table: keys with a value beside them say nothing of how readings are written. */
function isTabular(cells: readonly Cell[]): boolean {
  let filled = 0;
  let numbers = 0;
  for (const cell of cells) {
    if (cell === null || (typeof cell === 'string' && cell.trim() === '')) continue;
    filled++;
    if (typeof cell !== 'string' || /^\s*[-+\d.,]/.test(cell)) numbers++;
  }
  return filled > 2 || numbers === 2;
}
