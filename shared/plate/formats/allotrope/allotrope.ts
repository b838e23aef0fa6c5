import { pushAll } from '../../../base/lists.ts';
import type { Outcome, Problem } from '../../../base/problem.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { unitSeconds } from '../../duration.ts';
import { notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import { type Metadata, type MetadataName, metadataOf } from '../../metadata.ts';
import type { PlateFile } from '../../plate-run.ts';
import { startText } from '../../start-time.ts';
import { assemble } from '../../tables/assemble.ts';
import { FileTimes } from '../../tables/file-times.ts';
import { PlateBuilder, type PlateParts } from '../../tables/plate-builder.ts';
import { parseWell } from '../../well.ts';
import { child, listIn, type Node, numbersIn, textIn } from './node.ts';

/**
 * Allotrope Simple Model JSON of a plate reader, any version: read by the names of its keys. A document a well, each with one
 * measurement or several, as a value or as a cube of elapsed times and readings; calculated data stand apart and are left.
 */
export const allotrope: PlateFormat = {
  id: 'allotrope',
  title: 'Allotrope Simple Model (plate reader)',
  asks: ['timeUnit_s'],
  detect: ({ json }) => {
    const manifest = textIn(child(json, '$asm.manifest'));
    if (/plate-reader/.test(manifest)) return { confidence: 1, why: `its manifest is ${manifest}` };
    const own = child(json, 'plate reader aggregate document') !== undefined;
    return own ? { confidence: 0.9, why: 'it holds a plate reader aggregate document' } : notMine;
  },
  read,
};

function read(container: PlateContainer, { timeUnit_s }: ReadOptions): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  const problems: Problem[] = [];
  const times = new FileTimes(timeUnit_s);
  const reading = { file: container.source.file, times, problems };
  const top = child(container.json, 'plate reader aggregate document');
  const reader = readerOf(top);
  for (const document of listIn(child(top, 'plate reader document'))) {
    const measurements = child(document, 'measurement aggregate document');
    for (const measurement of listIn(child(measurements, 'measurement document'))) {
      const sample = child(measurement, 'sample document');
      const well = parseWell(textIn(child(sample, 'location identifier')));
      if (well === null) continue;
      const name = textIn(child(sample, 'well plate identifier')) || baseName(container.source.file);
      const temperature = textWithUnit(child(measurement, 'compartment temperature'));
      const run = metadataOf([
        ...(Object.entries(reader) as [MetadataName, string][]),
        ['start', startText(textIn(child(measurements, 'measurement time')).replace(/[+]00:00$/, 'Z'))],
        ['measuredTemperature', temperature],
      ]);
      readMeasurement(measurement, run, { ...reading, well, plate: builder.plate(name) });
    }
  }
  pushAll(problems, times.problems(container.source.file));
  const { confidence } = allotrope.detect(container);
  const { id: format, title } = allotrope;
  return assemble({ container, format, title, confidence, builder, problems });
}

/** Values that a measurement holds beside its readings. */
const conditions = /temperature|identifier|document|dose|volume|pathlength|pressure/;

/** What the readings of a well are put into, and what is said of them. */
interface WellReading {
  readonly file: string;
  readonly well: string;
  readonly plate: PlateParts;
  readonly times: FileTimes;
  readonly problems: Problem[];
}

function readMeasurement(measurement: Node, run: Metadata, into: WellReading): void {
  const { well, plate } = into;
  if (typeof measurement !== 'object' || measurement === null) return;
  const control = listIn(
    child(child(measurement, 'device control aggregate document'), 'device control document'),
  )[0];
  const metadata = { ...run, ...opticsOf(control) };
  for (const [key, value] of Object.entries(measurement)) {
    if (/data cube$/.test(key)) readCube(value, key, metadata, into);
    else if (!conditions.test(key) && child(value, 'value') !== undefined) {
      const reading = child(value, 'value');
      const unit = textIn(child(value, 'unit')) || null;
      const signal = [key, metadata.wavelength ?? metadata.emission].filter(Boolean).join(' ');
      const known = typeof reading === 'number';
      const put = known
        ? { value: reading, token: null }
        : { value: Number.NaN, token: textIn(reading) || null };
      plate.signal({ signal, unit, kind: 'endpoint', metadata }).put(well, 0, put, Number.NaN);
    }
  }
}

