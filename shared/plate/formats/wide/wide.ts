import type { Outcome, Problem } from '../../../base/problem.ts';
import { loneCell, type Sheet, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { headingSeconds, parseDuration, timeIn } from '../../duration.ts';
import { notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import type { PlateFile } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';
import { numberCount } from '../../tables/row-shape.ts';
import { RunClock } from '../../tables/run-clock.ts';
import { isOverruled, noTimeUnit, overruledTimeUnit, unreadableTimes } from '../../tables/time-problems.ts';
import { readTimeRows } from '../../tables/time-rows.ts';
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
      if (head !== undefined)
        return {
          confidence: 0.6,
          why: `line ${head.line} heads a column of times and ${wellColumns(head).length} wells`,
        };
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
  const problems: Problem[] = [];
  const { file } = container.source;
  for (const sheet of container.sheets) {
    const plate = builder.plate(builder.freeName(sheet.name ?? baseName(file)));
    const clock = new RunClock();
    for (let at = headAt(sheet, 0); at !== -1; ) {
      const head = sheet.rows[at];
      if (head === undefined) break;
      const before = sheet.rows[at - 1];
      const title = before === undefined || head.line - before.line > 3 ? '' : textOf(loneCell(before));
      const stated = headingSeconds(textOf(head.cells[0]));
      const unit = timeUnit_s ?? stated;
      if (isOverruled(stated, timeUnit_s) && !problems.some(({ code }) => code === 'time.overruled'))
        problems.push(overruledTimeUnit(file, stated));
      const bare: number[] = [];
      clock.restart();
      const table = plate.add({ signal: title || 'unnamed', kind: 'kinetic' });
      const next = readTimeRows({
        ...{ sheet, from: at + 1, columns: wellColumns(head, 1), table },
        time: ({ cells }) => {
          const moment = clock.of(cells[0]);
          if (!Number.isNaN(moment)) return moment;
          const written = parseDuration(cells[0], sheet.decimal);
          if (!Number.isNaN(written)) return written;
          const time = timeIn(cells[0], unit ?? 1, sheet.decimal);
          if (unit !== null || Number.isNaN(time)) return time;
          // Never a time of which nobody knows the unit.
          bare.push(time);
          return null;
        },
      });
      if (bare.length > 0 && !problems.some(({ code }) => code === 'time.unit'))
        problems.push(noTimeUnit(file, bare[0] ?? 0, bare.at(-1) ?? 0));
      const first = sheet.rows[at + 1];
      if (next === at + 1 && first !== undefined && numberCount(first) > 0)
        problems.push(unreadableTimes(file, first));
      at = headAt(sheet, next);
    }
  }
  const { confidence } = wide.detect(container);
  return assemble({ container, format: wide.id, title: wide.title, confidence, builder, problems });
}
