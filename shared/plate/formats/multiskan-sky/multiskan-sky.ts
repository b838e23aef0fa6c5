import { largest } from '../../../base/lists.ts';
import type { Outcome } from '../../../base/problem.ts';
import { type Cell, type Sheet, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { timeIn } from '../../duration.ts';
import { notMine, type PlateFormat } from '../../format.ts';
import { type Metadata, metadataOf } from '../../metadata.ts';
import type { PlateFile } from '../../plate-run.ts';
import { startText } from '../../start-time.ts';
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
  const reader = readerOf(container.sheets);
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
      const wavelength = textOf(cells[lengthAt]);
      const table = plate.signal({ signal, kind, metadata: { ...reader, wavelength } });
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

/** Of the sheets `General information` (a name in one cell, its value in the next) and `Run log` (measured temperatures). */
function readerOf(sheets: readonly Sheet[]): Metadata {
  const rowsOf = (name: RegExp) => sheets.find((sheet) => name.test(sheet.name ?? ''))?.rows ?? [];
  const general = rowsOf(/^General information/i);
  const after = (words: RegExp): Cell => {
    for (const { cells } of general) {
      const at = cells.findIndex((cell) => words.test(textOf(cell)));
      if (at !== -1) return cells[at + 1] ?? null;
    }
    return null;
  };
  const log = rowsOf(/^Run log/i);
  const start = log.find(({ cells }) => /^Start time/i.test(textOf(cells[0])));
  const measured = log.flatMap(({ cells }) =>
    /^Temperature/i.test(textOf(cells[0])) ? [Number(textOf(cells[1]))] : [],
  );
  const known = measured.filter((degrees) => degrees > 0);
  const high = largest(known, Number.NEGATIVE_INFINITY);
  const low = -largest(
    known.map((one) => -one),
    Number.NEGATIVE_INFINITY,
  );
  return metadataOf([
    ['instrument', textOf(after(/^Name$/i)) || 'Multiskan Sky'],
    ['serialNumber', textOf(after(/^Serial number/i))],
    ['softwareVersion', textOf(after(/^Version$/i))],
    ['start', startText(start?.cells[1] ?? after(/^Execution time/i))],
    ['mode', 'Absorbance'],
    ['plateType', textOf(after(/^Plate template/i))],
    ['setTemperature', textOf(after(/^Set temperature/i))],
    ['measuredTemperature', known.length === 0 ? null : low === high ? `${low} °C` : `${low} to ${high} °C`],
  ]);
}
