import { type Cell, type SheetRow, textOf } from '../../containers/cell.ts';
import { type Metadata, type MetadataDraft, type MetadataName, metadataOf } from '../../metadata.ts';
import { startText } from '../../start-time.ts';
import { programWords } from './words.ts';

const startWords = /^(?:Start Time|Startzeit|Heure de début)\s*:?\s*$/i;

/** Of the whole run, from the lines before its first table. */
export function readMetadata(rows: readonly SheetRow[]): Metadata {
  const head = rows.slice(0, 60);
  const after = (words: RegExp): string => {
    for (const { cells } of head) {
      const first = textOf(cells[0]);
      if (!words.test(first)) continue;
      const inside = /:\s*(\S.*)$/.exec(first)?.[1];
      const value = textOf(cells[1]) || inside || textOf(cells[4]);
      if (value !== '') return value;
    }
    return '';
  };
  const texts = head.flatMap(({ cells }) => cells.slice(0, 12).map(textOf));
  const serial = texts.find((text) => /^(?:Serial number|Seriennummer|Numéro de série)\s*:/i.test(text));
  const program = head.find(({ cells }) => programWords.test(textOf(cells[0])));
  const software = programWords.exec(textOf(program?.cells[0]))?.[1];
  const version = /[Vv]?(\d+(?:\.\d+)+)$/.exec(textOf(program?.cells[4]).slice(-40))?.[1];
  const target = texts.find((text) => /^(?:Target Temperature|Solltemperatur)\s*:/i.test(text));
  return metadataOf([
    ['instrument', after(/^(?:Device|Gerät|Appareil)\s*:/i)],
    ['serialNumber', serial?.slice(serial.indexOf(':') + 1)],
    ['software', software],
    ['softwareVersion', version],
    ['start', lastStart(rows, rows.length) || dateAndTime(head)],
    ['barcode', after(/^(?:Plate-ID|Platten-ID|Barcode)/i)],
    ['plateType', after(/^(?:Plate|Platte|Plaque)\s*$/i)],
    ['setTemperature', target?.slice(target.indexOf(':') + 1)],
  ]);
}

/** The start that stands last before a row: shaking before a measurement has one of its own. Empty: there is none. */
function lastStart(rows: readonly SheetRow[], before: number): string {
  for (let at = Math.min(before, rows.length) - 1; at >= 0; at--) {
    const cells = rows[at]?.cells ?? [];
    if (startWords.test(textOf(cells[0]))) return startText(filled(cells));
  }
  return '';
}

function dateAndTime(head: readonly SheetRow[]): string {
  const of = (words: RegExp): Cell =>
    filled(head.find(({ cells }) => words.test(textOf(cells[0])))?.cells ?? []);
  const date = of(/^(?:Date|Datum)\s*:/i);
  // A date cell of a workbook may hold the time as well.
  const time = of(/^(?:Time|Zeit|Heure)\s*:/i);
  return date === null ? '' : startText(date, time ?? undefined);
}

function filled(cells: readonly Cell[]): Cell {
  return cells.slice(1, 6).find((cell) => cell !== null && textOrSerial(cell)) ?? null;
}

function textOrSerial(cell: Cell): boolean {
  return typeof cell === 'object' ? cell !== null : textOf(cell) !== '';
}

const optics: readonly (readonly [MetadataName, RegExp])[] = [
  ['mode', /^(?:Mode|Modus)\s*$/i],
  ['wavelength', /^(?:Measurement wavelength|Wavelength|Wellenlänge|Messwellenlänge|Longueur d.onde)\s*$/i],
  ['bandwidth', /^(?:Bandwidth|Bandbreite|Largeur de bande)\s*$/i],
  ['excitation', /^(?:Excitation Wavelength|Anregungswellenlänge|Longueur d.onde d.excitation)\s*$/i],
  ['emission', /^(?:Emission Wavelength|Emissionswellenlänge|Longueur d.onde d.émission)\s*$/i],
  ['excitationBandwidth', /^(?:Excitation Bandwidth|Anregungsbandbreite)\s*$/i],
  ['emissionBandwidth', /^(?:Emission Bandwidth|Emissionsbandbreite)\s*$/i],
  ['gain', /^(?:Gain|Verstärkung)\s*$/i],
  ['filter', /^(?:Mirror|Spiegel)\b/i],
  ['readHeight', /^(?:Z-Position(?: \(Manual\))?|Z-position)\s*$/i],
  ['measuredTemperature', /^(?:Temperature|Temperatur|Température)\s*$/i],
];

/**
 * Settings of a table's label: they stand in the order of the labels, all before the first table or each before its own.
 * @param label counts from 0.
 */
export function opticsOf(rows: readonly SheetRow[], at: number, label: number): Metadata {
  const modes: number[] = [];
  for (let line = 0; line < at; line++)
    if (optics[0]?.[1].test(textOf(rows[line]?.cells[0]))) modes.push(line);
  // `Kinetic` is a mode of Spark, and no label's.
  const labels = modes.filter((line) => settingIn(rows[line]) !== 'Kinetic');
  const from = labels[Math.min(label, labels.length - 1)] ?? at;
  const until = labels.find((line) => line > from) ?? at;
  const found: MetadataDraft = {};
  for (const row of rows.slice(from, until)) {
    const name = optics.find(([, words]) => words.test(textOf(row.cells[0])))?.[0];
    const value = settingIn(row);
    if (name !== undefined && value !== '') found[name] ??= value;
  }
  const side = sides.find(([words]) => words.test(found.mode ?? ''))?.[1];
  if (side !== undefined) found.readDirection = side;
  const measured = rows.slice(Math.max(0, at - 3), at).flatMap(({ cells }) => cells.map(textOf));
  const written = measured.find((text) => /^Temperatur[e]?\s*:\s*\d/i.test(text));
  if (written !== undefined) found.measuredTemperature ??= written.slice(written.indexOf(':') + 1).trim();
  const start = lastStart(rows, at);
  return start === '' ? found : { ...found, start };
}

const sides: readonly (readonly [RegExp, string])[] = [
  [/bottom|unten|\bbas\b/i, 'bottom'],
  [/\btop\b|oben|haut/i, 'top'],
];

function settingIn(row: SheetRow | undefined): string {
  const cells = row?.cells ?? [];
  return [textOf(cells[4]), textOf(cells[5])].join(' ').trim() || textOf(cells[1]);
}
