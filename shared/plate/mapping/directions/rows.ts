import { shortText } from '../../../base/short-text.ts';
import { type Cell, isBlank, textOf, widthOf } from '../../containers/cell.ts';
import { readingOf } from '../../tables/reading.ts';
import { parseWell, wellInBrackets } from '../../well.ts';
import { parseColumn } from '../cell-address.ts';
import { orderedWells } from '../ordered-wells.ts';
import { type Area, missingTable, rowAt, rowsOf, timesOf } from '../table-area.ts';
import type { MappedTable, MissingTable, PlacedReading, TableReading } from '../table-reading.ts';

/** A row a well, a column a time. */
export function inRows(table: MappedTable, area: Area): TableReading | MissingTable {
  const { sheet, mapping, signal } = table;
  const { first } = area;
  const timeRow = signal.timeRow === undefined ? null : rowAt(sheet, signal.timeRow);
  if (signal.timeRow !== undefined && timeRow === null)
    return missingTable(`row ${signal.timeRow} is blank or not there`, 'timeRow', table);
  const heading =
    timeRow?.cells
      .slice(0, first.column)
      .map(textOf)
      .find((text) => text !== '') ?? '';
  const times = timesOf(table, timeRow?.cells.slice(first.column) ?? [], heading);
  const until = Math.min(
    area.lastColumn + 1,
    widthOf(timeRow ?? rowAt(sheet, first.line) ?? { line: 0, cells: [] }),
  );
  const time_s: number[] = [];
  for (let column = first.column; column < until; column++) {
    const time = timeRow === null ? Number.NaN : times.of(timeRow.cells[column]);
    if (time === null) break;
    time_s.push(time);
  }
  if (time_s.length === 0)
    return missingTable(
      `row ${signal.timeRow ?? first.line} has ${shown(timeRow?.cells[first.column])} over ${signal.firstWell}, which is no time like 20, t=20, 20 min or 0:20:00`,
      'timeRow',
      table,
    );
  const names = mapping.wells === undefined ? null : orderedWells(mapping.wells);
  const wellAt = signal.wellColumn === undefined ? null : parseColumn(signal.wellColumn);
  const readings: PlacedReading[] = [];
  const wells: string[] = [];
  let beyond = 0;
  for (const { cells } of rowsOf(table, area)) {
    const text = wellAt === null ? '' : textOf(cells[wellAt]);
    const well = names === null ? (parseWell(text) ?? wellInBrackets(text)) : (names[wells.length] ?? null);
    if (well === null) {
      if (names !== null) beyond++;
      if (names !== null) continue;
      break;
    }
    wells.push(well);
    for (const [cycle, time] of time_s.entries())
      readings.push({
        well,
        cycle,
        reading: readingOf(cells[first.column + cycle], sheet.decimal),
        time_s: time,
      });
  }
  if (wells.length === 0)
    return missingTable(
      `column ${signal.wellColumn} names no well in row ${first.line}`,
      'wellColumn',
      table,
    );
  return { wells, cycles: time_s.length, timed: timeRow !== null, readings, beyond };
}

function shown(cell: Cell | undefined): string {
  return isBlank(cell) ? 'nothing' : `“${shortText(textOf(cell), 30)}”`;
}
