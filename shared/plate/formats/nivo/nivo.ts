import type { Outcome } from '../../../base/problem.ts';
import { textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { headingSeconds, timeIn } from '../../duration.ts';
import { notMine, type PlateFormat } from '../../format.ts';
import type { MetadataDraft, MetadataName } from '../../metadata.ts';
import type { PlateFile } from '../../plate-run.ts';
import { startText } from '../../start-time.ts';
import { assemble } from '../../tables/assemble.ts';
import { PlateBuilder } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { parseWell } from '../../well.ts';

const keys: readonly (readonly [RegExp, MetadataName])[] = [
  [/^INSTRUMENT SERIAL|^SERIAL NUMBER/i, 'serialNumber'],
  [/^SOFTWARE VERSION|^CONTROL SOFTWARE/i, 'softwareVersion'],
  [/^PLATE TYPE/i, 'plateType'],
  [/^(?:PLATE )?BARCODE/i, 'barcode'],
  [/^EXCITATION (?:FILTER|WAVELENGTH)|^EXCITATION$/i, 'excitation'],
  [/^EMISSION (?:FILTER|WAVELENGTH)|^EMISSION$/i, 'emission'],
  [/^(?:ABSORBANCE )?(?:FILTER|WAVELENGTH)$/i, 'wavelength'],
  [/^GAIN$/i, 'gain'],
  [/^(?:MEASUREMENT|FOCUS) HEIGHT/i, 'readHeight'],
  [/^(?:TARGET )?TEMPERATURE$/i, 'setTemperature'],
];

const modes: readonly (readonly [RegExp, string])[] = [
  [/^ABS\b/i, 'Absorbance'],
  [/^FI\b|^FLUOR/i, 'Fluorescence'],
  [/^LUM\b/i, 'Luminescence'],
];

function modeOf(operation: string): MetadataDraft {
  const mode = modes.find(([words]) => words.test(operation))?.[1];
  return { instrument: 'VICTOR Nivo', ...(mode !== undefined && { mode }) };
}

/** The moment of a line `MEASUREMENT START DATE,..,,UTC,<iso>`, else what stands first in it. */
function utc(texts: readonly string[]): string {
  const at = texts.indexOf('UTC');
  const zoned = at === -1 ? '' : (texts[at + 1] ?? '');
  if (zoned !== '') return /[Z+]|-\d\d:?\d\d$/.test(zoned) ? zoned : `${zoned}Z`;
  return texts.slice(1).find((text) => text !== '') ?? '';
}

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
    const run: MetadataDraft = {};
    let own: MetadataDraft = {};
    let times: readonly number[] | null = null;
    let table: ReturnType<typeof plate.add> | null = null;
    for (const { cells } of rows) {
      const [first, second] = [textOf(cells[0]), textOf(cells[1])];
      if (operationLine.test(first)) {
        operation = second;
        own = { ...run, ...modeOf(second) };
        table = null;
      }
      const value =
        cells
          .slice(1)
          .map(textOf)
          .filter((text) => text !== '')
          .at(-1) ?? '';
      if (/^MEASUREMENT START/i.test(first)) run.start = startText(utc(cells.map(textOf)));
      const key = keys.find(([words]) => words.test(first))?.[1];
      if (key !== undefined && value !== '') (operation === '' ? run : own)[key] ??= value;
      if (first === 'Well') {
        const timed = /^Time/.test(second);
        times = timed ? cells.map((cell) => timeIn(cell, headingSeconds(second) ?? 1, decimal)) : null;
        table = plate.add({ signal: operation, kind: timed ? 'kinetic' : 'endpoint', metadata: own });
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
