import type { Outcome } from '../../../base/problem.ts';
import { type Cell, loneCell, type Sheet, type SheetRow, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { headingSeconds, timeIn } from '../../duration.ts';
import { notMine, type PlateFormat } from '../../format.ts';
import { type Metadata, type MetadataName, metadataOf } from '../../metadata.ts';
import type { PlateFile } from '../../plate-run.ts';
import { startText } from '../../start-time.ts';
import { assemble } from '../../tables/assemble.ts';
import { matrixHead, putMatrixRow, readMatrix } from '../../tables/matrix.ts';
import { PlateBuilder, type PlateParts } from '../../tables/plate-builder.ts';
import { readTimeRows } from '../../tables/time-rows.ts';
import { wellColumns } from '../../tables/well-columns.ts';

/**
 * Thermo SkanIt: a sheet a step, with its name and wavelength, then for each plate a table `Reading | avg. time [s] | Name0001 (A01) ..`
 * or a matrix for an endpoint. Users add notes and rows of their own around them.
 */
export const skanit: PlateFormat = {
  id: 'skanit',
  title: 'Thermo SkanIt',
  detect: ({ sheets }) => {
    for (const { rows } of sheets) {
      const head = rows.slice(0, 12).map(({ cells }) => textOf(cells[0]));
      const results = head.some((text) => /^Measurement results/i.test(text));
      if (results && head.some((text) => /\.skax$/i.test(text)))
        return { confidence: 1, why: 'it names a SkanIt session (.skax)' };
      const table = rows.find(
        (row) => textOf(row.cells[0]) === 'Reading' && /^avg\. time/i.test(textOf(row.cells[1])),
      );
      if (table !== undefined)
        return { confidence: 0.9, why: `line ${table.line} is a table of Reading and avg. time` };
    }
    return notMine;
  },
  read,
};

function read(container: PlateContainer): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  const reader = readerOf(container.sheets);
  for (const sheet of container.sheets) readSheet(sheet, reader, builder);
  const { confidence } = skanit.detect(container);
  return assemble({ container, format: skanit.id, title: skanit.title, confidence, builder });
}

/** `Un0001 (A01)`: the name that the session gives the well. */
function describeNames(row: SheetRow, plate: PlateParts): void {
  for (const { column, well } of wellColumns(row, 1)) {
    const [, name = ''] = /^(.*\S)\s*\([A-Za-z]{1,2}\d{1,2}\)\s*$/.exec(textOf(row.cells[column])) ?? [];
    if (name !== '') plate.describe(well, name, row.line);
  }
}

/** Of sheets `General information` and `Instrument information`: a name, and its value some cells further. */
function readerOf(sheets: readonly Sheet[]): Metadata {
  const rows = sheets.flatMap((sheet) => (/information$/i.test(sheet.name ?? '') ? sheet.rows : []));
  const after = (words: RegExp): string => {
    const cells = rows
      .map((row) => row.cells.filter((cell) => textOf(cell) !== ''))
      .find(([key]) => words.test(textOf(key)));
    return textOf(cells?.[1]);
  };
  const version = after(/SW version$/i);
  return metadataOf([
    ['software', 'SkanIt'],
    ['softwareVersion', /ver\.?\s*([\d.]+)/i.exec(version)?.[1] ?? version],
    ['instrument', after(/^(?:Instrument name|Name)$/i)],
    ['serialNumber', after(/^(?:Instrument )?Serial number$/i)],
    ['plateType', after(/^Plate template$/i)],
  ]);
}

function readSheet(sheet: Sheet, reader: Metadata, builder: PlateBuilder): void {
  const { rows, decimal } = sheet;
  let plate = 'Plate 1';
  let step = (sheet.name ?? '').replace(/_\d+$/, '');
  let wavelength = '';
  // The third line of a sheet of results.
  const start = startText(
    rows
      .slice(0, 5)
      .map(({ cells }) => cells[0] ?? null)
      .find(isMoment) ?? null,
  );
  for (let at = 0; at < rows.length; ) {
    const row = rows[at];
    if (row === undefined) break;
    const alone = textOf(loneCell(row));
    const first = textOf(row.cells[0]);
    if (/^Plate\b/i.test(first) && first.length < 40) plate = first;
    if (/^(?:Absorbance|Fluorescence|Luminescence)\b/i.test(alone)) step = alone;
    wavelength = /^(?:Wavelength|Excitation|Ex\.?)[^:]*:\s*(.*\d.*)$/i.exec(first)?.[1] ?? wavelength;
    const signal = wavelength === '' || /^0 /.test(wavelength) ? step : `${step} ${wavelength}`;
    const optics = /(\d{3,4})\D+(\d{3,4})/.exec(wavelength);
    const metadata = metadataOf([
      ...(Object.entries(reader) as [MetadataName, string][]),
      ['start', start],
      ['mode', /^(?:Absorbance|Fluorescence|Luminescence)/i.exec(step)?.[0]],
      ['excitation', optics?.[1]],
      ['emission', optics?.[2]],
      ['wavelength', optics === null ? /\d{3,4}/.exec(wavelength)?.[0] : null],
    ]);
    if (first === 'Reading' && wellColumns(row, 1).length > 0) {
      const timeAt = row.cells.findIndex((cell) => /time/i.test(textOf(cell)));
      const unit = headingSeconds(textOf(row.cells[timeAt])) ?? 1;
      describeNames(row, builder.plate(plate));
      at = readTimeRows({
        ...{ sheet, from: at + 1, columns: wellColumns(row, 1) },
        table: builder.plate(plate).add({ signal, kind: 'kinetic', metadata }),
        time: ({ cells }) => (textOf(cells[0]) === '' ? Number.NaN : timeIn(cells[timeAt], unit, decimal)),
      });
      continue;
    }
    const head = matrixHead({ line: row.line, cells: ['', ...row.cells.slice(1)] });
    const matrix = head === null || first === '' ? null : readMatrix(sheet, at + 1, head);
    if (head !== null && matrix !== null && matrix.rows.length > 0) {
      const table = builder.plate(plate).add({ signal, unit: first, kind: 'endpoint', metadata });
      for (const one of matrix.rows) putMatrixRow(table, one, head, decimal);
      at = matrix.end;
      continue;
    }
    at++;
  }
}

/** A date with its time, as a workbook's or a text's. */
function isMoment(cell: Cell): boolean {
  return (
    (typeof cell === 'object' && cell !== null) || /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[ T]\d/.test(textOf(cell))
  );
}
