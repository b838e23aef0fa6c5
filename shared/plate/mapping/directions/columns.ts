import { isNumber, textOf, widthOf } from '../../containers/cell.ts';
import { readingOf } from '../../tables/reading.ts';
import { parseWell, wellInBrackets } from '../../well.ts';
import { parseColumn } from '../cell-address.ts';
import { orderedWells } from '../ordered-wells.ts';
import { type Area, missingTable, rowAt, rowsOf, timesOf } from '../table-area.ts';
import type { MappedTable, MissingTable, PlacedReading, TableReading } from '../table-reading.ts';

/** A column a well, a row a time. */
export function inColumns(table: MappedTable, area: Area): TableReading | MissingTable {
  const { sheet, signal } = table;
  const columns = headedWells(table, area);
  if (columns.size === 0)
    return missingTable(
      `row ${signal.headerRow} names no well from column ${signal.firstWell} on`,
      'headerRow',
      table,
    );
  const timeAt = signal.timeColumn === undefined ? null : parseColumn(signal.timeColumn);
  const heading = timeAt === null ? '' : textOf(rowAt(sheet, signal.headerRow)?.cells[timeAt]);
  const rows = rowsOf(table, area);
  const timeCells = timeAt === null ? [] : rows.map(({ cells }) => cells[timeAt]);
  const times = timesOf(table, timeCells, heading);
  const readings: PlacedReading[] = [];
  let cycle = 0;
  for (const { cells } of rows) {
    const time_s = timeAt === null ? Number.NaN : times.of(cells[timeAt]);
    if (time_s === null) break;
    for (const [column, well] of columns)
      readings.push({ well, cycle, reading: readingOf(cells[column], sheet.decimal), time_s });
    cycle++;
  }
  if (cycle === 0)
    return missingTable(
      `column ${signal.timeColumn} has no time in row ${area.first.line}`,
      'timeColumn',
      table,
    );
  const wells = [...columns.values()];
  return {
    wells,
    cycles: cycle,
    timed: timeAt !== null,
    readings,
    beyond: beyondPlate(table, area),
  };
}

/** Columns with numbers for which the plate has no well left. */
function beyondPlate(table: MappedTable, area: Area): number {
  const { mapping, signal, sheet } = table;
  if (mapping.wells === undefined) return 0;
  const from = area.first.column + orderedWells(mapping.wells).length;
  const rows = rowsOf(table, area);
  const width = Math.min(
    area.lastColumn + 1,
    widthOf(rowAt(sheet, signal.headerRow) ?? rows[0] ?? { line: 0, cells: [] }),
  );
  return Array.from({ length: Math.max(0, width - from) }, (_, n) => from + n).filter((column) =>
    rows.some(({ cells }) => isNumber(cells[column])),
  ).length;
}

/** Wells of a header's cells, from the first reading's column on; by their order where nothing names them. */
function headedWells(table: MappedTable, { first, lastColumn }: Area): ReadonlyMap<number, string> {
  const { sheet, mapping, signal } = table;
  const header = rowAt(sheet, signal.headerRow);
  const found = new Map<number, string>();
  const until = Math.min(
    lastColumn + 1,
    widthOf(header ?? rowAt(sheet, first.line) ?? { line: 0, cells: [] }),
  );
  if (mapping.wells !== undefined) {
    const names = orderedWells(mapping.wells);
    for (let column = first.column; column < until; column++) {
      const name = names[column - first.column];
      if (name !== undefined) found.set(column, name);
    }
    return found;
  }
  for (let column = first.column; column < until; column++) {
    const text = textOf(header?.cells[column]);
    const well = parseWell(text) ?? wellInBrackets(text);
    if (well !== null) found.set(column, well);
  }
  return found;
}
