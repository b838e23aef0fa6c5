import type { Outcome } from '../../../base/problem.ts';
import { isBlank, type SheetRow, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { notMine, type PlateFormat } from '../../format.ts';
import type { PlateFile } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { wellName } from '../../well.ts';

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

function read(container: PlateContainer): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  for (const { rows, decimal } of container.sheets) {
    rows.forEach((row, at) => {
      const [names, values] = [rows[at + 1], rows[at + 2]];
      if (textOf(row.cells[0]) !== 'Plate information' || names === undefined || values === undefined) return;
      const field = (name: string): string =>
        textOf(values.cells[names.cells.findIndex((cell) => textOf(cell) === name)]);
      const label =
        field('Label') || textOf(values.cells.find((cell) => /\(\d+\)$/.test(textOf(cell)))) || 'reading';
      const metadata = Object.fromEntries(
        ['Barcode', 'Measured height', 'Measinfo'].flatMap((name) =>
          field(name) === '' ? [] : [[name.toLowerCase(), field(name)]],
        ),
      );
      const plate = builder.plate(`Plate ${field('Plate') || textOf(values.cells[0])}`);
      const table = plate.add({ signal: label, kind: 'endpoint', metadata });
      readPlain(rows, at + 3, (letter, column, cell) => {
        const well = wellName(letter, String(column));
        if (well !== null && !isBlank(cell)) table.put(well, 0, readingOf(cell, decimal), Number.NaN);
      });
    });
  }
  const { confidence } = envision.detect(container);
  return assemble({ container, format: envision.id, title: envision.title, confidence, builder });
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
    const own = row?.cells.find((cell) => !isBlank(cell));
    if (row === undefined || own === undefined || !/^[-\d.,*]+$/.test(textOf(own))) return;
    const index = row.line - first;
    if (index >= 32) return;
    const letter = index < 26 ? String.fromCharCode(65 + index) : `A${String.fromCharCode(39 + index)}`;
    row.cells.forEach((cell, column) => {
      put(letter, column + 1, cell);
    });
  }
}
