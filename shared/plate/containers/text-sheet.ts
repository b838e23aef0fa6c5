import { hasDecimalComma, parseNumber } from '../number.ts';
import { parseWell } from '../well.ts';
import type { DecimalMark, Sheet } from './cell.ts';
import { type CutOff, cutOffIn, withoutCut } from './cut-off.ts';
import { type Delimited, parseDelimited, type Separator } from './delimited.ts';

/** In the order in which they win where they do equally well. */
const separators: readonly Separator[] = ['\t', ';', ','];

/** Characters from which the separator is judged: headers may be long, tables begin within them. */
const judged = 400_000;

/** A text as a table. */
export interface TextTable extends Delimited {
  readonly separator: Separator;
  readonly sheet: Sheet;
  /** Where the text breaks off; null: it is whole. */
  readonly cutOff: CutOff | null;
}

/**
 * @param decimal left out: as most of its numbers are written.
 * @param mayBeCut whether the last cell of a text that breaks off is left out, as a reading must be.
 */
export function textTable(text: string, decimal?: DecimalMark, mayBeCut = true): TextTable {
  const separator = separatorOf(text);
  const table = parseDelimited(text, separator);
  const cutOff = mayBeCut ? cutOffIn(text, table.rows) : null;
  const rows = withoutCut(table.rows, cutOff);
  return {
    ...table,
    separator,
    cutOff,
    sheet: { name: null, rows, decimal: decimal ?? decimalOf(table, separator) },
  };
}

/** What makes most cells numbers, wells and times. */
function separatorOf(text: string): Separator {
  const head = text.length > judged ? `${text.slice(0, judged / 2)}\n${text.slice(-judged / 2)}` : text;
  let best: Separator = ',';
  let most = 0;
  for (const separator of separators) {
    if (!head.includes(separator)) continue;
    const { rows } = parseDelimited(head, separator);
    let count = 0;
    for (const { cells } of rows) {
      if (cells.length < 2) continue;
      for (const cell of cells) if (isValue(cell, separator)) count++;
    }
    if (count > most) [best, most] = [separator, count];
  }
  return best;
}

function isValue(cell: string, separator: Separator): boolean {
  if (cell.length > 40 || cell === '') return false;
  if (!Number.isNaN(parseNumber(cell)) || /^\s*\d+:\d\d/.test(cell)) return true;
  return (separator !== ',' && hasDecimalComma(cell)) || parseWell(cell) !== null;
}

function decimalOf({ rows }: Delimited, separator: Separator): DecimalMark {
  if (separator === ',') return 'point';
  let commas = 0;
  let points = 0;
  for (const { cells } of rows) {
    if (cells.length < 3) continue;
    for (const cell of cells) {
      if (cell.length > 40) continue;
      if (hasDecimalComma(cell)) commas++;
      else if (cell.includes('.') && !Number.isNaN(parseNumber(cell))) points++;
    }
  }
  return commas > points ? 'comma' : 'point';
}
