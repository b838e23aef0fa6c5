import { pushAll } from '../../../base/lists.ts';
import type { Outcome, Problem } from '../../../base/problem.ts';
import { shortText } from '../../../base/short-text.ts';
import { belowNotes, type Sheet, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { byMapping, notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import type { PlateFile } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { FileTimes } from '../../tables/file-times.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { areTimeHeadings } from '../../time-heading.ts';
import { parseWell } from '../../well.ts';
import { type TidyColumns, tidyColumns } from './columns.ts';

/**
 * A tidy long table under headings of the user's own: a row a well and time, a column of wells, one of times, and a column a
 * signal. Columns that stay the same in a well (strain, replicate) are no signals but what is in it.
 */
export const tidy: PlateFormat = {
  id: 'tidy',
  title: 'tidy long table',
  asks: ['timeUnit_s'],
  detect: ({ sheets }) => {
    for (const sheet of sheets) {
      const columns = tidyColumns(sheet);
      if (columns === null) continue;
      const titles = shortText(columns.signals.map(({ title }) => title).join(', '), 80);
      if (columns.timeTitle === null && areTimeHeadings(columns.signals.map(({ title }) => title)))
        return { confidence: 0.3, why: `its headings ${titles} are times, with a row a well` };
      const why = `the column ${columns.wellTitle} holds wells and ${columns.timeTitle ?? 'none'} times; signals are ${titles}`;
      return { confidence: columns.timeTitle === null ? 0.55 : 0.7, why };
    }
    return notMine;
  },
  read,
};

function read(container: PlateContainer, { timeUnit_s }: ReadOptions): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  const problems: Problem[] = [];
  const times = new FileTimes(timeUnit_s);
  for (const sheet of container.sheets) {
    const columns = tidyColumns(sheet);
    if (columns !== null)
      readSheet({ sheet, columns, file: container.source.file, times, builder, problems });
  }
  pushAll(problems, times.problems(container.source.file));
  const { confidence } = tidy.detect(container);
  return assemble({ container, format: tidy.id, title: tidy.title, confidence, builder, problems });
}

interface Tidy {
  readonly sheet: Sheet;
  readonly columns: TidyColumns;
  readonly file: string;
  readonly times: FileTimes;
  readonly builder: PlateBuilder;
  readonly problems: Problem[];
}

function readSheet({ sheet, columns, file, times, builder, problems }: Tidy): void {
  const { rows, decimal } = sheet;
  const { wellAt, timeAt, timeTitle, plateAt, signals, factors } = columns;
  const body = belowNotes(rows).slice(1);
  const timeCells = timeAt === null ? [] : body.map(({ cells }) => cells[timeAt]);
  const column = times.column({ cells: timeCells, heading: timeTitle ?? '', decimal });
  // The same times in all wells, in their order: a cycle each.
  const orders = [...new Set(timeCells.map((cell) => column.order(cell)))]
    .filter((order) => !Number.isNaN(order))
    .sort((a, b) => a - b);
  const cycleOf = new Map(orders.map((order, cycle) => [order, cycle]));
  for (const { cells, line } of body) {
    const well = parseWell(textOf(cells[wellAt]));
    if (well === null) continue;
    const name = plateAt === null ? '' : textOf(cells[plateAt]);
    const plate = builder.plate(name || (sheet.name ?? baseName(file)));
    const time_s = timeAt === null ? Number.NaN : (column.of(cells[timeAt]) ?? Number.NaN);
    const cycle = timeAt === null ? 0 : cycleOf.get(column.order(cells[timeAt]));
    if (cycle === undefined) continue;
    const stated = factors
      .map(({ column, title }) => [title, textOf(cells[column])] as const)
      .filter(([, text]) => text !== '');
    plate.describe(well, stated.map(([, text]) => text).join('; '), line, Object.fromEntries(stated));
    for (const { column: signalAt, title } of signals) {
      const table = plate.signal({ signal: title, kind: timeAt === null ? 'endpoint' : 'kinetic' });
      if (table.has(well, cycle)) {
        const message = `${title}: well ${well} has two readings at the same time`;
        const remedy = `If another column tells plates apart, export each plate to a file of its own; or say where its readings stand: ${byMapping}.`;
        problems.push({ code: 'plate.twice', severity: 'error', message, remedy, place: { file, line } });
        continue;
      }
      table.put(well, cycle, readingOf(cells[signalAt], decimal), time_s);
    }
  }
}
