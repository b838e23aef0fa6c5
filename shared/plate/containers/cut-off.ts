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
const fewest = 5;

/**
 * Whether a table's last row was cut off in the middle of a number: copies that break off leave no line end. The last cell is
 * cut where the row is shorter than the one above, or has fewer decimals than all cells above it have alike; where numbers
 * are of all lengths nobody can tell. null: the text ends as a text ends.
 */
export function cutOffIn(text: string, rows: readonly DelimitedRow[]): CutOff | null {
  const last = rows.at(-1);
  if (last === undefined || /[\r\n]\s*$/.test(text.slice(-3))) return null;
  const cell = last.cells.at(-1) ?? '';
  const above = rows.slice(-1 - compared, -1).filter(({ cells }) => cells.length >= last.cells.length);
  if (!isNumberBegun(cell) || last.cells.length < 2 || above.length === 0) return null;
  const at = last.cells.length - 1;
  const before = rows.at(-2);
  const shorter = before !== undefined && before.line === last.line - 1 && filled(before) > last.cells.length;
  const column = above.map(({ cells }) => cells[at] ?? '').filter((one) => !Number.isNaN(number(one)));
  if (column.length === 0 && !shorter) return null;
  const fixed = new Set(column.map(decimals));
  const enough = column.length >= fewest;
  const fewer = enough && fixed.size === 1 && [...fixed].every((count) => count > decimals(cell));
  const certain = shorter || fewer || Number.isNaN(number(cell));
  return certain || (enough && isShort(cell, column))
    ? { line: last.line, cell: cell.trim(), certain }
    : null;
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

/** Whether a number is shorter than those above it mostly are. */
function isShort(cell: string, column: readonly string[]): boolean {
  const counts = column.map(decimals).sort((a, b) => a - b);
  const usual = counts[counts.length >> 1] ?? 0;
  if (usual > 0) return decimals(cell) < usual;
  return column.every((one) => one.trim().length > cell.trim().length);
}

function number(cell: string): number {
  return parseNumber(cell.trim().replace(',', '.'));
}

function decimals(cell: string): number {
  return /[.,](\d*)/.exec(cell)?.[1]?.length ?? 0;
}

function filled({ cells }: DelimitedRow): number {
  let width = cells.length;
  while (width > 0 && (cells[width - 1] ?? '').trim() === '') width--;
  return width;
}
