import type { Outcome } from '../../../base/problem.ts';
import { textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { timeIn } from '../../duration.ts';
import { notMine, type PlateFormat } from '../../format.ts';
import type { PlateFile } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { parseWell } from '../../well.ts';

/**
 * PerkinElmer VICTOR X (Wallac 1420) list: `Plate | Repeat | Well | Type | Time | <signal> | Time | <signal>`, a row a repeat and
 * well, each reading with a time of its own; plates of numbers and the protocol's text follow and are left.
 */
export const victor: PlateFormat = {
  id: 'victor',
  title: 'PerkinElmer VICTOR list',
  detect: ({ sheets }) => {
    for (const { rows } of sheets) {
      const head = rows.slice(0, 30).find(({ cells }) => isHead(cells.map(textOf)));
      if (head !== undefined)
        return { confidence: 1, why: `line ${head.line} lists Plate, Repeat, Well, Type and Time` };
    }
    return notMine;
  },
  read,
};

function isHead(titles: readonly string[]): boolean {
  return titles[0] === 'Plate' && titles[1] === 'Repeat' && titles[2] === 'Well' && titles.includes('Time');
}

function read(container: PlateContainer): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  for (const { rows, decimal } of container.sheets) {
    const at = rows.findIndex(({ cells }) => isHead(cells.map(textOf)));
    const titles = rows[at]?.cells.map(textOf) ?? [];
    const signals = titles.flatMap((title, column) =>
      title === 'Time' && (titles[column + 1] ?? '') !== ''
        ? [{ timeAt: column, signal: titles[column + 1] ?? '' }]
        : [],
    );
    for (const { cells } of rows.slice(at + 1)) {
      const well = parseWell(textOf(cells[2]));
      const repeat = Number(textOf(cells[1]));
      if (well === null || !Number.isInteger(repeat) || repeat < 1 || repeat > 1e5) break;
      for (const { timeAt, signal } of signals) {
        const unit = /\(([^()]*)\)\s*$/.exec(signal)?.[1] ?? null;
        const table = builder.plate(textOf(cells[0])).signal({ signal, unit, kind: 'kinetic' });
        table.put(well, repeat - 1, readingOf(cells[timeAt + 1], decimal), timeIn(cells[timeAt], 1, decimal));
      }
    }
  }
  const { confidence } = victor.detect(container);
  return assemble({ container, format: victor.id, title: victor.title, confidence, builder });
}
