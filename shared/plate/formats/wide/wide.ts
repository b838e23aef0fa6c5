import type { Outcome, Problem } from '../../../base/problem.ts';
import { type Sheet, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import type { PlateFile } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { FileTimes } from '../../tables/file-times.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';
import { numberCount } from '../../tables/row-shape.ts';
import { RunClock } from '../../tables/run-clock.ts';
import { sampleNames, samplesDoubt, samplesProblem } from '../../tables/sample-names.ts';
import { cellsBelow } from '../../tables/table-end.ts';
import { titleAbove } from '../../tables/table-title.ts';
import { unreadableTimes } from '../../tables/time-problems.ts';
import { readTimeRows, rowTime } from '../../tables/time-rows.ts';
import { wellColumns } from '../../tables/well-columns.ts';

const timeHeading = /^(?:time|zeit|temps|t|elapsed)\b/i;

/** Tables that anybody makes: a heading of `Time` and wells, a row a cycle; several under each other, each below its title. */
export const wide: PlateFormat = {
  id: 'wide',
  title: 'table of Time and wells',
  asks: ['timeUnit_s'],
  detect: ({ sheets }) => {
    for (const sheet of sheets) {
      const at = headAt(sheet, 0);
      const head = sheet.rows[at];
      if (head === undefined) continue;
      const wells = wellColumns(head, 1).map(({ well }) => well);
      const samples = sampleNames(wells);
      const why = `line ${head.line} heads a column of times and ${wells.length} wells`;
      return samples?.plate === 1536
        ? { confidence: 0.3, why: `${why}, of which ${samplesDoubt(samples)}` }
        : { confidence: 0.6, why };
    }
    return notMine;
  },
  read,
};

/** Index of the next heading; -1: there is none. */
function headAt({ rows }: Sheet, from: number): number {
  return rows.findIndex(
    (row, at) => at >= from && timeHeading.test(textOf(row.cells[0])) && wellColumns(row, 1).length >= 1,
  );
}

function read(container: PlateContainer, { timeUnit_s }: ReadOptions): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  const times = new FileTimes(timeUnit_s);
  const { file } = container.source;
  const doubts: Problem[] = [];
  for (const sheet of container.sheets) {
    const plate = builder.plate(builder.freeName(sheet.name ?? baseName(file)));
    const clock = new RunClock();
    for (let at = headAt(sheet, 0); at !== -1; ) {
      const head = sheet.rows[at];
      if (head === undefined) break;
      const title = titleAbove(head, sheet.rows[at - 1]);
      const columns = wellColumns(head, 1);
      const samples = sampleNames(columns.map(({ well }) => well));
      if (samples !== null && doubts.length === 0) doubts.push(samplesProblem(file, head.line, samples));
      const { decimal } = sheet;
      const cells = cellsBelow(sheet.rows, at, 0);
      const column = times.column({ cells, heading: textOf(head.cells[0]), decimal });
      const table = plate.add({ signal: title || 'unnamed', kind: 'kinetic' });
      clock.restart();
      const next = readTimeRows({
        ...{ sheet, from: at + 1, columns, table },
        time: ({ cells: [cell] }) => {
          const moment = clock.of(cell);
          return Number.isNaN(moment) ? rowTime(column.of(cell)) : moment;
        },
      });
      const first = sheet.rows[at + 1];
      if (next === at + 1 && first !== undefined && numberCount(first) > 0)
        doubts.push(unreadableTimes(file, first));
      at = headAt(sheet, next);
    }
  }
  const { confidence } = wide.detect(container);
  return assemble({
    container,
    format: wide.id,
    title: wide.title,
    confidence,
    builder,
    problems: [...times.problems(file), ...doubts],
  });
}
