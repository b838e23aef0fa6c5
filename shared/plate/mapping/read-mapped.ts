import { pushAll } from '../../base/lists.ts';
import { failure, hasError, type Outcome, type Problem } from '../../base/problem.ts';
import { isBlank, type Sheet, textOf } from '../containers/cell.ts';
import type { PlateContainer } from '../containers/container.ts';
import { baseName } from '../containers/text.ts';
import { parseDuration, unitSeconds } from '../duration.ts';
import type { ReadOptions } from '../format.ts';
import type { PlateFile } from '../plate-run.ts';
import { minuteClock_s } from '../short-clock.ts';
import { assemble } from '../tables/assemble.ts';
import { FileTimes } from '../tables/file-times.ts';
import { PlateBuilder } from '../tables/plate-builder.ts';
import { noTimes } from '../tables/time-problems.ts';
import { mappedTable } from './mapped-table.ts';
import type { PlateMapping } from './mapping.ts';
import type { TableReading } from './table-reading.ts';

/** As `PlateFile.format` says it of what was read by a mapping. */
export const mappedFormat = { id: 'mapping', title: 'table read by a mapping' } as const;

/** Reads what a mapping says, and nothing else. */
export function readMapped(
  container: PlateContainer,
  mapping: PlateMapping,
  options: ReadOptions,
): Outcome<PlateFile> {
  const { file } = container.source;
  const sheet = sheetOf(container, mapping);
  if (sheet === null) return failure([noSheet(container, mapping)]);
  const builder = new PlateBuilder();
  const plate = builder.plate(baseName(file));
  const problems: Problem[] = [];
  const interval =
    mapping.interval === undefined ? options.interval_s : parseDuration(mapping.interval, minuteClock_s);
  const mapped_s = mapping.timeUnit === undefined ? null : unitSeconds(mapping.timeUnit);
  const answered_s = options.timeUnit_s ?? mapped_s ?? undefined;
  const times = new FileTimes(answered_s);
  const stated_s = options.timeUnit_s === undefined ? null : mapped_s;
  let untimed = false;
  mapping.signals.forEach((signal, n) => {
    const reading = mappedTable({ sheet, mapping, signal, times, stated_s });
    const where = `signals[${n}]`;
    if ('missing' in reading) {
      const { missing: message, remedy } = reading;
      problems.push({ code: 'mapping.place', severity: 'error', message, remedy, place: { file, where } });
      return;
    }
    if ((reading.beyond ?? 0) > 0)
      problems.push(beyondPlate(file, signal.title, reading.beyond ?? 0, mapping));
    const kind = reading.cycles > 1 || reading.timed ? 'kinetic' : 'endpoint';
    const table = plate.add({ signal: signal.title, unit: signal.unit ?? null, kind });
    untimed ||= kind === 'kinetic' && !reading.timed;
    for (const well of reading.wells) table.list(well);
    for (const { well, cycle, reading: value, time_s } of reading.readings)
      table.put(well, cycle, value, timeOf(time_s, cycle, reading, interval));
  });
  if (hasError(problems)) return failure(problems);
  pushAll(problems, times.problems(file));
  if (untimed && interval === undefined) problems.push(noTimes(file));
  const { id: format, title } = mappedFormat;
  const endIsStated = mapping.signals.every(({ lastWell }) => lastWell !== undefined);
  const outcome = assemble({ container, format, title, confidence: 1, builder, problems, endIsStated });
  return outcome.ok ? { ...outcome, value: { ...outcome.value, mapping } } : outcome;
}

function beyondPlate(
  file: string,
  signal: string,
  count: number,
  { direction, wells }: PlateMapping,
): Problem {
  const what = `${count} ${direction === 'columns' ? 'column' : 'row'}${count === 1 ? '' : 's'}`;
  const message = `${signal}: ${what} of readings lie beyond the last well of a plate of ${wells?.plate}, counted ${wells?.order} from ${wells?.first}: they are not read`;
  const remedy =
    'Correct “wells” in the mapping: its first well, its order or its plate; or say where the table ends: “lastWell”.';
  return { code: 'mapping.beyond', severity: 'warning', message, remedy, place: { file, where: 'wells' } };
}

function timeOf(
  time_s: number,
  cycle: number,
  { timed }: TableReading,
  interval: number | undefined,
): number {
  return timed || interval === undefined ? time_s : cycle * interval;
}

/** null: a workbook has none of that name. */
export function sheetOf(
  { sheets }: PlateContainer,
  mapping: Pick<PlateMapping, 'sheet' | 'decimal'>,
): Sheet | null {
  const found =
    mapping.sheet === undefined
      ? sheets.find(({ rows }) => rows.some(({ cells }) => cells.some((cell) => !isBlank(cell))))
      : sheets.find(({ name }) => name === mapping.sheet || (name === null && sheets.length === 1));
  if (found === undefined) return null;
  return mapping.decimal === undefined ? found : { ...found, decimal: mapping.decimal };
}

function noSheet({ source, sheets }: PlateContainer, { sheet }: PlateMapping): Problem {
  const names = sheets.map(({ name }) => name ?? '').filter((name) => name !== '');
  const message =
    sheet === undefined ? 'there is no table in the file' : `the file has no sheet “${textOf(sheet)}”`;
  const remedy =
    names.length === 0
      ? 'Leave “sheet” out of the mapping: the file has none.'
      : `Write one of them in the mapping: ${names.join(', ')}.`;
  return {
    code: 'mapping.sheet',
    severity: 'error',
    message,
    remedy,
    place: { file: source.file, where: 'sheet' },
  };
}
