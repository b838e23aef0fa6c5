import type { Outcome, Problem } from '../../../base/problem.ts';
import { isBlank, type SheetRow, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import type { PlateFile } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { noTimes } from '../../tables/time-problems.ts';
import { wellName } from '../../well.ts';

const plateLine = /^Plate:(\S+) - Wavelength:(\S+)/;

/**
 * Thermo Multiskan Spectrum text: `Plate:1 - Wavelength:340`, then for each `Iteration: n` the plate's rows, without letters and
 * without any time. A short number may be followed by a TAB too many, which shifts what comes after it.
 */
export const multiskanSpectrum: PlateFormat = {
  id: 'multiskan-spectrum',
  title: 'Thermo Multiskan Spectrum',
  asks: ['interval_s'],
  detect: ({ sheets }) => {
    for (const { rows } of sheets) {
      const line = rows.find(({ cells }) => plateLine.test(textOf(cells[1])));
      if (line !== undefined)
        return { confidence: 1, why: `line ${line.line} says “${textOf(line.cells[1])}”` };
    }
    return notMine;
  },
  read,
};

function read(container: PlateContainer, { interval_s }: ReadOptions): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  const problems: Problem[] = [];
  const { file } = container.source;
  for (const { rows, decimal } of container.sheets) {
    let table: ReturnType<ReturnType<typeof builder.plate>['signal']> | null = null;
    let cycle = -1;
    let letter = 0;
    const width = usualWidth(rows);
    for (const row of rows) {
      const found = plateLine.exec(textOf(row.cells[1]));
      if (found !== null) {
        const [, plate = '1', wavelength = ''] = found;
        table = builder
          .plate(`Plate ${plate}`)
          .signal({ signal: wavelength, kind: 'kinetic', metadata: { mode: 'Absorbance', wavelength } });
        cycle = -1;
        continue;
      }
      const iteration = /^Iteration:\s*(\d+)/.exec(textOf(row.cells[1]))?.[1];
      if (iteration !== undefined) {
        cycle = Number(iteration) - 1;
        letter = 0;
        continue;
      }
      if (table === null || cycle === -1) continue;
      const values = unshifted(row, width);
      if (values === null) {
        const message = `the line has ${row.cells.length - 1} cells, not ${width}, and does not say which are its readings; it is left out`;
        const remedy = 'Compare it with the instrument’s program: these readings are missing here.';
        problems.push({
          code: 'plate.shiftedRow',
          severity: 'warning',
          message,
          remedy,
          place: { file, line: row.line },
        });
      }
      values?.forEach((cell, index) => {
        const well = wellName(String.fromCharCode(65 + letter), String(index + 1));
        const time = interval_s === undefined ? Number.NaN : cycle * interval_s;
        if (well !== null) table?.put(well, cycle, readingOf(cell, decimal), time);
      });
      letter++;
    }
  }
  if (interval_s === undefined) problems.push(noTimes(file));
  const { confidence } = multiskanSpectrum.detect(container);
  const { id, title } = multiskanSpectrum;
  return assemble({ container, format: id, title, confidence, builder, problems });
}

/** Columns of most rows of readings. */
function usualWidth(rows: readonly SheetRow[]): number {
  const counts = new Map<number, number>();
  for (const row of rows) {
    if (!isBlank(row.cells[0]) || row.cells.length < 3) continue;
    counts.set(row.cells.length - 1, (counts.get(row.cells.length - 1) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

/** The cells of a row, those after a superfluous TAB put back; null: it cannot be told which are missing. */
function unshifted({ cells }: SheetRow, width: number): readonly SheetRow['cells'][number][] | null {
  const own = cells.slice(1);
  if (own.length === width) return own;
  const filled = own.filter((cell) => !isBlank(cell));
  return own.length > width && filled.length === width
    ? filled
    : own.length < width
      ? null
      : own.slice(0, width).every((cell) => !isBlank(cell))
        ? own.slice(0, width)
        : null;
}
