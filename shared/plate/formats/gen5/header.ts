import { type SheetRow, textOf } from '../../containers/cell.ts';

/** What a plate's header tells. */
export interface Gen5Header {
  /** `Plate 1`; null: it has none. */
  readonly plate: string | null;
  /** Metadata of a signal by its title: the reader and the read's optics. */
  opticsOf(title: string): Readonly<Record<string, string>>;
}

const keys: Readonly<Record<string, string>> = {
  'Software Version': 'software version',
  'Reader Type': 'instrument',
  'Reader Serial Number': 'serial number',
  'Reading Type': 'reading type',
  Date: 'date',
  Time: 'time',
  Barcode: 'barcode',
};

/** From the row that begins it to the first table. */
export function readHeader(rows: readonly SheetRow[], from: number): Gen5Header {
  const common: Record<string, string> = {};
  const reads = new Map<string, Record<string, string>>();
  let plate: string | null = null;
  let read: Record<string, string> | null = null;
  for (let at = from; at < Math.min(rows.length, from + 200); at++) {
    const cells = (rows[at]?.cells ?? []).map(textOf);
    const key = (cells[0] ?? '').replace(/:$/, '').trim();
    const value = cells[1] ?? '';
    if (at > from && key === 'Software Version') break;
    if (key === 'Plate Number' && value !== '') plate ??= value;
    const name = keys[key];
    if (name !== undefined && value !== '' && common[name] === undefined) common[name] = value;
    if (key === 'Read') {
      read = {};
      reads.set(value, read);
    }
    const text = cells.slice(1).join(' ');
    if (read !== null) noteOptics(text, read);
    if (/^(?:Layout|Results)$/.test(key)) break;
  }
  return {
    plate,
    opticsOf: (title) => {
      const own = reads.get(title.split(':')[0] ?? '') ?? (reads.size === 1 ? [...reads.values()][0] : {});
      return { ...common, ...own };
    },
  };
}

function noteOptics(text: string, read: Record<string, string>): void {
  const patterns: readonly (readonly [string, RegExp])[] = [
    ['wavelength', /Wavelengths?:\s*([\d, /]+\d)/],
    ['excitation', /Excitation:\s*([\d/,. ]*\d)/],
    ['emission', /Emission:\s*([\d/,. ]*\d)/],
    ['gain', /Gain:\s*(\w+)/],
    ['optics', /Optics:\s*(\w+)/],
    ['read height', /Read Height:\s*([\d.,]+ ?\w*)/],
  ];
  for (const [name, pattern] of patterns) {
    const found = pattern.exec(text)?.[1]?.trim();
    if (found !== undefined && read[name] === undefined) read[name] = found;
  }
}
