import type { Outcome, Problem } from '../../../base/problem.ts';
import { belowNotes, isBlank, type Sheet, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { headingSeconds, parseDuration, timeIn } from '../../duration.ts';
import { byMapping, notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import type { PlateFile } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { isOverruled, noTimeUnit, overruledTimeUnit } from '../../tables/time-problems.ts';
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
      const titles = columns.signals.map(({ title }) => title).join(', ');
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
  for (const sheet of container.sheets) {
    const columns = tidyColumns(sheet);
    if (columns !== null)
      readSheet({ sheet, columns, file: container.source.file, timeUnit_s, builder, problems });
  }
  const { confidence } = tidy.detect(container);
  return assemble({ container, format: tidy.id, title: tidy.title, confidence, builder, problems });
}

interface Tidy {
  readonly sheet: Sheet;
  readonly columns: TidyColumns;
  readonly file: string;
  readonly timeUnit_s: number | undefined;
  readonly builder: PlateBuilder;
  readonly problems: Problem[];
}

function readSheet({ sheet, columns, file, timeUnit_s, builder, problems }: Tidy): void {
  const { rows, decimal } = sheet;
  const { wellAt, timeAt, timeTitle, plateAt, signals, factors } = columns;
  const statedUnit = timeTitle === null ? null : headingSeconds(timeTitle);
  const body = belowNotes(rows).slice(1);
  const bare =
    timeAt === null
      ? []
      : body.map(({ cells }) => timeIn(cells[timeAt], 1, decimal)).filter((time) => !Number.isNaN(time));
  const written =
    timeAt !== null &&
    body.every(({ cells }) => isBlank(cells[timeAt]) || !Number.isNaN(parseDuration(cells[timeAt])));
  if (!written && isOverruled(statedUnit, timeUnit_s)) problems.push(overruledTimeUnit(file, statedUnit));
  const unit = written ? 1 : (timeUnit_s ?? statedUnit);
  // The same times in all wells, in their order: a cycle each.
  const times = [...new Set(bare)].sort((a, b) => a - b);
  if (timeAt !== null && unit === null)
    problems.push(noTimeUnit(file, times[0] ?? Number.NaN, times.at(-1) ?? Number.NaN));
  const cycleOf = new Map(times.map((time, cycle) => [time, cycle]));
  for (const { cells, line } of body) {
    const well = parseWell(textOf(cells[wellAt]));
    if (well === null) continue;
    const name = plateAt === null ? '' : textOf(cells[plateAt]);
    const plate = builder.plate(name || (sheet.name ?? baseName(file)));
    const raw = timeAt === null ? Number.NaN : timeIn(cells[timeAt], 1, decimal);
    const cycle = timeAt === null ? 0 : cycleOf.get(raw);
    if (cycle === undefined) continue;
    const stated = factors
      .map(({ column, title }) => [title, textOf(cells[column])] as const)
      .filter(([, text]) => text !== '');
    plate.describe(well, stated.map(([, text]) => text).join('; '), line, Object.fromEntries(stated));
    for (const { column, title } of signals) {
      const table = plate.signal({ signal: title, kind: timeAt === null ? 'endpoint' : 'kinetic' });
      if (table.has(well, cycle)) {
        const message = `${title}: well ${well} has two readings at the same time`;
        const remedy = `If another column tells plates apart, export each plate to a file of its own; or say where its readings stand: ${byMapping}.`;
        problems.push({ code: 'plate.twice', severity: 'error', message, remedy, place: { file, line } });
        continue;
      }
      table.put(well, cycle, readingOf(cells[column], decimal), unit === null ? Number.NaN : raw * unit);
    }
  }
}
