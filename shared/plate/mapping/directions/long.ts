import { textOf } from '../../containers/cell.ts';
import { type Reading, readingOf } from '../../tables/reading.ts';
import { parseWell, wellInBrackets } from '../../well.ts';
import { parseColumn } from '../cell-address.ts';
import { type Area, missingTable, rowAt, timesOf } from '../table-area.ts';
import type { MappedTable, MissingTable, TableReading } from '../table-reading.ts';

/** A row a reading. */
export function inLong(table: MappedTable, area: Area): TableReading | MissingTable {
  const { sheet, signal } = table;
  const wellAt = parseColumn(signal.wellColumn ?? '') ?? 0;
  const timeAt = signal.timeColumn === undefined ? null : parseColumn(signal.timeColumn);
  const heading = timeAt === null ? '' : textOf(rowAt(sheet, signal.headerRow)?.cells[timeAt]);
  const inArea = sheet.rows.filter(({ line }) => line >= area.first.line && line <= area.lastLine);
  const timeCells = timeAt === null ? [] : inArea.map(({ cells }) => cells[timeAt]);
  const times = timesOf(table, timeCells, heading);
  const counts = new Map<string, number>();
  const rows: {
    readonly well: string;
    readonly reading: Reading;
    readonly time_s: number;
    readonly order: number;
  }[] = [];
  // People leave blank rows between their groups.
  for (const { cells } of inArea) {
    const text = textOf(cells[wellAt]);
    const well = parseWell(text) ?? wellInBrackets(text);
    if (well === null) continue;
    const time_s = timeAt === null ? Number.NaN : times.of(cells[timeAt]);
    if (time_s === null) continue;
    const count = counts.get(well) ?? 0;
    counts.set(well, count + 1);
    // Wells may be read at the same times, or each at its own.
    const order = timeAt === null ? count : times.order(cells[timeAt]);
    rows.push({ well, reading: readingOf(cells[area.first.column], sheet.decimal), time_s, order });
  }
  if (rows.length === 0)
    return missingTable(
      `column ${signal.wellColumn} names no well from row ${area.first.line} on`,
      'wellColumn',
      table,
    );
  const cycles = new Map(
    [...new Set(rows.map(({ order }) => order))].sort((a, b) => a - b).map((order, cycle) => [order, cycle]),
  );
  const readings = rows.map(({ well, reading, time_s, order }) => ({
    well,
    reading,
    time_s,
    cycle: cycles.get(order) ?? 0,
  }));
  return {
    wells: [...counts.keys()],
    cycles: cycles.size,
    timed: timeAt !== null,
    readings,
  };
}
