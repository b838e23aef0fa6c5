import { pushAll } from '../../../base/lists.ts';
import type { Outcome, Problem } from '../../../base/problem.ts';
import { type Cell, isBlank, loneCell, type Sheet, type SheetRow, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { isTime } from '../../duration.ts';
import { notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import type { Metadata } from '../../metadata.ts';
import type { PlateFile } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { FileTimes } from '../../tables/file-times.ts';
import {
  type MatrixHead,
  type MatrixRow,
  matrixHead,
  matrixWell,
  putMatrixRow,
  readMatrix,
} from '../../tables/matrix.ts';
import { PlateBuilder, type PlateParts } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { cellsBelow, endsAt } from '../../tables/table-end.ts';
import { readTimeRows, rowTime } from '../../tables/time-rows.ts';
import { wellColumns } from '../../tables/well-columns.ts';
import { isScanHeader, readAreaScan } from './area-scan.ts';
import { damagedDecimals } from './damaged-decimals.ts';
import { readHeader } from './header.ts';

/**
 * Exports of BioTek / Agilent Gen5 as text, CSV or workbook: a header for each plate, then blocks, each under its title: a table
 * `Time | T° title | A1 ..`, a matrix `1 2 ..` with its label at the end of each row, or `Wavelength | A1 ..`. Wells of 384 are
 * split over several tables of one title. Tables of rates and lag times hold times and words, and are no readings.
 */
export const gen5: PlateFormat = {
  id: 'gen5',
  title: 'BioTek / Agilent Gen5',
  asks: ['timeUnit_s'],
  detect: ({ sheets }) => {
    for (const { rows } of sheets) {
      const keys = new Set(rows.slice(0, 400).map((row) => textOf(row.cells[0]).replace(/:$/, '')));
      const own = ['Software Version', 'Experiment File Path', 'Protocol File Path', 'Reader Type'].filter(
        (key) => keys.has(key),
      );
      if (own.length >= 2) return { confidence: 1, why: `it has the lines ${own.join(', ')}` };
      const titled = rows.findIndex((row, at) => isTimeHeader(row) && titleBefore(rows, at) !== null);
      const head = rows[titled];
      if (head?.cells.some((cell) => isTemperature(cell)))
        return { confidence: 0.8, why: `line ${head.line} is a table of Time, T° and wells under its title` };
      if (titled !== -1 && keys.has('Field Group'))
        return { confidence: 0.8, why: 'it has a Field Group and tables of Time and wells under titles' };
    }
    return notMine;
  },
  read,
};

function read(container: PlateContainer, { scans = false, timeUnit_s }: ReadOptions): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  const problems: Problem[] = [];
  const times = new FileTimes(timeUnit_s);
  for (const sheet of container.sheets) readSheet({ sheet, container, builder, problems, scans, times });
  pushAll(problems, times.problems(container.source.file));
  const { confidence } = gen5.detect(container);
  return assemble({ container, format: gen5.id, title: gen5.title, confidence, builder, problems });
}

interface Reading {
  readonly sheet: Sheet;
  readonly container: PlateContainer;
  readonly builder: PlateBuilder;
  readonly problems: Problem[];
  readonly scans: boolean;
  readonly times: FileTimes;
}

function readSheet({ sheet, container, builder, problems, scans, times }: Reading): void {
  const { rows } = sheet;
  const { file } = container.source;
  let plate: PlateParts | null = null;
  let header = readHeader(rows, 0);
  const here = (): PlateParts => {
    plate ??= builder.plate(builder.freeName(header.plate ?? sheet.name ?? baseName(file)));
    return plate;
  };
  // Where some tables have a temperature, those without are computed from them.
  const hasTemperature = rows.some((row) => isTimeHeader(row) && row.cells.some(isTemperature));
  for (let at = 0; at < rows.length; ) {
    const row = rows[at];
    if (row === undefined) break;
    if (/^Software Version/.test(textOf(row.cells[0])) && at > 0) {
      // Another plate in the same file repeats the whole header.
      plate = null;
      header = readHeader(rows, at);
    }
    if (isTimeHeader(row)) {
      const title = titleBefore(rows, at) ?? 'unnamed';
      const computed = /^Blank /.test(title) || (hasTemperature && !row.cells.some(isTemperature));
      at = readTable({
        sheet,
        at,
        title,
        computed,
        plate: here(),
        metadata: header.metadataOf(title),
        times,
      });
      const damage = damagedDecimals(file, title, here());
      if (damage !== null && !problems.some(({ code }) => code === damage.code)) problems.push(damage);
      continue;
    }
    if (isWavelengthHeader(row)) {
      const title = titleBefore(rows, at) ?? 'spectrum';
      at = readSpectrum(sheet, at, title, here(), header.metadataOf(title));
      continue;
    }
    if (isScanHeader(row)) {
      const title = titleBefore(rows, at) ?? 'area scan';
      at = readAreaScan({ sheet, at, title, plate: here(), scans, metadata: header.metadataOf(title) });
      continue;
    }
    const head = matrixHead(row);
    if (head !== null) {
      const matrix = readMatrix(sheet, at + 1, head);
      const title = titleBefore(rows, at) ?? '';
      if (matrix.rows.length > 0 && isLayout(title)) {
        readContents(matrix.rows, head, here());
        at = matrix.end;
        continue;
      }
      if (matrix.rows.length > 0) {
        for (const one of matrix.rows) {
          const name = one.label === '' ? title : one.label;
          if (!isEndpoint(name, title)) continue;
          const table = here().signal({
            signal: name,
            kind: 'endpoint',
            calculated: /^Blank /.test(name),
            metadata: header.metadataOf(name),
          });
          putMatrixRow(table, one, head, sheet.decimal);
        }
        at = matrix.end;
        continue;
      }
    }
    at++;
  }
}

interface Table {
  readonly sheet: Sheet;
  readonly at: number;
  readonly title: string;
  readonly computed: boolean;
  readonly plate: PlateParts;
  readonly metadata: Metadata;
  readonly times: FileTimes;
}

/** A table of times; the rest of a split one joins the part before it. The index after its last row. */
function readTable({ sheet, at, title, computed, plate, metadata, times }: Table): number {
  const head = sheet.rows[at];
  if (head === undefined) return at + 1;
  const timeAt = head.cells.findIndex((cell) => textOf(cell) === 'Time');
  const columns = wellColumns(head, timeAt + 1);
  const options = { signal: title, kind: 'kinetic', calculated: computed, metadata } as const;
  const before = plate.signals.find(({ options: { signal } }) => signal === title);
  const continues = before !== undefined && columns.every(({ well }) => !before.wells.includes(well));
  const table = continues ? before : plate.add(options);
  const { rows, decimal } = sheet;
  const cells = cellsBelow(rows, at, timeAt);
  const column = times.column({ cells, heading: '', decimal });
  let first = true;
  return readTimeRows({
    ...{ sheet, from: at + 1, columns, table },
    temperatureAt: head.cells.findIndex(isTemperature),
    time: (row) => {
      const cell = row.cells[timeAt];
      const seconds = isTime(serialOf(cell)) ? rowTime(column.of(serialOf(cell))) : Number.NaN;
      // One real workbook has a blank first time; a table's first row may be at 0.
      if (seconds !== null && Number.isNaN(seconds) && first && isBlank(cell)) return null;
      first = false;
      return seconds;
    },
  });
}

/** A number that a workbook does not format as a time is days all the same. */
function serialOf(cell: Cell | undefined): Cell | undefined {
  return typeof cell === 'number' ? { serial: cell } : cell;
}

function readSpectrum(
  sheet: Sheet,
  at: number,
  title: string,
  plate: PlateParts,
  metadata: Metadata,
): number {
  const head = sheet.rows[at];
  if (head === undefined) return at + 1;
  const from = head.cells.findIndex((cell) => textOf(cell) === 'Wavelength');
  const columns = wellColumns(head, from + 1);
  let next = at + 1;
  for (; next < sheet.rows.length; next++) {
    const row = sheet.rows[next];
    const wavelength = textOf(row?.cells[from]);
    if (row === undefined || endsAt(sheet.rows, next, at + 1) || !/^\d+(?:[.,]\d+)?$/.test(wavelength)) break;
    const signal = `${title} ${wavelength} nm`;
    const table = plate.add({ signal, kind: 'spectrum', metadata: { ...metadata, wavelength } });
    for (const { column, well } of columns)
      table.put(well, 0, readingOf(row.cells[column], sheet.decimal), Number.NaN);
  }
  return next;
}

function isTimeHeader(row: SheetRow): boolean {
  const at = row.cells.slice(0, 2).findIndex((cell) => textOf(cell) === 'Time');
  return at !== -1 && wellColumns(row, at + 1).length > 0;
}

function isWavelengthHeader(row: SheetRow): boolean {
  const at = row.cells.slice(0, 2).findIndex((cell) => textOf(cell) === 'Wavelength');
  return at !== -1 && wellColumns(row, at + 1).length > 0;
}

/** `T° 600`, whatever became of the degree sign. */
function isTemperature(cell: Cell | undefined): boolean {
  return /^T[^A-Za-z0-9\s]{0,3}(?:\s|$)/.test(textOf(cell)) && textOf(cell) !== 'Time';
}

/** The lone cell above a table, at most two rows up. */
function titleBefore(rows: readonly SheetRow[], at: number): string | null {
  const [head, before] = [rows[at], rows[at - 1]];
  if (head === undefined || before === undefined || head.line - before.line > 3) return null;
  const title = textOf(loneCell(before));
  return title === '' ? null : title;
}

/** `SPL1`, and below it `Conc/Dil` or `Name` where the export shows them, each line with its label at the end. */
function readContents(lines: readonly MatrixRow[], head: MatrixHead, plate: PlateParts): void {
  for (const { letter, cells, label, line } of lines) {
    cells.forEach((cell, index) => {
      const well = matrixWell(letter, head, index);
      const text = textOf(cell);
      if (well === null || text === '') return;
      if (label === '' || label === 'Well ID') plate.describe(well, text, line);
      else plate.describe(well, '', line, { [label]: text });
    });
  }
}

function isLayout(title: string): boolean {
  return title === 'Layout';
}

/** A read, `Read 1:450`, `Blank abs450:450`, `450`; `Max V [600]`, `Well ID`, `Conc/Dil` and words of people are none. */
function isEndpoint(label: string, title: string): boolean {
  if (label === '' || label === 'Results' || /[[\]]/.test(label)) return false;
  return /^(?:Blank )?(?:[^:]+:\s*\S|\d{3}|Lum\b)/.test(label) || label === title;
}
