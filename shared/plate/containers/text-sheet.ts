import { largest } from '../../base/lists.ts';
import type { DecimalMark } from '../number.ts';
import { hasDecimalComma, mayBeThousands, parseNumber, withoutThousands } from '../number.ts';
import { parseWell } from '../well.ts';
import type { Sheet } from './cell.ts';
import { type CutOff, cutOffIn, withoutCut } from './cut-off.ts';
import { type Delimited, type DelimitedRow, parseDelimited, type Separator } from './delimited.ts';
import { type AmbiguousNumber, type FoundMark, numberMark } from './number-mark.ts';

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
  /** Where a number may be one in thousands or one with decimals, and nothing in the text tells which; null: nowhere. */
  readonly comma: AmbiguousNumber | null;
  /** Where a given decimal mark is not that of most numbers, and reads one of them otherwise; null: nowhere. */
  readonly overruled: OverruledMark | null;
}

export interface OverruledMark extends AmbiguousNumber {
  /** Of most numbers. */
  readonly mark: DecimalMark;
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
  const found = numberMark(table.rows, separator === ';' ? 'comma' : null);
  const { mark, comma } = decimal === undefined ? found : { mark: decimal, comma: null };
  const overruled = decimal === undefined || decimal === found.mark ? null : otherwiseRead(table, found);
  // Whoever says that the point is the decimal mark says that commas part thousands: what people write is read as it stands.
  const written = decimal === 'point' && !mayBeCut ? table.rows.map(withoutGroups) : table.rows;
  const rows = withoutCut(written, cutOff);
  return { ...table, separator, cutOff, comma, overruled, sheet: { name: null, rows, decimal: mark } };
}

/** The first number that the other mark reads otherwise, where the file tells its own; null: there is none. */
function otherwiseRead({ rows }: Delimited, { mark, comma }: FoundMark): OverruledMark | null {
  if (comma !== null || (mark !== 'point' && mark !== 'comma')) return null;
  for (const { line, cells } of rows) {
    if (cells.length < 3) continue;
    const cell = cells.find(
      (one) => one.length <= 40 && (hasDecimalComma(one) || mayBeThousands(one, 'comma')),
    );
    if (cell !== undefined) return { line, cell: cell.trim(), mark };
  }
  return null;
}

function withoutGroups({ line, cells }: DelimitedRow): DelimitedRow {
  return { line, cells: cells.map((cell) => withoutThousands(cell, 'point') ?? cell) };
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
