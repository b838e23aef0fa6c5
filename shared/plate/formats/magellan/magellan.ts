import type { Outcome } from '../../../base/problem.ts';
import { type Sheet, type SheetRow, textOf, widthOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { isTime } from '../../duration.ts';
import { notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import { type Metadata, metadataOf } from '../../metadata.ts';
import type { PlateFile } from '../../plate-run.ts';
import { startText } from '../../start-time.ts';
import { assemble } from '../../tables/assemble.ts';
import { FileTimes } from '../../tables/file-times.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { goesOn } from '../../tables/table-end.ts';
import { wellColumns } from '../../tables/well-columns.ts';
import { parseWell } from '../../well.ts';

/**
 * Tecan Magellan. Kinetic text: `Well positions`, the signals' names a line each, a header of wells, then rows `599s, 29.9 °C, ..`;
 * a new signal begins where the time goes back. Endpoint workbook: columns `Raw data`, `Well positions`, `Plate`.
 */
export const magellan: PlateFormat = {
  id: 'magellan',
  title: 'Tecan Magellan',
  asks: ['timeUnit_s'],
  detect: ({ sheets }) => {
    for (const { name, rows } of sheets) {
      if (name !== null && /^Magellan Sheet/i.test(name))
        return { confidence: 1, why: `a sheet is called ${name}` };
      const row = rows
        .slice(0, 5)
        .find(({ cells }) => cells.some((cell) => textOf(cell) === 'Well positions'));
      if (row !== undefined) return { confidence: 0.95, why: `line ${row.line} says “Well positions”` };
    }
    return notMine;
  },
  read,
};

function read(container: PlateContainer, { timeUnit_s }: ReadOptions): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  const times = new FileTimes(timeUnit_s);
  for (const sheet of container.sheets) {
    if (!readList(sheet, container, builder)) readKinetic(sheet, container, builder, times);
  }
  const { confidence } = magellan.detect(container);
  return assemble({
    container,
    format: magellan.id,
    title: magellan.title,
    confidence,
    builder,
    problems: times.problems(container.source.file),
  });
}

/** Whether the sheet is a list of wells, which then was read. */
function readList(sheet: Sheet, container: PlateContainer, builder: PlateBuilder): boolean {
  const at = sheet.rows
    .slice(0, 10)
    .findIndex(
      ({ cells }) =>
        cells.filter((cell) => textOf(cell) !== '').length > 1 &&
        cells.some((cell) => textOf(cell) === 'Well positions'),
    );
  const head = sheet.rows[at];
  if (head === undefined) return false;
  const titles = head.cells.map(textOf);
  const wellAt = titles.indexOf('Well positions');
  const plateAt = titles.indexOf('Plate');
  const signals = titles.flatMap((title, column) =>
    title !== '' && column !== wellAt && column !== plateAt ? [{ title, column }] : [],
  );
  let plate = baseName(container.source.file);
  for (const { cells } of sheet.rows.slice(at + 1)) {
    const well = parseWell(textOf(cells[wellAt]));
    if (well === null) continue;
    // The plate's name stands in its first wells only.
    if (plateAt !== -1 && textOf(cells[plateAt]) !== '') plate = textOf(cells[plateAt]);
    for (const { title, column } of signals) {
      const table = builder.plate(plate).signal({ signal: title, kind: 'endpoint' });
      table.put(well, 0, readingOf(cells[column], sheet.decimal), Number.NaN);
    }
  }
  return true;
}

function readKinetic(sheet: Sheet, container: PlateContainer, builder: PlateBuilder, times: FileTimes): void {
  const { rows } = sheet;
  const begin = rows.findIndex(({ cells }) => textOf(cells[0]) === 'Well positions');
  const headAt = rows.findIndex((row, at) => at > begin && wellColumns(row).length > 1);
  const head = rows[headAt];
  if (begin === -1 || head === undefined) return;
  const titles = rows
    .slice(begin + 1, headAt)
    .filter((row) => widthOf(row) === 1)
    .map(({ cells }) => textOf(cells[0]));
  const columns = wellColumns(head);
  const cells = rows.slice(headAt + 1).map((row) => row.cells[0]);
  const column = times.column({ cells, heading: '', decimal: sheet.decimal });
  const metadata = trailerOf(rows.slice(headAt + 1));
  const plate = builder.plate(baseName(container.source.file));
  let number = -1;
  let cycle = 0;
  let before = Number.POSITIVE_INFINITY;
  let table = null as ReturnType<typeof plate.add> | null;
  for (let at = headAt + 1; at < rows.length; at++) {
    const cells = rows[at]?.cells ?? [];
    const time = isTime(cells[0], sheet.decimal) ? column.order(cells[0]) : Number.NaN;
    if (Number.isNaN(time)) {
      if (!goesOn(rows, at, columns, (row) => isTime(row.cells[0]))) break;
      continue;
    }
    if (time <= before) {
      number++;
      cycle = 0;
      table = plate.add({ signal: titles[number] ?? `signal ${number + 1}`, kind: 'kinetic', metadata });
    }
    before = time;
    table?.measured(cells[1], sheet.decimal);
    const time_s = column.of(cells[0]) ?? Number.NaN;
    for (const { column: at, well } of columns)
      table?.put(well, cycle, readingOf(cells[at], sheet.decimal), time_s);
    cycle++;
  }
}

/** Of the lines below the readings: the date, the instrument alone in capitals, the method's text. */
function trailerOf(rows: readonly SheetRow[]): Metadata {
  const lines = rows
    .filter(({ cells }) => !isTime(cells[0]))
    .map(({ cells }) => cells.map(textOf).join(' ').trim());
  const after = (words: RegExp): string | undefined =>
    lines.map((line) => words.exec(line)?.[1]).find((value) => value !== undefined);
  const date = after(/^Date of measurement:\s*([^/]+)/i);
  const time = after(/Time of measurement:\s*(\S+(?: [AP]M)?)/i);
  return metadataOf([
    ['instrument', lines.find((line) => /^(?:SPARK|INFINITE|SUNRISE|SAFIRE|GENIOS|ULTRA)\b/i.test(line))],
    ['software', 'Magellan'],
    ['start', date === undefined || time === undefined ? null : startText(date.trim(), time)],
    ['serialNumber', after(/(?:Instrument )?serial number:\s*(\S+)/i)],
    ['wavelength', after(/^Measurement wavelength:?\s*(\d+.*)/i)],
    ['excitation', after(/^Excitation wavelength:?\s*(\d+.*)/i)],
    ['emission', after(/^Emission wavelength:?\s*(\d+.*)/i)],
    ['gain', after(/^Gain:?\s*(\d+)/i)],
  ]);
}
