import type { Outcome } from '../../../base/problem.ts';
import { textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { headingSeconds, timeIn } from '../../duration.ts';
import { notMine, type PlateFormat } from '../../format.ts';
import type { PlateFile } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { parseWell } from '../../well.ts';

const operationLine = /^\d+ OPERATION$/;

/** PerkinElmer VICTOR Nivo CSV: `WELL RESULTS`, then for each operation `3 OPERATION,ABS (F) - Kinetics`, `Well,Time(s),0.0,1772.1` and a row a well. */
export const nivo: PlateFormat = {
  id: 'nivo',
  title: 'PerkinElmer VICTOR Nivo',
  detect: ({ sheets }) => {
    for (const { rows } of sheets) {
      const operation = rows.find(({ cells }) => operationLine.test(textOf(cells[0])));
      const results = rows.slice(0, 60).some(({ cells }) => textOf(cells[0]) === 'WELL RESULTS');
      if (operation !== undefined && results)
        return { confidence: 1, why: `line ${operation.line} names an operation under WELL RESULTS` };
    }
    return notMine;
  },
  read,
};

function read(container: PlateContainer): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  const plate = builder.plate(baseName(container.source.file));
  for (const { rows, decimal } of container.sheets) {
    let operation = '';
    let times: readonly number[] | null = null;
    let table: ReturnType<typeof plate.add> | null = null;
    for (const { cells } of rows) {
      const [first, second] = [textOf(cells[0]), textOf(cells[1])];
      if (operationLine.test(first)) {
        operation = second;
        table = null;
      }
      if (first === 'Well') {
        const timed = /^Time/.test(second);
        times = timed ? cells.map((cell) => timeIn(cell, headingSeconds(second) ?? 1, decimal)) : null;
        table = plate.add({ signal: operation, kind: timed ? 'kinetic' : 'endpoint' });
      }
      const well = parseWell(first);
      if (well === null || table === null) continue;
      for (let c = 2; c < cells.length; c++)
        table.put(well, c - 2, readingOf(cells[c], decimal), times?.[c] ?? Number.NaN);
    }
  }
  const { confidence } = nivo.detect(container);
  return assemble({ container, format: nivo.id, title: nivo.title, confidence, builder });
}
