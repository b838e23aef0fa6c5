import { parseRow, parseWell, wellName } from '../well.ts';

/** Rows and columns of a plate. */
export interface PlateSize {
  readonly rows: number;
  readonly columns: number;
}

/** Plates that exist, smallest first: 6, 24, 96, 384 and 1536 wells, and 12 and 48 in between. */
export const plateSizes: readonly PlateSize[] = [
  [2, 3],
  [3, 4],
  [4, 6],
  [6, 8],
  [8, 12],
  [16, 24],
  [32, 48],
].map(([rows = 0, columns = 0]) => ({ rows, columns }));

/** `96`, `384`, `8x12` -> size; null: no plate has it. */
export function parsePlateSize(text: string): PlateSize | null {
  const [, first = '', second] = /^\s*(\d{1,4})\s*(?:[x\u00d7*]\s*(\d{1,2}))?\s*$/i.exec(text) ?? [];
  const count = Number(first);
  if (second === undefined) return plateSizes.find(({ rows, columns }) => rows * columns === count) ?? null;
  const columns = Number(second);
  return count >= 1 && count <= 32 && columns >= 1 && columns <= 48 ? { rows: count, columns } : null;
}

/** Of a list of wells, characters: each of 1536 named by itself has less. */
const longestList = 10_000;

/** A rectangle of wells; `first` and `last` count from 0. Of `A12:A1` the last column is before the first: it is walked that way. */
export interface WellBlock {
  readonly rows: Bounds;
  readonly columns: Bounds;
}

export interface Bounds {
  readonly first: number;
  readonly last: number;
}

/**
 * `A1`, `A1:H12`, `A1-A12,C1-C12`, `row A`, `rows A-C`, `column 3`, `columns 1-6`, `all`: rectangles, in their order. `size`: the
 * plate, for whole rows and columns. The text itself, or the piece of it, that is none.
 */
export function parseWellBlocks(
  text: string,
  size: PlateSize,
): readonly WellBlock[] | { readonly wrong: string } {
  if (text.length > longestList) return { wrong: text };
  const blocks: WellBlock[] = [];
  // People write c3 for C3; only BMG's own exports mean the 29th row by it.
  const pieces = text
    .toUpperCase()
    .split(/[,;+]|\bAND\b/)
    .map((piece) => piece.trim());
  let kind = '';
  for (const piece of pieces) {
    if (piece === '') continue;
    const [, word = '', rest = ''] = /^(rows?|columns?|cols?)\s+(.*)$/i.exec(piece) ?? [];
    // `rows A, C`: what follows is of the same kind.
    if (word !== '') kind = word.toLowerCase().startsWith('r') ? 'rows' : 'columns';
    const block = parseBlock(word === '' ? piece : rest, kind, size);
    if (block === null) return { wrong: piece };
    blocks.push(block);
  }
  return blocks.length === 0 ? { wrong: text } : blocks;
}

function parseBlock(piece: string, kind: string, size: PlateSize): WellBlock | null {
  const whole = { rows: { first: 0, last: size.rows - 1 }, columns: { first: 0, last: size.columns - 1 } };
  if (/^(?:all|all wells|the plate|the whole plate)$/i.test(piece)) return whole;
  const ends = piece.split(/\s*(?:[-:\u2013]|\bto\b|\.\.)\s*/i);
  const [from = '', to = from] = ends;
  if (ends.length > 2) return null;
  const [start, end] = [from, to].map(parseWell);
  if (start != null && end != null) {
    const [a, b] = [wellPlace(start), wellPlace(end)];
    return { rows: { first: a.row, last: b.row }, columns: { first: a.column, last: b.column } };
  }
  if (kind === 'rows') {
    const [a, b] = [from, to].map(parseRow);
    return a == null || b == null ? null : { ...whole, rows: { first: rowIndex(a), last: rowIndex(b) } };
  }
  if (kind !== 'columns') return null;
  const [a = 0, b = 0] = [from, to].map((digits) => (/^\d{1,2}$/.test(digits) ? Number(digits) : 0));
  return a < 1 || b < 1 || a > 48 || b > 48 ? null : { ...whole, columns: { first: a - 1, last: b - 1 } };
}

/** From the first to the last, up or down. */
export function steps({ first, last }: Bounds): readonly number[] {
  const step = last < first ? -1 : 1;
  return Array.from({ length: Math.abs(last - first) + 1 }, (_, index) => first + step * index);
}

/** Row by row, as the block is walked. */
export function wellsOf({ rows, columns }: WellBlock): readonly string[] {
  const across = steps(columns);
  return steps(rows).flatMap((row) => across.map((column) => wellAt(row, column)));
}

/** Each well of a text of ranges once; null: it holds something else. */
export function parseWells(text: string, size: PlateSize): readonly string[] | null {
  const blocks = parseWellBlocks(text, size);
  return 'wrong' in blocks ? null : [...new Set(blocks.flatMap(wellsOf))];
}

/** `A1` is 0, 0; `AF48` is 31, 47. */
export function wellPlace(well: string): { readonly row: number; readonly column: number } {
  const letters = /^[A-Z]+/.exec(well)?.[0] ?? 'A';
  return { row: rowIndex(letters), column: Number(well.slice(letters.length)) - 1 };
}

/** 0, 0 is `A1`. */
export function wellAt(row: number, column: number): string {
  const letters = row < 26 ? String.fromCharCode(65 + row) : `A${String.fromCharCode(65 + row - 26)}`;
  return wellName(letters, String(column + 1)) ?? `${letters}${column + 1}`;
}

function rowIndex(letters: string): number {
  let row = 0;
  for (const letter of letters) row = row * 26 + letter.charCodeAt(0) - 64;
  return row - 1;
}

/** The smallest plate that holds all these wells: part of a 96-well plate is still one, so smaller ones are taken only by name. */
export function sizeFor(wells: Iterable<string>): PlateSize {
  let [rows, columns] = [0, 0];
  for (const well of wells) {
    const place = wellPlace(well);
    rows = Math.max(rows, place.row + 1);
    columns = Math.max(columns, place.column + 1);
  }
  const fits = (size: PlateSize): boolean => size.rows >= 8 && size.rows >= rows && size.columns >= columns;
  return plateSizes.find(fits) ?? { rows: 32, columns: 48 };
}
