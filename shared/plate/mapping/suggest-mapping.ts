import { failure, type Outcome, success } from '../../base/problem.ts';
import { type Cell, isBlank, type Sheet, type SheetRow, textOf } from '../containers/cell.ts';
import type { PlateContainer } from '../containers/container.ts';
import { headingSeconds, parseDuration } from '../duration.ts';
import { plateSizes } from '../layout/well-range.ts';
import { parseNumberWith } from '../number.ts';
import { minuteClock_s } from '../short-clock.ts';
import { matrixHead } from '../tables/matrix.ts';
import { sampleNames } from '../tables/sample-names.ts';
import { titleAbove } from '../tables/table-title.ts';
import { wellColumns } from '../tables/well-columns.ts';
import { bareTime } from '../time-heading.ts';
import { parseRow, parseWell } from '../well.ts';
import { addressText, columnLetters } from './cell-address.ts';
import type { MappedSignal, PlateMapping } from './mapping.ts';
import { withSigns } from './recognise.ts';

/** A guess and how many numbers it takes in: the larger one is the better one. */
interface Guess {
  readonly mapping: PlateMapping;
  readonly numbers: number;
}

/** A first mapping of a table that nobody knows, for its owner to correct: the largest table of readings that it seems to hold. */
export function suggestMapping(container: PlateContainer): Outcome<PlateMapping> {
  const guesses = container.sheets.flatMap((sheet) => {
    const named = [inColumns(sheet), inRows(sheet), inPlates(sheet), inLong(sheet)].filter(
      (guess) => guess !== null,
    );
    // Only where nothing names a well are columns of numbers taken for wells in their order.
    const found = named.length > 0 ? named : [unnamed(sheet)].filter((guess) => guess !== null);
    return found.map(({ mapping, numbers }) => ({
      numbers,
      mapping: { ...(sheet.name !== null && { sheet: sheet.name }), ...mapping },
    }));
  });
  const [best] = guesses.sort((a, b) => b.numbers - a.numbers);
  if (best !== undefined) return success(withSigns(best.mapping, container));
  const message = 'no table of numbers was found in the file, of which a mapping could be guessed';
  const remedy =
    'Look whether it is the right file; resources/docs/plate-files.md says how a mapping is written.';
  const place = { file: container.source.file };
  return failure([{ code: 'mapping.noTable', severity: 'error', message, remedy, place }]);
}

/** Rows below a header, to the next blank one. */
function below({ rows }: Sheet, at: number): readonly SheetRow[] {
  let end = at + 1;
  while (end < rows.length && rows[end]?.line === (rows[end - 1]?.line ?? 0) + 1) end++;
  return rows.slice(at + 1, end);
}

function isNumber(cell: Cell | undefined, { decimal }: Sheet): boolean {
  return (
    typeof cell === 'number' || (typeof cell === 'string' && !Number.isNaN(parseNumberWith(cell, decimal)))
  );
}

function timeOf(cell: Cell | undefined, { decimal }: Sheet): number {
  const stated = parseDuration(cell, minuteClock_s);
  if (!Number.isNaN(stated)) return stated;
  return typeof cell === 'number'
    ? cell
    : typeof cell === 'string'
      ? parseNumberWith(cell, decimal)
      : Number.NaN;
}

/** Whether these cells are times: none is missing, each is after the one before. */
function rise(cells: readonly (Cell | undefined)[], sheet: Sheet): boolean {
  const times = cells.map((cell) => timeOf(bareTime(cell), sheet));
  return times.length > 1 && times.every((time, n) => time >= 0 && (n === 0 || time > (times[n - 1] ?? 0)));
}

function countNumbers(rows: readonly SheetRow[], columns: readonly number[], sheet: Sheet): number {
  let count = 0;
  for (const { cells } of rows) for (const column of columns) if (isNumber(cells[column], sheet)) count++;
  return count;
}

/** The lone text above a table, else a number. */
function titleOf({ rows }: Sheet, at: number, n: number): string {
  const head = rows[at];
  return (head === undefined ? '' : titleAbove(head, rows[at - 1])) || `signal ${n + 1}`;
}

function guessOf(mapping: PlateMapping, numbers: number): Guess | null {
  return mapping.signals.length === 0 || numbers === 0 ? null : { mapping, numbers };
}

