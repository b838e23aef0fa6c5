import type { Outcome } from '../../../base/problem.ts';
import { loneCell, type Sheet, type SheetRow, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { isTime } from '../../duration.ts';
import { notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import type { Metadata } from '../../metadata.ts';
import type { PlateFile, SignalKind } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { FileTimes } from '../../tables/file-times.ts';
import { matrixHead, putMatrixRow, readMatrix } from '../../tables/matrix.ts';
import { PlateBuilder, type PlateParts } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import type { SignalOptions } from '../../tables/signal-table.ts';
import { cellsBelow } from '../../tables/table-end.ts';
import { type WellColumn, wellColumns } from '../../tables/well-columns.ts';
import { parseWell, wellName } from '../../well.ts';
import { readProtocol, readRunLines, titleOptics } from './metadata.ts';

/**
 * BMG Labtech MARS and SMART Control. Tables with wells as rows (`Well | Content | Raw Data (600) ..`, times in the row below) or
 * as columns (`Well`, `Content | Time [s]`, a row a cycle), or a matrix under `Raw Data (..)`. Bare times are minutes: MARS says no
 * unit in its CSV. What is computed (ratios, blank correction) is marked.
 */
export const bmg: PlateFormat = {
  id: 'bmg',
  title: 'BMG Labtech MARS or SMART Control',
  asks: ['timeUnit_s'],
  detect: ({ sheets }) => {
    for (const { rows } of sheets) {
      const head = rows.slice(0, 12).flatMap(({ cells }) => cells.slice(0, 4).map(textOf));
      const user = head.some((text) => /^User:/.test(text));
      const path = head.find((text) => /^Path:/.test(text));
      const test = head.some((text) => /^Test (?:ID|run no\.?|name)\s*:/i.test(text));
      if (user && path !== undefined && test)
        return { confidence: 1, why: 'it begins with User, Path and Test, as MARS writes them' };
      const table = rows.find(
        ({ cells }) =>
          /^Well(?: Row)?$/.test(textOf(cells[0])) && cells.some((cell) => /^Raw Data \(/.test(textOf(cell))),
      );
      if (table !== undefined)
        return { confidence: 0.85, why: `line ${table.line} is a table of Raw Data by well` };
    }
    return notMine;
  },
  read,
};

function read(container: PlateContainer, { timeUnit_s }: ReadOptions): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  const tables = container.sheets.filter(({ name }) => name === null || /^Table/i.test(name));
  // SMART Control writes its endpoints twice, once plate-shaped.
  const sheets = tables.length > 0 ? tables : container.sheets;
  const protocol = container.sheets.find(({ name }) => /^Protocol Information/i.test(name ?? ''));
  const settings = protocol === undefined ? {} : readProtocol(protocol.rows);
  const times = new FileTimes(timeUnit_s, { unit_s: 60, program: 'MARS' });
  for (const sheet of sheets) {
    const name = sheet.name ?? baseName(container.source.file);
    const metadata = { ...settings, ...readRunLines(sheet.rows) };
    readSheet(sheet, builder.plate(builder.freeName(name)), metadata, times);
  }
  const { confidence } = bmg.detect(container);
  const problems = times.problems(container.source.file);
  const { id: format, title } = bmg;
  return assemble({ container, format, title, confidence, builder, problems });
}

function readSheet(sheet: Sheet, plate: PlateParts, metadata: Metadata, times: FileTimes): void {
  const { rows } = sheet;
  let title = '';
  for (let at = 0; at < rows.length; ) {
    const row = rows[at];
    if (row === undefined) break;
    const first = textOf(row.cells[0]);
    const alone = textOf(loneCell(row));
    if (alone !== '') title = signalTitle(alone);
    if (/^Well(?: Row)?$/.test(first)) {
      at =
        wellColumns(row, 1).length > 0
          ? readColumns(sheet, at, plate, metadata, times)
          : readRows(sheet, at, plate, metadata, times);
      continue;
    }
    const head = matrixHead(row);
    if (head !== null && isData(title)) {
      const matrix = readMatrix(sheet, at + 1, head);
      const table = plate.add(optionsOf(title, 'endpoint', metadata));
      for (const one of matrix.rows) putMatrixRow(table, one, head, sheet.decimal);
      at = Math.max(matrix.end, at + 1);
      continue;
    }
    at++;
  }
}

/** Wells as rows. The index after the table. */
function readRows(sheet: Sheet, at: number, plate: PlateParts, metadata: Metadata, times: FileTimes): number {
  const { rows, decimal } = sheet;
  const head = rows[at]?.cells.map(textOf) ?? [];
  const below = rows[at + 1];
  const split = head[1] === 'Well Col';
  const contentAt = head.indexOf('Content');
  const timeLabel = below?.cells
    .slice(0, contentAt + 2)
    .map(textOf)
    .find((text) => /^Time/.test(text));
  const timed = timeLabel !== undefined;
  const timeCells = below?.cells.slice(contentAt + 2) ?? [];
  const time = times.column({ cells: timeCells, heading: timeLabel ?? '', decimal });
  const cycles = new Map<string, number>();
  const columns = head.flatMap((heading, column) => {
    const signal = signalTitle(heading);
    if (column <= contentAt || !isData(signal)) return [];
    const cycle = cycles.get(signal) ?? 0;
    cycles.set(signal, cycle + 1);
    return [
      { column, signal, cycle, time: timed ? (time.of(below?.cells[column]) ?? Number.NaN) : Number.NaN },
    ];
  });
  let next = at + (timed ? 2 : 1);
  for (; next < rows.length; next++) {
    const row = rows[next];
    if (row === undefined) break;
    const well = split
      ? wellName(textOf(row.cells[0]), textOf(row.cells[1]))
      : parseWell(textOf(row.cells[0]));
    if (well === null) break;
    plate.describe(well, textOf(row.cells[contentAt]), row.line);
    for (const { column, signal, cycle, time } of columns) {
      const table = plate.signal(optionsOf(signal, timed ? 'kinetic' : 'endpoint', metadata));
      table.put(well, cycle, readingOf(row.cells[column], decimal), time);
    }
  }
  return next;
}

/** Wells as columns: rows of content, group and dilutions, then a row a cycle and signal. The index after the table. */
function readColumns(
  sheet: Sheet,
  at: number,
  plate: PlateParts,
  metadata: Metadata,
  times: FileTimes,
): number {
  const { rows, decimal } = sheet;
  const head = rows[at];
  if (head === undefined) return at + 1;
  const columns = wellColumns(head, 1);
  const firstWell = columns[0]?.column ?? 1;
  const cells = cellsBelow(rows, at, 1);
  let column = times.column({ cells, heading: '', decimal });
  let stated = false;
  const cycles = new Map<string, number>();
  let next = at + 1;
  for (; next < rows.length; next++) {
    const row: SheetRow | undefined = rows[next];
    if (row === undefined) break;
    const heading = textOf(row.cells[0]);
    if (/^Well(?: Row)?$/.test(heading)) break;
    if (heading === 'Content') {
      const time = textOf(row.cells[1]);
      if (/^Time/.test(time)) stated = true;
      if (stated) column = times.column({ cells, heading: time, decimal });
      for (const { column, well } of columns) plate.describe(well, textOf(row.cells[column]), row.line);
      continue;
    }
    const signal = signalTitle(heading);
    if (!isData(signal)) {
      if (heading !== '' && cycles.size === 0) describeColumns(heading, row, columns, plate);
      continue;
    }
    const timed = firstWell > 1 && (stated || isTime(row.cells[1]));
    const time = timed ? (column.of(row.cells[1]) ?? Number.NaN) : Number.NaN;
    const cycle = cycles.get(signal) ?? 0;
    cycles.set(signal, cycle + 1);
    const table = plate.signal(optionsOf(signal, timed ? 'kinetic' : 'endpoint', metadata));
    for (const { column: wellAt, well } of columns)
      table.put(well, cycle, readingOf(row.cells[wellAt], decimal), time);
  }
  return next;
}

function optionsOf(signal: string, kind: SignalKind, common: Metadata): SignalOptions {
  return { signal, kind, calculated: isCalculated(signal), metadata: { ...common, ...titleOptics(signal) } };
}

/** `Group`, `Standard Concentrations [ng/mL]`, `Dilutions`: a row of what is in each well. */
function describeColumns(
  heading: string,
  row: SheetRow,
  columns: readonly WellColumn[],
  plate: PlateParts,
): void {
  for (const { column, well } of columns) {
    const text = textOf(row.cells[column]);
    if (text !== '') plate.describe(well, '', row.line, { [heading]: text });
  }
}

/** Without the number that SMART Control puts before it: `4. Raw Data (480-14/520-30)`. */
function signalTitle(heading: string): string {
  return heading.replace(/^\d+\.\s+/, '').trim();
}

function isData(title: string): boolean {
  return /Raw Data|corrected|normali[sz]ed|\bRatio\b|Average|Polari[sz]ation|Anisotropy/i.test(title);
}

function isCalculated(title: string): boolean {
  return !/^Raw Data\b/i.test(title) || /based on|calculated|corrected/i.test(title);
}
