import type { Outcome, Problem } from '../../../base/problem.ts';
import { isBlank, type SheetRow, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import { plateSizes } from '../../layout/well-range.ts';
import { type Metadata, type MetadataName, metadataOf } from '../../metadata.ts';
import type { PlateFile } from '../../plate-run.ts';
import { startText } from '../../start-time.ts';
import { assemble } from '../../tables/assemble.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { rowLetters, wellName } from '../../well.ts';

/** PerkinElmer EnVision endpoint CSV: `Plate information`, names and values in two rows, then the plate's rows without letters or numbers. */
export const envision: PlateFormat = {
  id: 'envision',
  title: 'PerkinElmer EnVision',
  detect: ({ sheets }) => {
    for (const { rows } of sheets) {
      const plate = rows.find(({ cells }) => textOf(cells[0]) === 'Plate information');
      const trailer = rows.some(({ cells }) => /^Exported with EnVision/i.test(textOf(cells[0])));
      if (plate !== undefined)
        return { confidence: trailer ? 1 : 0.8, why: `line ${plate.line} says “Plate information”` };
    }
    return notMine;
  },
  read,
};

function read(container: PlateContainer, { scans = false }: ReadOptions): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  const problems: Problem[] = [];
  const { file } = container.source;
  for (const { rows, decimal } of container.sheets) {
    const instrument = instrumentOf(rows);
    rows.forEach((row, at) => {
      const [names, values] = [rows[at + 1], rows[at + 2]];
      if (!isPlate(row) || names === undefined || values === undefined) return;
      const odd = oddPlate(file, rows, at + 3);
      if (odd !== null) problems.push(odd);
      const field = (name: string): string =>
        textOf(values.cells[names.cells.findIndex((cell) => textOf(cell) === name)]);
      const label =
        field('Label') || textOf(values.cells.find((cell) => /\(\d+\)$/.test(textOf(cell)))) || 'reading';
      const temperature = [field('Inside temperature at start'), field('Inside temperature at end')];
      const metadata = metadataOf([
        ...(Object.entries(instrument) as [MetadataName, string][]),
        ['start', startText(field('Measurement date'))],
        ['barcode', field('Barcode')],
        ['readHeight', field('Measured height') && `${field('Measured height')} mm`],
        ['readDirection', /\bEm=(Top|Bottom)/i.exec(field('Measinfo'))?.[1]?.toLowerCase()],
        [
          'measuredTemperature',
          temperature.every((one) => one !== '') ? `${temperature.join(' to ')} °C` : null,
        ],
      ]);
      // Each point of a well's scan is a plate of its own, told apart by its place in the well.
      const [x, y] = [field('ScanX'), field('ScanY')];
      const isPoint = Number(x) !== 0 || Number(y) !== 0;
      const plate = builder.plate(`Plate ${field('Plate') || textOf(values.cells[0])}`);
      if (isPoint && !scans) {
        const wells = new Set<string>();
        readPlain(rows, at + 3, (letter, column, cell) => {
          if (!isBlank(cell)) wells.add(`${letter}${column}`);
        });
        plate.listPoint(label, wells.size);
        return;
      }
      const signal = isPoint ? `${label} point ${x};${y}` : label;
      const table = plate.add({ signal, kind: 'endpoint', metadata });
      readPlain(rows, at + 3, (letter, column, cell) => {
        const well = wellName(letter, String(column));
        if (well !== null && !isBlank(cell)) table.put(well, 0, readingOf(cell, decimal), Number.NaN);
      });
    });
  }
  const { confidence } = envision.detect(container);
  return assemble({ container, format: envision.id, title: envision.title, confidence, builder, problems });
}

/** Rows of nothing but numbers; a blank one in between is a row of the plate that was not read. */
function readPlain(
  rows: readonly SheetRow[],
  from: number,
  put: (letter: string, column: number, cell: SheetRow['cells'][number]) => void,
): void {
  const first = rows[from]?.line ?? 0;
  for (let at = from; at < rows.length; at++) {
    const row = rows[at];
    if (row === undefined || !isPlain(row)) return;
    const index = row.line - first;
    if (index >= 32) return;
    row.cells.forEach((cell, column) => {
      put(rowLetters(index), column + 1, cell);
    });
  }
}

function isPlain({ cells }: SheetRow): boolean {
  return /^[-\d.,*]+$/.test(textOf(cells.find((cell) => !isBlank(cell))));
}

/** Rows of a plate are told by their lines alone: one line too many or too few, and all below it are of other wells. null: all are there. */
function oddPlate(file: string, rows: readonly SheetRow[], from: number): Problem | null {
  const [first, end] = [rows[from], rows.slice(from).find((row) => !isPlain(row))];
  if (first === undefined || end === undefined || !isPlain(first)) return null;
  // One blank line parts plates, two the last one from the protocol.
  const lines = end.line - first.line - (isPlate(end) ? 1 : 2);
  const stated = Number(protocolValue(rows, /^Number of rows/i));
  const sizes = stated > 0 ? [stated] : plateSizes.map((size) => size.rows);
  if (sizes.includes(lines)) return null;
  const message = `the plate from line ${first.line} on has ${lines} lines, where ${sizes.length === 1 ? `its plate has ${stated} rows` : 'no plate has so many rows'}: rows have no names here, so that readings may be of other wells`;
  const remedy =
    'Compare them with EnVision Workstation; export the run anew if lines were put in or taken out.';
  return { code: 'plate.rows', severity: 'warning', message, remedy, place: { file, line: first.line } };
}

function isPlate({ cells }: SheetRow): boolean {
  return textOf(cells[0]) === 'Plate information';
}

/** What stands once, below all plates. */
function instrumentOf(rows: readonly SheetRow[]): Metadata {
  const begin = rows.findIndex(({ cells }) => /^Instrument:?$/i.test(textOf(cells[0])));
  const below = begin === -1 ? [] : rows.slice(begin, begin + 8);
  const serial = below.find(({ cells }) => /^Serial number/i.test(textOf(cells[0])));
  const exported = rows.map(({ cells }) =>
    /^Exported with (EnVision Workstation) version ([\d.]+)/i.exec(textOf(cells[0])),
  );
  const program = exported.find((found) => found !== null);
  const serialNumber = serial?.cells
    .slice(1)
    .map(textOf)
    .find((text) => text !== '');
  return metadataOf([
    ['instrument', 'EnVision'],
    ['serialNumber', serialNumber],
    ['software', program?.[1]],
    ['softwareVersion', program?.[2]],
    ['excitation', filterOf(rows, 'Excitation')],
    ['emission', filterOf(rows, 'Emission')],
    ['gain', protocolValue(rows, /^Detector gain/i)],
  ]);
}

/** Middle wavelength of the only filter of its kind; null: there are several, or none. */
function filterOf(rows: readonly SheetRow[], kind: string): string | null {
  const found = rows.flatMap(({ cells }, at) => {
    const isKind = textOf(cells[0]) === 'Filter type' && cells.some((cell) => textOf(cell) === kind);
    const description = rows[at + 1]?.cells.map(textOf).find((text) => /CWL=\d+/.test(text));
    return isKind && description !== undefined ? [/CWL=(\d+)/.exec(description)?.[1] ?? ''] : [];
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

function protocolValue(rows: readonly SheetRow[], key: RegExp): string | null {
  const values = rows.flatMap(({ cells }) =>
    key.test(textOf(cells[0]))
      ? cells
          .slice(1)
          .map(textOf)
          .filter((text) => text !== '')
          .slice(0, 1)
      : [],
  );
  return values.length > 0 && new Set(values).size === 1 ? (values[0] ?? null) : null;
}
