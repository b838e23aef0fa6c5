import type { Outcome } from '../../../base/problem.ts';
import { isBlank, type SheetRow, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import type { Metadata, MetadataDraft, MetadataName } from '../../metadata.ts';
import type { PlateFile } from '../../plate-run.ts';
import { startText } from '../../start-time.ts';
import { assemble } from '../../tables/assemble.ts';
import { matrixHead, putMatrixRow, readMatrix } from '../../tables/matrix.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';

const resultLine = /^Result for (.+)$/;

/** PerkinElmer / Revvity Kaleido (EnSight) CSV: `EnSight Results from`, `Result for <operation>`, a labelled matrix for each barcode. */
export const kaleido: PlateFormat = {
  id: 'kaleido',
  title: 'PerkinElmer / Revvity Kaleido',
  detect: ({ sheets }) => {
    for (const { rows } of sheets) {
      const results = rows
        .slice(0, 5)
        .find(({ cells }) => /^(?:EnSight )?Results from/i.test(textOf(cells[0])));
      const own = rows.find(({ cells }) => resultLine.test(textOf(cells[0])));
      if (results !== undefined && own !== undefined)
        return { confidence: 1, why: `line ${own.line} says “${textOf(own.cells[0])}”` };
    }
    return notMine;
  },
  read,
};

function read(container: PlateContainer, { scans = false }: ReadOptions): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  for (const sheet of container.sheets) {
    const run = metadataIn(sheet.rows);
    let barcode = '';
    let point: string | null = null;
    let signal: string | null = null;
    let plate = baseName(container.source.file);
    for (let at = 0; at < sheet.rows.length; at++) {
      const row = sheet.rows[at];
      if (row === undefined) break;
      const first = textOf(row.cells[0]);
      signal =
        resultLine.exec(first)?.[1] ?? (/^(?:Measurement Information|Platemap)/.test(first) ? null : signal);
      if (first === 'Barcode') {
        point = pointIn(row, sheet.rows[at + 1]);
        barcode = textOf(sheet.rows[at + 1]?.cells[0]);
        plate = barcode || plate;
      }
      const head = signal === null ? null : matrixHead(row);
      if (signal === null || head === null) continue;
      const matrix = readMatrix(sheet, at + 1, head);
      const metadata = { ...run, ...(barcode !== '' && { barcode }) };
      if (point !== null && !scans) {
        const filled = matrix.rows.flatMap(({ cells }) => cells.filter((cell) => !isBlank(cell)));
        builder.plate(plate).listPoint(signal, filled.length);
        at = matrix.end - 1;
        continue;
      }
      const title = point === null ? signal : `${signal} point ${point}`;
      const table = builder.plate(plate).add({ signal: title, kind: 'endpoint', metadata });
      for (const one of matrix.rows) putMatrixRow(table, one, head, sheet.decimal);
      at = matrix.end - 1;
    }
  }
  const { confidence } = kaleido.detect(container);
  return assemble({ container, format: kaleido.id, title: kaleido.title, confidence, builder });
}

const keys: readonly (readonly [RegExp, MetadataName])[] = [
  [/^Instrument Serial Number$/i, 'serialNumber'],
  [/^Measurement (?:Started|Date)$/i, 'start'],
  [/^Plate Type Name$/i, 'plateType'],
  [/^Excitation Wavelength/i, 'excitation'],
  [/^Emission Wavelength/i, 'emission'],
  [/^Excitation \/ Emission$/i, 'readDirection'],
  [/^Measurement Height/i, 'readHeight'],
];

/** Of the tables of keys and values below the results; optics only where one measurement was done. */
function metadataIn(rows: readonly SheetRow[]): Metadata {
  const operations = rows.filter(({ cells }) => textOf(cells[0]) === 'Operation').length;
  const found: MetadataDraft = { instrument: 'EnSight' };
  for (const { cells } of rows) {
    const key = textOf(cells[0]);
    const value =
      cells
        .slice(1)
        .map(textOf)
        .find((text) => text !== '') ?? '';
    const name = keys.find(([words]) => words.test(key))?.[1];
    if (name === undefined || value === '') continue;
    if (/^(?:excitation|emission|read)/.test(name) && operations > 1) continue;
    found[name] ??=
      name === 'start' ? startText(value) : name === 'readDirection' ? value.toLowerCase() : value;
  }
  const [, software = '', version = ''] =
    rows
      .map(({ cells }) => /^Exported with (Kaleido) ([\d.]+)/i.exec(textOf(cells[0])))
      .find((one) => one !== null) ?? [];
  return { ...found, ...(software !== '' && { software, softwareVersion: version }) };
}

/** Place in the wells of a scan, `2;1`, by the fields of a matrix: names in one row, values in the next; null: no scan. */
function pointIn(names: SheetRow, values: SheetRow | undefined): string | null {
  const of = (name: RegExp): string =>
    textOf(values?.cells[names.cells.findIndex((cell) => name.test(textOf(cell)))]);
  const [x, y] = [of(/^Well scan x$/i), of(/^Well scan y$/i)];
  return x === '' || y === '' ? null : `${x};${y}`;
}