function inColumns(sheet: Sheet): Guess | null {
  const signals: MappedSignal[] = [];
  let numbers = 0;
  for (let at = 0; at < sheet.rows.length; at++) {
    const head = sheet.rows[at];
    const wells = head === undefined ? [] : wellColumns(head);
    const columns = wells.map(({ column }) => column);
    const rows = below(sheet, at);
    const count = countNumbers(rows, columns, sheet);
    const [first] = columns;
    if (head === undefined || first === undefined || columns.length < 2 || count < columns.length) continue;
    // Samples, of which nobody knows the wells.
    if (sampleNames(wells.map(({ well }) => well))?.plate === 1536) continue;
    const timeAt = [...Array(first).keys()].findLast((column) =>
      rise(
        rows.map(({ cells }) => cells[column]),
        sheet,
      ),
    );
    signals.push({
      title: titleOf(sheet, at, signals.length),
      headerRow: head.line,
      ...(timeAt !== undefined && { timeColumn: columnLetters(timeAt) }),
      firstWell: addressText({ column: first, line: rows[0]?.line ?? head.line + 1 }),
    });
    numbers += count;
    at += rows.length;
  }
  return guessOf({ direction: 'columns', signals }, numbers);
}

/** Columns whose cells name wells, each other wells: that of the most. */
function wellColumn(
  { rows }: Sheet,
  from: number,
): { readonly column: number; readonly rows: readonly SheetRow[] } | null {
  for (let column = 0; column < 6; column++) {
    const found = rows.slice(from).filter(({ cells }) => parseWell(textOf(cells[column])) !== null);
    if (found.length >= 2) return { column, rows: found };
  }
  return null;
}

function inRows(sheet: Sheet): Guess | null {
  const found = wellColumn(sheet, 0);
  if (found === null) return null;
  const { column: wellAt, rows: all } = found;
  // A block ends where the rows do.
  const blocks: SheetRow[][] = [];
  for (const row of all) {
    const block = blocks.at(-1);
    if (block !== undefined && row.line === (block.at(-1)?.line ?? 0) + 1) block.push(row);
    else blocks.push([row]);
  }
  const signals: MappedSignal[] = [];
  let numbers = 0;
  for (const block of blocks) {
    const [top] = block;
    const names = new Set(block.map(({ cells }) => parseWell(textOf(cells[wellAt]))));
    if (top === undefined || names.size < block.length) continue;
    const firstAt = top.cells.findIndex((cell, column) => column > wellAt && isNumber(cell, sheet));
    if (firstAt === -1) continue;
    const columns = Array.from({ length: top.cells.length - firstAt }, (_, n) => firstAt + n);
    const at = sheet.rows.indexOf(top);
    const timeRow = sheet.rows.slice(Math.max(0, at - 4), at).findLast(({ cells }) =>
      rise(
        columns.filter((column) => isNumber(top.cells[column], sheet)).map((column) => cells[column]),
        sheet,
      ),
    );
    signals.push({
      title: titleOf(sheet, timeRow === undefined ? at : sheet.rows.indexOf(timeRow), signals.length),
      ...(timeRow !== undefined && { timeRow: timeRow.line }),
      wellColumn: columnLetters(wellAt),
      firstWell: addressText({ column: firstAt, line: top.line }),
    });
    numbers += countNumbers(block, columns, sheet);
  }
  return guessOf({ direction: 'rows', signals }, numbers);
}

function inPlates(sheet: Sheet): Guess | null {
  const signals: MappedSignal[] = [];
  let numbers = 0;
  for (let at = 0; at < sheet.rows.length; at++) {
    const head = sheet.rows[at];
    const matrix = head === undefined ? null : matrixHead(head);
    const rows = below(sheet, at);
    const letterAt = (matrix?.column ?? 0) - 1;
    const isPlate = letterAt >= 0 && parseRow(textOf(rows[0]?.cells[letterAt])) !== null;
    if (head === undefined || matrix === null || !isPlate) continue;
    const columns = Array.from({ length: matrix.count }, (_, n) => matrix.column + n);
    const count = countNumbers(rows, columns, sheet);
    if (count === 0) continue;
    const line = rows[0]?.line ?? head.line + 1;
    const lastRow = rows.findLast(({ cells }) => parseRow(textOf(cells[letterAt])) !== null)?.line ?? line;
    signals.push({
      title: titleOf(sheet, at, signals.length),
      headerRow: head.line,
      firstWell: addressText({ column: matrix.column, line }),
      lastWell: addressText({ column: matrix.column + matrix.count - 1, line: lastRow }),
    });
    numbers += count;
    // A row of readings may look like a header of its own.
    at += rows.length;
  }
  return guessOf({ direction: 'plate', signals }, numbers);
}