function readCube(cube: Node, key: string, metadata: Metadata, into: WellReading): void {
  const { well, plate, file, problems } = into;
  const structure = child(cube, 'cube-structure');
  const dimension = listIn(child(structure, 'dimensions'))[0];
  const measure = listIn(child(structure, 'measures'))[0];
  const data = child(cube, 'data');
  const positions = numbersIn(listIn(child(data, 'dimensions'))[0]);
  const readings = numbersIn(listIn(child(data, 'measures'))[0]);
  if (positions.length !== readings.length) {
    const message = `${key} of well ${well} has ${positions.length} positions and ${readings.length} readings, which belong to no position; they are left out`;
    const remedy = 'Convert the run anew with the program that wrote the file.';
    problems.push({
      code: 'plate.cube',
      severity: 'warning',
      message,
      remedy,
      place: { file, where: `well ${well}` },
    });
    return;
  }
  const label = textIn(child(cube, 'label')) || key.replace(/ data cube$/, '');
  const unit = textIn(child(measure, 'unit')) || null;
  const stated = unitSeconds(textIn(child(dimension, 'unit')));
  const timed = /time/i.test(textIn(child(dimension, 'concept'))) || stated !== null;
  // Several measurements of a well have one label each, or are told apart by their order.
  const base = timed ? label : `${label} ${textIn(child(dimension, 'unit'))}`;
  const there = plate.signals.filter(
    ({ options }) => options.signal === base || options.signal.startsWith(`${base} (`),
  );
  const options = { signal: base, unit, kind: 'kinetic', metadata } as const;
  if (!timed) {
    positions.forEach((position, n) => {
      const table = plate.signal({ signal: `${label} ${position} nm`, unit, kind: 'spectrum', metadata });
      table.put(well, 0, { value: readings[n] ?? Number.NaN, token: null }, Number.NaN);
    });
    return;
  }
  const table = there.find((one) => !one.wells.includes(well)) ?? plate.add(options);
  const column = into.times.column({ cells: positions, heading: '', stated_s: stated, decimal: 'point' });
  readings.forEach((value, cycle) => {
    table.put(well, cycle, { value, token: null }, column.of(positions[cycle]) ?? Number.NaN);
  });
}

/** A value with its unit, or a text; `N/A` is none. */
function textWithUnit(node: Node): string {
  const text = textIn(node) || [textIn(child(node, 'value')), textIn(child(node, 'unit'))].join(' ').trim();
  return /^N\/?A$/i.test(text) ? '' : text.replace(/ degC$/, ' °C');
}

function opticsOf(control: Node): Metadata {
  const at = (key: string): string => textWithUnit(child(control, key));
  const excitation = at('excitation wavelength setting');
  return metadataOf([
    ['mode', at('detection type')],
    ['excitation', excitation],
    [excitation === '' ? 'wavelength' : 'emission', at('detector wavelength setting')],
    ['bandwidth', at('detector bandwidth setting')],
    ['excitationBandwidth', at('excitation bandwidth setting')],
    ['gain', at('detector gain setting')],
    ['readHeight', at('detector distance setting (plate reader)')],
    ['readDirection', at('scan position setting (plate reader)').replace(/ scan position.*$/, '')],
    ['filter', at('wavelength filter cutoff setting')],
  ]);
}

/** Of the documents that stand once. */
function readerOf(top: Node): Metadata {
  const [device, data] = [child(top, 'device system document'), child(top, 'data system document')];
  const model = textWithUnit(child(device, 'model number'));
  return metadataOf([
    ['instrument', model || textWithUnit(child(device, 'device identifier'))],
    ['serialNumber', textWithUnit(child(device, 'equipment serial number'))],
    ['software', textWithUnit(child(data, 'software name'))],
    ['softwareVersion', textWithUnit(child(data, 'software version'))],
  ]);
}
