import type { Problem } from '../../base/problem.ts';
import { type Cell, type Sheet, type SheetRow, textOf } from '../containers/cell.ts';
import type { PlateContainer } from '../containers/container.ts';
import { byMapping } from '../format.ts';
import type { NumberMark } from '../number.ts';
import { parseNumberWith } from '../number.ts';
import type { PlateRun } from '../plate-run.ts';
import { matrixHead } from './matrix.ts';
import { beginningOf, beginOf, filledIn } from './row-shape.ts';

/**
 * Rows of numbers below those that were read, which look like them, and of whose numbers no signal has most: the rest of a table
 * that a reader took to be at its end. What stands under a heading of its own is another table: results, reduced copies, lists.
 */
export function unreadRows(
  { source: { file }, sheets }: PlateContainer,
  runs: readonly PlateRun[],
): readonly Problem[] {
  const read = new ReadNumbers(runs);
  return sheets.flatMap((sheet) =>
    unreadIn(sheet, read).map(([first, last]): Problem => {
      const lines = first === last ? `line ${first} holds numbers` : `lines ${first} to ${last} hold numbers`;
      const message = `${lines} in rows like those that were read, but no signal has them: they are not read`;
      const remedy = `Look at what stands before that line; if they are readings, export the run anew, or say where they stand: ${byMapping}.`;
      const place = { file, line: first, ...(sheet.name !== null && { where: sheet.name }) };
      return { code: 'plate.unreadRows', severity: 'warning', message, remedy, place };
    }),
  );
}

interface Shape {
  /** Where it begins, and with what. */
  readonly kind: string;
  readonly numbers: readonly number[];
}

/** First and last lines of what is not read. */
function unreadIn({ rows, decimal }: Sheet, read: ReadNumbers): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  /** Of the last row that was read of the table at hand; null: it has no row yet; `other`: its first one was not read. */
  let taken: Shape | 'other' | null = null;
  let isOpen = false;
  for (const row of rows) {
    const shape = shapeOf(row, decimal);
    if (shape === null) {
      if (isHeading(row)) taken = null;
      continue;
    }
    const { kind, numbers } = shape;
    const isRead = 2 * numbers.filter((number) => read.has(number)).length >= numbers.length;
    taken ??= isRead ? shape : 'other';
    if (taken === 'other') continue;
    const isLeft = !isRead && kind === taken.kind && 2 * numbers.length >= taken.numbers.length;
    const span = spans.at(-1);
    if (isLeft && isOpen && span !== undefined) span[1] = row.line;
    else if (isLeft) spans.push([row.line, row.line]);
    isOpen = isLeft;
    if (isRead) taken = shape;
  }
  return spans;
}

/** Words side by side, or numbers of columns; a lone note or title parts no table. */
function isHeading(row: SheetRow): boolean {
  const begin = textOf(row.cells[beginOf(row)]);
  return matrixHead(row) !== null || (filledIn(row) > 0 && /\p{L}/u.test(begin));
}

/** null: it holds no numbers as a row of readings does. */
function shapeOf(row: SheetRow, decimal: NumberMark): Shape | null {
  const column = beginOf(row);
  const begin = beginningOf(row.cells[column]);
  if (begin === null || matrixHead(row) !== null) return null;
  const numbers = row.cells.slice(column + 1).flatMap((cell) => numberOf(cell, decimal) ?? []);
  return numbers.length === 0 ? null : { kind: `${begin} ${column}`, numbers };
}

function numberOf(cell: Cell, decimal: NumberMark): number | null {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string') return null;
  const value = parseNumberWith(textOf(cell), decimal);
  return Number.isNaN(value) ? null : value;
}

/**
 * Which numbers any signal has, by a bit of 2^26 each: a set of ten million numbers would take more room than the readings. Two
 * numbers that share a bit are taken for each other, which at most keeps a warning back.
 */
class ReadNumbers {
  readonly #bits = new Uint32Array(1 << 21);
  readonly #number = new Float64Array(1);
  readonly #halves = new Uint32Array(this.#number.buffer);

  constructor(runs: readonly PlateRun[]) {
    for (const { signals } of runs)
      for (const { values } of signals)
        for (const value of values) {
          const bit = this.#bitOf(value);
          this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
        }
  }

  has(number: number): boolean {
    const bit = this.#bitOf(number);
    return ((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  }

  #bitOf(number: number): number {
    this.#number[0] = number;
    const [low = 0, high = 0] = this.#halves;
    const mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & ((1 << 26) - 1);
  }
}