const timeWords =
  /time|zeit|temps|tiempo|tempo|tijd|hora|elapsed|^(?:t|h|min|s|hours?|minutes?|seconds?|stunden?|uur|uren)$/i;

function inLong(sheet: Sheet): Guess | null {
  const found = wellColumn(sheet, 0);
  const top = found?.rows[0];
  if (found === null || top === undefined) return null;
  const { column: wellAt, rows } = found;
  const names = new Set(rows.map(({ cells }) => parseWell(textOf(cells[wellAt]))));
  if (names.size === rows.length) return null;
  const head = sheet.rows[sheet.rows.indexOf(top) - 1];
  const columns = top.cells.flatMap((_, column) => {
    const filled = rows.filter(({ cells }) => isNumber(cells[column], sheet)).length;
    return column !== wellAt && filled > rows.length / 2 ? [column] : [];
  });
  const isTime = (column: number): boolean => timeWords.test(textOf(head?.cells[column]));
  const timeAt = top.cells.findIndex((_, column) => column !== wellAt && isTime(column));
  const signals = columns
    .filter((column) => column !== timeAt)
    .map(
      (column, n): MappedSignal => ({
        title: textOf(head?.cells[column]) || `signal ${n + 1}`,
        ...(head !== undefined && { headerRow: head.line }),
        ...(timeAt !== -1 && { timeColumn: columnLetters(timeAt) }),
        wellColumn: columnLetters(wellAt),
        firstWell: addressText({ column, line: top.line }),
      }),
    );
  return guessOf({ direction: 'long', signals }, rows.length * signals.length);
}

/** Columns of numbers that nothing names: the first that rises is times, the others wells from A1 on, to be corrected. */
function unnamed(sheet: Sheet): Guess | null {
  let best: readonly SheetRow[] = [];
  for (let at = 0; at < sheet.rows.length; at++) {
    const rows = below(sheet, at - 1).filter(
      ({ cells }) => cells.filter((cell) => isNumber(cell, sheet)).length > 1,
    );
    const first = rows[0] === undefined ? -1 : sheet.rows.indexOf(rows[0]);
    if (rows.length > best.length) best = rows;
    if (first !== -1) at = Math.max(at, first + rows.length - 1);
  }
  const [top] = best;
  if (top === undefined || best.length < 2) return null;
  const columns = top.cells.flatMap((cell, column) => (isBlank(cell) ? [] : [column]));
  const timeAt = columns.find((column) =>
    rise(
      best.map(({ cells }) => cells[column]),
      sheet,
    ),
  );
  const firstAt = columns.find((column) => column > (timeAt ?? -1) && isNumber(top.cells[column], sheet));
  if (firstAt === undefined) return null;
  const head = sheet.rows[sheet.rows.indexOf(top) - 1];
  const heading = timeAt === undefined ? '' : textOf(head?.cells[timeAt]);
  const wells = columns.filter((column) => column >= firstAt).length;
  const sizes = plateSizes.map(({ rows, columns }) => rows * columns);
  const plate = sizes.find((size) => size >= Math.max(wells, 96)) ?? 1536;
  const signal: MappedSignal = {
    title: 'signal 1',
    ...(head !== undefined && { headerRow: head.line }),
    ...(timeAt !== undefined && { timeColumn: columnLetters(timeAt) }),
    firstWell: addressText({ column: firstAt, line: top.line }),
  };
  const mapping: PlateMapping = {
    direction: 'columns',
    ...(timeAt !== undefined &&
      headingSeconds(heading) === null &&
      isNumber(top.cells[timeAt], sheet) && { timeUnit: 'min' }),
    wells: { first: 'A1', order: 'across', plate },
    signals: [signal],
  };
  return guessOf(mapping, countNumbers(best, columns.slice(columns.indexOf(firstAt)), sheet));
}
