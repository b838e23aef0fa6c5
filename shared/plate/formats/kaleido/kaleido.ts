import type { Outcome } from '../../../base/problem.ts';
import { textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { notMine, type PlateFormat } from '../../format.ts';
import type { PlateFile } from '../../plate-run.ts';
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

function read(container: PlateContainer): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  for (const sheet of container.sheets) {
    let signal: string | null = null;
    let plate = baseName(container.source.file);
    for (let at = 0; at < sheet.rows.length; at++) {
      const row = sheet.rows[at];
      if (row === undefined) break;
      const first = textOf(row.cells[0]);
      signal =
        resultLine.exec(first)?.[1] ?? (/^(?:Measurement Information|Platemap)/.test(first) ? null : signal);
      if (first === 'Barcode') plate = textOf(sheet.rows[at + 1]?.cells[0]) || plate;
      const head = signal === null ? null : matrixHead(row);
      if (signal === null || head === null) continue;
      const matrix = readMatrix(sheet, at + 1, head);
      const table = builder.plate(plate).add({ signal, kind: 'endpoint' });
      for (const one of matrix.rows) putMatrixRow(table, one, head, sheet.decimal);
      at = matrix.end - 1;
    }
  }
  const { confidence } = kaleido.detect(container);
  return assemble({ container, format: kaleido.id, title: kaleido.title, confidence, builder });
}
