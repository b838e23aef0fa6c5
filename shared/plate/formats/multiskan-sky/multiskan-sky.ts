import type { Outcome } from '../../../base/problem.ts';
import { type Sheet, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { timeIn } from '../../duration.ts';
import { notMine, type PlateFormat } from '../../format.ts';
import type { PlateFile } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { parseWell } from '../../well.ts';

/**
 * Thermo Multiskan Sky, the instrument's own export: a sheet `Raw data 340 nm` with a row a reading (`Well | Wavelength(s) [nm] | Raw
 * absorbance | Measurement time(s)`); each well has its own times.
 */
export const multiskanSky: PlateFormat = {
  id: 'multiskan-sky',
  title: 'Thermo Multiskan Sky',
  detect: ({ sheets }) => {
    const raw = sheets.find((sheet) => headerOf(sheet) !== -1);
    return raw === undefined
      ? notMine
      : { confidence: 1, why: `the sheet ${raw.name ?? ''} lists raw absorbance by well and time` };
  },
  read,
};

function headerOf({ rows }: Sheet): number {
  return rows.findIndex(
    ({ cells }) => textOf(cells[0]) === 'Well' && cells.some((cell) => /^Raw absorbance/i.test(textOf(cell))),
  );
}

function read(container: PlateContainer): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  const plate = builder.plate(baseName(container.source.file));
  for (const sheet of container.sheets) {
    const at = headerOf(sheet);
    if (at === -1) continue;
    const titles = sheet.rows[at]?.cells.map(textOf) ?? [];
    const column = (words: RegExp): number => titles.findIndex((title) => words.test(title));
    const [lengthAt, valueAt, timeAt] = [
      column(/^Wavelength/i),
      column(/^Raw absorbance/i),
      column(/^Measurement time/i),
    ];
    const cycles = new Map<string, number>();
    for (const { cells } of sheet.rows.slice(at + 1)) {
      const well = parseWell(textOf(cells[0]));
      if (well === null) continue;
      const signal = `${textOf(cells[lengthAt])} nm`;
      const key = `${signal} ${well}`;
      const cycle = cycles.get(key) ?? 0;
      cycles.set(key, cycle + 1);
      const kind = timeAt === -1 ? 'endpoint' : 'kinetic';
      const table = plate.signal({ signal, kind, metadata: { instrument: 'Multiskan Sky' } });
      table.put(
        well,
        cycle,
        readingOf(cells[valueAt], sheet.decimal),
        timeIn(cells[timeAt], 1, sheet.decimal),
      );
    }
  }
  const { confidence } = multiskanSky.detect(container);
  return assemble({ container, format: multiskanSky.id, title: multiskanSky.title, confidence, builder });
}
