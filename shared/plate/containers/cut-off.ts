import { largest } from '../../base/lists.ts';
import { parseNumber } from '../number.ts';
import type { DelimitedRow } from './delimited.ts';

/** A text that ends within a line: what was written of its last cell, and whether it can be a reading. */
export interface CutOff {
  readonly line: number;
  /** As far as it is there. */
  readonly cell: string;
  /** It is cut for certain, and is no reading; false: it may be whole. */
  readonly certain: boolean;
}

/** Rows above the last one that say how it should look, and how many it takes to tell. */
const compared = 20;
const fewest = 10;
/** Rows above that say more than the row itself. */
const mostTelling = 3;
/** Of a number in double precision, but for those that end early. */
const mostDigits = 14;

/**
 * Whether a table's last row was cut off: copies that break off leave no line end. The last cell is cut for certain where the
 * row is shorter than the one above, and where a number has fewer decimals than all around it have alike; it may be cut where
 * numbers are of any length, and where a text begins one that stands above it. null: the text ends as a text ends.
 */
export function cutOffIn(text: string, rows: readonly DelimitedRow[]): CutOff | null {
  const last = rows.at(-1);
  if (last === undefined || /[\r\n]\s*$/.test(text.slice(-3))) return null;
  const at = last.cells.length - 1;
  const cell = (last.cells[at] ?? '').trim();
  const before = rows.at(-2);
  const shorter = before !== undefined && before.line === last.line - 1 && filled(before) > last.cells.length;
  const column = rows.slice(-1 - compared, -1).map(({ cells }) => (cells[at] ?? '').trim());
  if (!isNumberBegun(cell)) {
    const begins = cell !== '' && column.some((one) => one.length > cell.length && one.startsWith(cell));
    return begins ? { line: last.line, cell, certain: false } : null;
  }
  const above = column.filter((one) => !Number.isNaN(number(one)));
  // In the first row of a table its other cells say how numbers are written.
  const peers =
    above.length >= mostTelling ? above : last.cells.slice(0, at).filter((one) => !Number.isNaN(number(one)));
  if (!shorter && (peers.length === 0 || last.cells.length < 2)) return null;
  const counts = new Set(peers.map(decimals));
  const most = largest(counts, 0);
  const fewer = peers.length >= fewest && counts.size === 1 && decimals(cell) < most;
  const certain = shorter || fewer || Number.isNaN(number(cell));
  // A number without decimals may have lost digits; one with as many as any other, or as a computer has, is whole.
  const doubtful = (most === 0 || decimals(cell) < most) && digits(cell) < mostDigits;
  return certain || doubtful ? { line: last.line, cell, certain } : null;
}

/** The rows without a cell that was cut for certain. */
export function withoutCut(rows: readonly DelimitedRow[], cut: CutOff | null): readonly DelimitedRow[] {
  const last = rows.at(-1);
  if (cut === null || !cut.certain || last === undefined) return rows;
  return [...rows.slice(0, -1), { line: last.line, cells: [...last.cells.slice(0, -1), ''] }];
}

/** `0.12`, `0,12`, and what may become a number: `0.`, `-`, `1e-`. */
function isNumberBegun(cell: string): boolean {
  return /^\s*[+-]?\d*[.,]?\d*(?:[eE][+-]?\d*)?\s*$/.test(cell) && cell.trim() !== '';
}

function number(cell: string): number {
  return parseNumber(cell.trim().replace(',', '.'));
}

function decimals(cell: string): number {
  return /[.,](\d*)/.exec(cell)?.[1]?.length ?? 0;
}

function digits(cell: string): number {
  return cell
    .replace(/[eE].*$/, '')
    .replaceAll(/\D/g, '')
    .replace(/^0+/, '').length;
}

function filled({ cells }: DelimitedRow): number {
  let width = cells.length;
  while (width > 0 && (cells[width - 1] ?? '').trim() === '') width--;
  return width;
}
