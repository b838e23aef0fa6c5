import { markOf, type NumberMarks } from '../amount.ts';
import type { LayoutLine } from './layout-table.ts';
import { numberAndRest } from './written-dose.ts';

/** How the numbers of a layout are written, doses within texts included. */
export function marksIn(lines: readonly LayoutLine[]): NumberMarks {
  return { answered: null, seen: markOf(numbersIn(lines)) };
}

function* numbersIn(lines: readonly LayoutLine[]): Iterable<string> {
  for (const { cells } of lines) {
    for (const { cell } of cells) {
      if (typeof cell !== 'string') continue;
      if (!cell.includes('=')) yield numberAndRest(cell).number || cell;
      else for (const [, number = ''] of cell.matchAll(/=\s*([\d.,]+(?:[eE][+-]?\d+)?)/g)) yield number;
    }
  }
}
