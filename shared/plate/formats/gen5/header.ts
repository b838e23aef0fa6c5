import { type Cell, isBlank, type SheetRow, textOf } from '../../containers/cell.ts';
import { type Metadata, type MetadataDraft, type MetadataName, metadataOf } from '../../metadata.ts';
import { startText } from '../../start-time.ts';

/** What a plate's header tells. */
export interface Gen5Header {
  /** `Plate 1`; null: it has none. */
  readonly plate: string | null;
  /** Metadata of a signal by its title: the reader's, and the optics of its read. */
  metadataOf(title: string): Metadata;
}

/** A `Read` of the procedure. */
interface Read {
  readonly name: string;
  /** What stands outside of any filter set, or in the only one. */
  readonly common: MetadataDraft;
  readonly filterSets: MetadataDraft[];
}

/** From the row that begins it to the first table. */
export function readHeader(rows: readonly SheetRow[], from: number): Gen5Header {
  const cellOf = new Map<string, Cell>();
  const reads: Read[] = [];
  for (let at = from; at < Math.min(rows.length, from + 200); at++) {
    const cells = rows[at]?.cells ?? [];
    const key = textOf(cells[0]).replace(/:$/, '').trim();
    if (at > from && key === 'Software Version') break;
    const value = cells[1] ?? null;
    if (key !== '' && !isBlank(value) && !cellOf.has(key)) cellOf.set(key, value);
    if (key === 'Read') reads.push({ name: textOf(value), common: {}, filterSets: [] });
    const read = reads.at(-1);
    if (read !== undefined) noteOptics(cells.slice(1).map(textOf).join(' '), read);
    if (/^(?:Layout|Results)$/.test(key)) break;
  }
  const text = (key: string): string => textOf(cellOf.get(key));
  const reader = metadataOf([
    ['instrument', text('Reader Type')],
    ['serialNumber', text('Reader Serial Number').replace(/^Unknown$/i, '')],
    ['software', 'Gen5'],
    // A spreadsheet makes a date of version 2.07.17.
    ['softwareVersion', text('Software Version')],
    ['start', startText(cellOf.get('Date'), cellOf.get('Time'))],
    ['barcode', text('Barcode') || text('Plate ID')],
    ['plateType', text('Plate Type')],
    ['setTemperature', /Setpoint\s*([\d.,]+)/i.exec(text('Set Temperature'))?.[1]?.concat(' °C')],
  ]);
  return {
    plate: text('Plate Number') || null,
    metadataOf: (title) => ({ ...reader, ...opticsOf(title, reads) }),
  };
}

/** `GFP:485,528` is the read GFP, and of its filter sets the one of these wavelengths; `600` the read at that wavelength. */
function opticsOf(title: string, reads: readonly Read[]): Metadata {
  const name = title.split(':')[0] ?? '';
  const tail = title.slice(title.indexOf(':') + 1).replace(/^Blank /, '');
  const numbers = tail.match(/\d{3,4}/g) ?? [];
  const read =
    reads.find((one) => one.name === name) ??
    reads.find((one) => numbers[0] !== undefined && one.common.wavelength?.includes(numbers[0])) ??
    (reads.length === 1 ? reads[0] : undefined);
  if (read === undefined) return {};
  const { common, filterSets } = read;
  const own = filterSets.find(
    ({ excitation = '', emission = '' }) =>
      numbers.length > 1 && excitation === numbers[0] && emission === numbers[1],
  );
  const set = own ?? (filterSets.length === 1 ? filterSets[0] : {});
  const wavelength =
    common.wavelength === undefined ? undefined : numbers.length === 1 ? numbers[0] : common.wavelength;
  return { ...common, ...set, ...(wavelength !== undefined && { wavelength }) };
}

const patterns: readonly (readonly [MetadataName, RegExp])[] = [
  ['mode', /^(Absorbance|Fluorescence|Luminescence|Fluorescence Polarization|TRF)\b/],
  ['wavelength', /Wavelengths?:\s*([\d, /]+\d)/],
  ['excitation', /Excitation:\s*(\d+)/],
  ['excitationBandwidth', /Excitation:\s*\d+\/(\d+)/],
  ['emission', /Emission:\s*(\d+|Hole|Full light)/],
  ['emissionBandwidth', /Emission:\s*\d+\/(\d+)/],
  ['gain', /Gain:\s*([\w.]+)/],
  ['readDirection', /Optics:\s*(\w+)/],
  ['readHeight', /Read Height:\s*([\d.,]+ ?\w*)/],
];

function noteOptics(text: string, { common, filterSets }: Read): void {
  const line = text.trim();
  if (/^Filter Set \d/.test(line)) filterSets.push({});
  const set = filterSets.at(-1) ?? common;
  for (const [name, pattern] of patterns) {
    const found = pattern.exec(line)?.[1]?.trim();
    // What stands after the filter sets holds for all of them.
    const into = /^(?:excitation|emission|gain|readDirection)/.test(name) ? set : common;
    if (found !== undefined) into[name] ??= name === 'readDirection' ? found.toLowerCase() : found;
  }
}
