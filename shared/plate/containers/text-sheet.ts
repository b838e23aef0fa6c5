import { largest } from '../../base/lists.ts';
import { hasAmbiguousComma, hasDecimalComma, parseNumber, withoutThousands } from '../number.ts';
import { parseWell } from '../well.ts';
import type { DecimalMark, Sheet } from './cell.ts';
import { type CutOff, cutOffIn, withoutCut } from './cut-off.ts';
import { type Delimited, type DelimitedRow, parseDelimited, type Separator } from './delimited.ts';

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
  /** Where a number may be one in thousands or one with a decimal comma, and nothing in the text tells which; null: nowhere. */
  readonly comma: AmbiguousComma | null;
  /** Where a given decimal mark is not that of most numbers, and reads one of them otherwise; null: nowhere. */
  readonly overruled: OverruledMark | null;
}

export interface OverruledMark extends AmbiguousComma {
  /** Of most numbers. */
  readonly mark: DecimalMark;
}

export interface AmbiguousComma {
  readonly line: number;
  readonly cell: string;
}

/**
 * @param decimal left out: as most of its numbers are written.
 * @param mayBeCut whether it is an instrument's: its last cell, where it breaks off, is left out, as a reading must be. What people
 * write has fewer numbers, and its separator is what makes most lines alike.
 */
export function textTable(text: string, decimal?: DecimalMark, mayBeCut = true): TextTable {
  const separator = mayBeCut ? separatorOf(text) : evenSeparator(text);
  const table = parseDelimited(text, separator);
  const cutOff = mayBeCut ? cutOffIn(text, table.rows) : null;
  const found = decimalOf(table, separator);
  const { mark, comma } = decimal === undefined ? found : { mark: decimal, comma: null };
  const overruled = decimal === undefined || decimal === found.mark ? null : otherwiseRead(table, found);
  // Whoever says that the point is the decimal mark says that commas part thousands.
  const written = decimal === 'point' ? table.rows.map(withoutGroups) : table.rows;
  const rows = withoutCut(written, cutOff);
  return { ...table, separator, cutOff, comma, overruled, sheet: { name: null, rows, decimal: mark } };
}

/** The first number that the other mark reads otherwise, where the file tells its own; null: there is none. */
function otherwiseRead({ rows }: Delimited, { mark, comma }: FoundMark): OverruledMark | null {
  if (comma !== null) return null;
  for (const { line, cells } of rows) {
    if (cells.length < 3) continue;
    const cell = cells.find((one) => one.length <= 40 && hasDecimalComma(one));
    if (cell !== undefined) return { line, cell: cell.trim(), mark };
  }
  return null;
}

function withoutGroups({ line, cells }: DelimitedRow): DelimitedRow {
  return { line, cells: cells.map((cell) => withoutThousands(cell) ?? cell) };
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
  return most === 0 ? evenSeparator(text) : best;
}

/** What parts most lines into the same number of cells. */
function evenSeparator(text: string): Separator {
  const head = text.slice(0, judged);
  let best: Separator = ',';
  let most = 0;
  for (const separator of separators) {
    if (!head.includes(separator)) continue;
    const counts = new Map<number, number>();
    for (const { cells } of parseDelimited(head, separator).rows)
      if (cells.length > 1) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
    const alike = largest(counts.values(), 0);
    if (alike > most) [best, most] = [separator, alike];
  }
  return best;
}

function isValue(cell: string, separator: Separator): boolean {
  if (cell.length > 40 || cell === '') return false;
  if (!Number.isNaN(parseNumber(cell)) || /^\s*\d+:\d\d/.test(cell)) return true;
  return (separator !== ',' && hasDecimalComma(cell)) || parseWell(cell) !== null;
}

interface FoundMark {
  readonly mark: DecimalMark;
  readonly comma: AmbiguousComma | null;
}

/** How most numbers are written. Where `;` parts the cells the comma is the decimal mark, or numbers have none. */
function decimalOf({ rows }: Delimited, separator: Separator): FoundMark {
  let commas = 0;
  let points = 0;
  let ambiguous = 0;
  let first: AmbiguousComma | null = null;
  for (const { cells, line } of rows) {
    if (cells.length < 3) continue;
    for (const cell of cells) {
      if (cell.length > 40) continue;
      if (separator !== ';' && hasAmbiguousComma(cell)) {
        ambiguous++;
        first ??= { line, cell: cell.trim() };
      } else if (hasDecimalComma(cell)) commas++;
      else if (cell.includes('.') && !Number.isNaN(parseNumber(cell))) points++;
    }
  }
  if (commas + (commas > 0 ? ambiguous : 0) > points) return { mark: 'comma', comma: null };
  // Numbers with points and others with commas: those are thousands, or slips; they are told one by one.
  return { mark: 'point', comma: points === 0 ? first : null };
}
