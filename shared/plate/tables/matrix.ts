import { type Cell, isBlank, type Sheet, type SheetRow, textOf } from '../containers/cell.ts';
import type { NumberMark } from '../number.ts';
import { parseRow, wellName } from '../well.ts';
import { readingOf } from './reading.ts';
import type { SignalTable } from './signal-table.ts';
import { endsAt } from './table-end.ts';

/** A plate-shaped table: a header of column numbers, a row a plate row. */
export interface MatrixHead {
  /** Of the sheet: where column `first` stands. */
  readonly column: number;
  readonly first: number;
  readonly count: number;
}

/** Whether a row is a header `1 2 3 ..` (any first number), from the first cell with something in it or after a title. */
export function matrixHead({ cells }: SheetRow): MatrixHead | null {
  for (let column = 0; column < Math.min(cells.length, 4); column++) {
    if (isBlank(cells[column])) continue;
    const first = wholeNumber(cells[column]);
    if (first === null || first > 48) continue;
    let count = 1;
    while (wholeNumber(cells[column + count]) === first + count) count++;
    const alone = cells.slice(column + count).every((cell) => wholeNumber(cell) === null);
    if (count >= 2 && first + count - 1 <= 48 && alone) return { column, first, count };
  }
  return null;
}

export interface MatrixRow {
  readonly line: number;
  /** `A`. */
  readonly letter: string;
  /** [column of the plate]. */
  readonly cells: readonly Cell[];
  /** What stands after the last column. */
  readonly label: string;
}

export interface Matrix {
  readonly rows: readonly MatrixRow[];
  /** Index of the first row after it. */
  readonly end: number;
}

/** The rows of a matrix; one without a letter is another line of the letter above it. A blank row ends it, but where its letters go on. */
export function readMatrix({ rows }: Sheet, from: number, head: MatrixHead): Matrix {
  const found: MatrixRow[] = [];
  let letter: string | null = null;
  let at = from;
  for (; at < rows.length; at++) {
    const row = rows[at];
    if (row === undefined || endsAt(rows, at, from)) break;
    const written = textOf(row.cells[head.column - 1]);
    const own = head.column === 0 ? null : parseRow(written);
    if (own === null && (written !== '' || letter === null)) break;
    letter = own ?? letter;
    const cells = row.cells.slice(head.column, head.column + head.count);
    const label = row.cells
      .slice(head.column + head.count)
      .map(textOf)
      .filter((text) => text !== '')
      .at(-1);
    if (letter !== null) found.push({ line: row.line, letter, cells, label: label ?? '' });
  }
  return { rows: found, end: at };
}

/** Well of a matrix's cell. */
export function matrixWell(letter: string, head: Pick<MatrixHead, 'first'>, index: number): string | null {
  return wellName(letter, String(head.first + index));
}

/** Endpoint readings of a row; a blank cell is none. */
export function putMatrixRow(
  table: SignalTable,
  { letter, cells }: Pick<MatrixRow, 'letter' | 'cells'>,
  head: Pick<MatrixHead, 'first'>,
  decimal: NumberMark,
): void {
  cells.forEach((cell, index) => {
    const well = matrixWell(letter, head, index);
    if (well !== null && !isBlank(cell)) table.put(well, 0, readingOf(cell, decimal), Number.NaN);
  });
}

function wholeNumber(cell: Cell | undefined): number | null {
  const text = textOf(cell);
  return /^\d{1,2}$/.test(text) ? Number(text) : null;
}
