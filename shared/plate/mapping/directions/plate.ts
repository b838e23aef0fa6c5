import { isBlank, type SheetRow, textOf, widthOf } from '../../containers/cell.ts';
import { readingOf } from '../../tables/reading.ts';
import { parseRow, parseWell, rowIndex, rowLetters, wellName } from '../../well.ts';
import { addressText, parseColumn } from '../cell-address.ts';
import { type Area, missingTable, rowAt, timesOf } from '../table-area.ts';
import type { MappedTable, MissingTable, PlacedReading, TableReading } from '../table-reading.ts';

/** One plate-shaped table, and the row of its header. */
interface Matrix {
  readonly head: SheetRow | null;
  readonly rows: SheetRow[];
}

/** Rows and columns as on the plate, one table a time: each under a header of the same numbers, or after a blank row. */
export function asPlates(table: MappedTable, area: Area): TableReading | MissingTable {
  const { sheet, signal, mapping } = table;
  const { first } = area;
  const header = rowAt(sheet, signal.headerRow);
  if (signal.headerRow !== undefined && header === null)
    return missingTable(`row ${signal.headerRow} is blank or not there`, 'headerRow', table);
  const top = parseWell(mapping.wells?.first ?? 'A1') ?? 'A1';
  const columns = columnNumbers(table, area, header, Number(/\d+$/.exec(top)?.[0] ?? 1));
  const timeAt = signal.timeColumn === undefined ? null : parseColumn(signal.timeColumn);
  const readings: PlacedReading[] = [];
  const wells = new Set<string>();
  const matrices = matricesOf(table, area, header, columns);
  const timeCells = matrices.map(({ head, rows }) =>
    timeAt === null ? null : [head, rows[0]].map((row) => row?.cells[timeAt]).find((cell) => !isBlank(cell)),
  );
  const times = timesOf(table, timeCells, '');
  for (const [cycle, { rows }] of matrices.entries()) {
    const time_s = times.of(timeCells[cycle]) ?? Number.NaN;
    rows.forEach(({ cells }, n) => {
      const stated = first.column === 0 ? null : parseRow(textOf(cells[first.column - 1]));
      const letters = stated ?? rowLetters(rowIndex(top) + n);
      columns.forEach((column, at) => {
        const cell = cells[first.column + at];
        const well = wellName(letters, String(column));
        if (well === null || isBlank(cell)) return;
        wells.add(well);
        readings.push({ well, cycle, reading: readingOf(cell, sheet.decimal), time_s });
      });
    });
  }
  if (readings.length === 0)
    return missingTable(`there is no reading from ${addressText(first)} on`, 'firstWell', table);
  return { wells: [...wells], cycles: matrices.length, timed: timeAt !== null, readings };
}

function columnNumbers(
  { sheet }: MappedTable,
  { first, lastColumn }: Area,
  header: SheetRow | null,
  from: number,
): readonly number[] {
  const width = widthOf(header ?? rowAt(sheet, first.line) ?? { line: 0, cells: [] });
  const count = Math.min(lastColumn + 1, width) - first.column;
  const numbers: number[] = [];
  for (let n = 0; n < Math.min(48, count); n++) {
    const stated = header === null ? from + n : Number(textOf(header.cells[first.column + n]));
    if (!(Number.isInteger(stated) && stated > 0)) break;
    numbers.push(stated);
  }
  return numbers;
}

function matricesOf(
  { sheet, signal }: MappedTable,
  { first, lastLine }: Area,
  header: SheetRow | null,
  columns: readonly number[],
): readonly Matrix[] {
  const matrices: Matrix[] = [];
  let current: Matrix | null = null;
  for (const row of sheet.rows) {
    if (row.line < (signal.headerRow ?? first.line) || row.line > lastLine) continue;
    const heads =
      header !== null &&
      columns.every((column, n) => Number(textOf(row.cells[first.column + n]) || Number.NaN) === column);
    const before: SheetRow | null | undefined = current?.rows.at(-1) ?? current?.head;
    const gap =
      before !== null && before !== undefined && row.line > before.line + 1 && row.line !== first.line;
    if (heads || (header === null && (current === null || gap))) {
      current = { head: heads ? row : null, rows: heads ? [] : [row] };
      matrices.push(current);
    } else if (gap) current = null;
    else if (row.line >= first.line) current?.rows.push(row);
  }
  return matrices.filter(({ rows }) => rows.length > 0);
}
