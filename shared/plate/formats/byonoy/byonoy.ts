import type { Outcome } from '../../../base/problem.ts';
import { belowNotes, isBlank, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { notMine, type PlateFormat } from '../../format.ts';
import { metadataOf } from '../../metadata.ts';
import type { PlateFile } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { matrixHead, matrixWell, putMatrixRow, readMatrix } from '../../tables/matrix.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';

const wavelengthLine = /^(?:Sample|Measurement) Wavelength \(nm\)/;

/** Byonoy Absorbance 96 endpoint CSV: a matrix of readings, a matrix of names, then `Sample Wavelength (nm),540`. It names no maker. */
export const byonoy: PlateFormat = {
  id: 'byonoy',
  title: 'Byonoy Absorbance 96',
  detect: ({ sheets }) => {
    for (const { rows } of sheets) {
      const line = rows.find(({ cells }) => wavelengthLine.test(textOf(cells[0])));
      const [first] = belowNotes(rows);
      if (line !== undefined && first !== undefined && matrixHead(first) !== null)
        return {
          confidence: 0.95,
          why: `it begins with a plate and line ${line.line} says the sample’s wavelength`,
        };
    }
    return notMine;
  },
  read,
};

function read(container: PlateContainer): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  const plate = builder.plate(baseName(container.source.file));
  for (const sheet of container.sheets) {
    const [first] = belowNotes(sheet.rows);
    const head = first === undefined ? null : matrixHead(first);
    if (head === null) continue;
    const wavelength = textOf(
      sheet.rows.find(({ cells }) => wavelengthLine.test(textOf(cells[0])))?.cells[1],
    );
    const table = plate.add({
      signal: wavelength || 'absorbance',
      kind: 'endpoint',
      metadata: metadataOf([
        ['instrument', 'Byonoy Absorbance 96'],
        ['mode', 'Absorbance'],
        ['wavelength', wavelength],
      ]),
    });
    for (const one of readMatrix(sheet, sheet.rows.indexOf(first ?? { line: 0, cells: [] }) + 1, head).rows) {
      putMatrixRow(table, one, head, sheet.decimal);
      const { letter, cells, line } = one;
      cells.forEach((cell, index) => {
        const well = matrixWell(letter, head, index);
        if (well === null || isBlank(cell)) return;
        const name = textOf(
          sheet.rows.find((row) => row.line > line && row.line > 9 && textOf(row.cells[0]) === letter)?.cells[
            head.column + index
          ],
        );
        if (name !== '') plate.describe(well, name, line);
      });
    }
  }
  const { confidence } = byonoy.detect(container);
  return assemble({ container, format: byonoy.id, title: byonoy.title, confidence, builder });
}
