import type { Outcome } from '../../../base/problem.ts';
import { type SheetRow, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { timeIn } from '../../duration.ts';
import { notMine, type PlateFormat } from '../../format.ts';
import type { Metadata, MetadataDraft, MetadataName } from '../../metadata.ts';
import type { PlateFile } from '../../plate-run.ts';
import { startText } from '../../start-time.ts';
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
    const optics = protocolOf(rows.slice(at + 1));
    for (const { cells } of rows.slice(at + 1)) {
      const well = parseWell(textOf(cells[2]));
      const repeat = Number(textOf(cells[1]));
      if (well === null || !Number.isInteger(repeat) || repeat < 1 || repeat > 1e5) break;
      for (const { timeAt, signal } of signals) {
        const unit = /\(([^()]*)\)\s*$/.exec(signal)?.[1] ?? null;
        const table = builder
          .plate(textOf(cells[0]))
          .signal({ signal, unit, kind: 'kinetic', metadata: optics(signal) });
        table.put(well, repeat - 1, readingOf(cells[timeAt + 1], decimal), timeIn(cells[timeAt], 1, decimal));
      }
    }
  }
  const { confidence } = victor.detect(container);
  return assemble({ container, format: victor.id, title: victor.title, confidence, builder });
}

/** `Name of the label ................. GFP`. */
const dotted = /^(.+?)\s*:?\s*\.{3,}\s*(.*)$/;

const labelNames: readonly (readonly [RegExp, MetadataName])[] = [
  [/^Label technology/i, 'mode'],
  [/^CW-lamp filter name/i, 'excitation'],
  [/^Emission filter name/i, 'emission'],
  [/^Emission side/i, 'readDirection'],
  [/^Gain/i, 'gain'],
];

/** Metadata of a signal by its title, from the protocol's text below the list. */
function protocolOf(rows: readonly SheetRow[]): (signal: string) => Metadata {
  const run: MetadataDraft = { instrument: 'VICTOR X' };
  const labels = new Map<string, MetadataDraft>();
  let label: MetadataDraft | null = null;
  for (const { cells } of rows) {
    const [, key = '', value = ''] = dotted.exec(textOf(cells[0])) ?? [];
    if (key === '' || value === '') continue;
    if (/^Name of the label/i.test(key)) {
      label = {};
      labels.set(value, label);
    }
    const name = labelNames.find(([words]) => words.test(key))?.[1];
    if (label !== null && name !== undefined) label[name] ??= value;
    if (/^Name of the plate type/i.test(key)) run.plateType = value;
    if (/^Instrument serial number/i.test(key)) run.serialNumber = value;
    if (/^Measured on/i.test(key)) run.start = startText(value);
    if (/^Measurement height/i.test(key)) run.readHeight = value;
  }
  return (signal) => {
    const own = { ...labels.get(signal.replace(/\([^()]*\)$/, '').trimEnd()) };
    if (own.readDirection !== undefined)
      own.readDirection = /below/i.test(own.readDirection) ? 'bottom' : 'top';
    // Light of one wavelength goes through where absorbance is read.
    if (/photometry/i.test(own.mode ?? '') && own.excitation !== undefined) {
      own.wavelength = own.excitation;
      delete own.excitation;
    }
    return { ...run, ...own };
  };
}
