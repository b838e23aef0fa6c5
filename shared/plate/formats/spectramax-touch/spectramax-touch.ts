import type { Outcome } from '../../../base/problem.ts';
import { type Sheet, type SheetRow, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { headingSeconds, timeIn } from '../../duration.ts';
import { notMine, type PlateFormat } from '../../format.ts';
import type { Metadata, MetadataDraft, MetadataName } from '../../metadata.ts';
import type { PlateFile } from '../../plate-run.ts';
import { startText } from '../../start-time.ts';
import { assemble } from '../../tables/assemble.ts';
import { putMatrixRow } from '../../tables/matrix.ts';
import { PlateBuilder, type PlateParts } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { endsAt, goesOn } from '../../tables/table-end.ts';
import { wellColumns } from '../../tables/well-columns.ts';
import { parseRow } from '../../well.ts';

const keys: Readonly<Record<string, MetadataName>> = {
  'Software version': 'softwareVersion',
  'Instrument name': 'instrument',
  'Serial number': 'serialNumber',
  'Read Time': 'start',
  Barcode: 'barcode',
  'Microplate name': 'plateType',
  'Measurement mode': 'mode',
  'PMT and optics': 'gain',
  'PMT Gain': 'gain',
  'Read height': 'readHeight',
  'Read from': 'readDirection',
};
/** Those that stand once, before the first experiment. */
const instrumentKeys = new Set(['Software version', 'Instrument name', 'Serial number']);

const plateLine = /^Plate\s+\(\d+ of \d+\)$/;

/**
 * The touch screen's own export of SpectraMax iD3 and iD5 (SpreadsheetML 2003): one sheet, several plates under each other, each
 * with its settings; kinetics as `Wavelength(Ex/Em) | 265 nm/- | Cycle(Seconds)/Well | A1 ..`, endpoints as a matrix.
 */
export const spectramaxTouch: PlateFormat = {
  id: 'spectramax-touch',
  title: 'SpectraMax iD3/iD5 touch screen',
  detect: ({ kind, sheets }) => {
    for (const { rows } of sheets) {
      const plate = rows.find(({ cells }) => plateLine.test(textOf(cells[0])));
      const experiment = rows.some(({ cells }) => /^Experiment\s+\(\d+ of \d+\)$/.test(textOf(cells[0])));
      if (plate !== undefined && experiment)
        return {
          confidence: kind === 'xml' ? 1 : 0.9,
          why: `line ${plate.line} says “${textOf(plate.cells[0])}” under an experiment`,
        };
    }
    return notMine;
  },
  read,
};

function read(container: PlateContainer): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  for (const sheet of container.sheets) readSheet(sheet, builder);
  const { confidence } = spectramaxTouch.detect(container);
  return assemble({
    container,
    format: spectramaxTouch.id,
    title: spectramaxTouch.title,
    confidence,
    builder,
  });
}

function readSheet(sheet: Sheet, builder: PlateBuilder): void {
  const { rows } = sheet;
  let name = 'Plate';
  let plate: PlateParts | null = null;
  let title = 'reading';
  let metadata: MetadataDraft = {};
  const instrument: MetadataDraft = {};
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    if (row === undefined) break;
    const [key, value] = [textOf(row.cells[0]), textOf(row.cells[1])];
    if (plateLine.test(key)) {
      plate = null;
      title = 'reading';
      metadata = { ...instrument };
    }
    if (key === 'Plate name' && value !== '') name = value;
    const known = keys[key];
    if (known !== undefined && value !== '')
      (instrumentKeys.has(key) ? instrument : metadata)[known] = known === 'start' ? startText(value) : value;
    if (key === 'Excitation/Emission' && value !== '') title = value;
    const optics = key === 'Excitation/Emission' ? /^(\d{3,4}) ?nm\/(?:(\d{3,4}) ?nm)?/.exec(value) : null;
    if (optics !== null) {
      const [, first = '', second] = optics;
      metadata = {
        ...metadata,
        ...(second === undefined ? { wavelength: first } : { excitation: first, emission: second }),
      };
    }
    const columns = wellColumns(row);
    if (columns.length > 1 && row.cells.some((cell) => /^Cycle\(/.test(textOf(cell)))) {
      plate ??= builder.plate(builder.freeName(name));
      at = readKinetic(sheet, at, plate, metadata) - 1;
    } else if (columns.length === 0 && isMatrixHead(row)) {
      plate ??= builder.plate(builder.freeName(name));
      at = readMatrix(sheet, at, plate, metadata, title) - 1;
    }
  }
}

function readKinetic(sheet: Sheet, at: number, plate: PlateParts, metadata: Metadata): number {
  const { rows, decimal } = sheet;
  const head = rows[at];
  if (head === undefined) return at + 1;
  const columns = wellColumns(head);
  const timeAt = head.cells.findIndex((cell) => /^Cycle\(/.test(textOf(cell)));
  const unit = headingSeconds(textOf(head.cells[timeAt]).replace(/\/Well$/, '')) ?? 1;
  const wavelength = head.cells
    .slice(0, timeAt)
    .map(textOf)
    .find((text) => /\d+ ?nm/.test(text));
  const table = plate.add({ signal: wavelength ?? 'reading', kind: 'kinetic', metadata });
  for (const { well } of columns) table.list(well);
  let next = at + 1;
  for (; next < rows.length; next++) {
    const row = rows[next];
    if (row === undefined || endsAt(rows, next, at + 1)) break;
    const time = timeIn(row.cells[timeAt], unit, decimal);
    if (Number.isNaN(time)) {
      const isTimed = ({ cells }: SheetRow): boolean => !Number.isNaN(timeIn(cells[timeAt], unit, decimal));
      if (!goesOn(rows, next, columns, isTimed)) break;
      continue;
    }
    for (const { column, well } of columns)
      table.put(well, next - at - 1, readingOf(row.cells[column], decimal), time);
  }
  return next;
}

/** `1 2 .. 12`, wherever it begins. */
function isMatrixHead({ cells }: SheetRow): boolean {
  const numbers = cells
    .map(textOf)
    .filter((text) => /^\d{1,2}$/.test(text))
    .map(Number);
  return numbers.length >= 2 && numbers.every((number, index) => number === index + 1);
}

function readMatrix(sheet: Sheet, at: number, plate: PlateParts, metadata: Metadata, title: string): number {
  const { rows, decimal } = sheet;
  const head = rows[at];
  const first = head?.cells.findIndex((cell) => textOf(cell) === '1') ?? -1;
  let next = at + 1;
  for (; next < rows.length; next++) {
    const row = rows[next];
    if (row === undefined) break;
    const letterAt = row.cells.findIndex((cell, column) => column < first && parseRow(textOf(cell)) !== null);
    const letter = parseRow(textOf(row.cells[letterAt]));
    if (letter === null) break;
    const table = plate.signal({ signal: `${title} endpoint`, kind: 'endpoint', metadata });
    putMatrixRow(table, { letter, cells: row.cells.slice(first) }, { first: 1 }, decimal);
  }
  return next;
}
