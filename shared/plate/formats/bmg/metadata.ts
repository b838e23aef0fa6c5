import { type SheetRow, textOf } from '../../containers/cell.ts';
import { type Metadata, type MetadataDraft, type MetadataName, metadataOf } from '../../metadata.ts';
import { startText } from '../../start-time.ts';

/** Lines that begin a table's sheet: `Key: value` in the first cell, or several of them in a row of a CSV. */
export function readRunLines(rows: readonly SheetRow[]): Metadata {
  const found = new Map<string, string>();
  let mode = '';
  for (const { cells } of rows.slice(0, 14)) {
    for (const text of cells.map(textOf)) {
      const [, key = '', value = ''] = /^(Path|Date|Time|ID[123]):\s*(.+)$/.exec(text) ?? [];
      if (key !== '' && !found.has(key)) found.set(key, value.trim());
      else if (mode === '' && /^(?:Absorbance|Fluorescence|Luminescence)\b[^:]*$/.test(text)) mode = text;
    }
  }
  // One of the three is often filled in by the program: with the date and time.
  const ids = ['ID1', 'ID2', 'ID3'].flatMap((id) => found.get(id) ?? []);
  const path = found.get('Path') ?? '';
  return metadataOf([
    ['instrument', /\\BMG\\(?!SMART Control)([^\\]+)/i.exec(path)?.[1]],
    ['software', /SMART Control/i.test(path) ? 'SMART Control' : 'MARS'],
    ['start', startText(found.get('Date') ?? null, found.get('Time') ?? null)],
    ['barcode', ids.filter((id) => !/^\d[\d/.-]+,/.test(id)).join('; ')],
    ['mode', mode],
  ]);
}

const protocolNames: readonly (readonly [RegExp, MetadataName])[] = [
  [/^Microplate name:?$/i, 'plateType'],
  [/^Excitation:?$/i, 'excitation'],
  [/^Emission:?$/i, 'emission'],
  [/^Gain:?$/i, 'gain'],
  [/^Gain obtained by:?$/i, 'gain'],
  [/^Focal height\s*\[mm\]:?$/i, 'readHeight'],
  [/^Target temperature/i, 'setTemperature'],
];

/** Of a sheet `Protocol Information`; optics of the last preset where there are several. */
export function readProtocol(rows: readonly SheetRow[]): Metadata {
  const found: MetadataDraft = {};
  for (const { cells } of rows) {
    const key = textOf(cells[0]).replace(/\s+/g, ' ');
    const value = textOf(cells[1]);
    const direction = /^(Top|Bottom) optic used$/i.exec(key)?.[1];
    if (direction !== undefined) found.readDirection = direction.toLowerCase();
    const name = protocolNames.find(([words]) => words.test(key))?.[1];
    if (name === undefined || value === '' || value === 'set off') continue;
    found[name] ??= /^(?:excitation|emission)$/.test(name) ? value.replace(/^(\d{3,4})-\d+$/, '$1') : value;
  }
  return found;
}

/** What is in a title's brackets: `Raw Data (600)`, `(580/620)`, `(480-14/520-30)`, `(475-30 B)`. */
export function titleOptics(title: string): Metadata {
  const inside = [...title.matchAll(/\(([^()]*\d{3}[^()]*)\)/g)].at(-1)?.[1];
  if (inside === undefined) return {};
  const [first = '', second] = inside.split('/');
  const part = (text: string | undefined): readonly [string | undefined, string | undefined] => {
    const [, nm, width] = /(\d{3,4})(?:-(\d{1,3}))?/.exec(text ?? '') ?? [];
    return [nm, width];
  };
  const [one, other] = [part(first), part(second)];
  return second === undefined
    ? metadataOf([
        ['wavelength', one[0]],
        ['bandwidth', one[1]],
      ])
    : metadataOf([
        ['excitation', one[0]],
        ['excitationBandwidth', one[1]],
        ['emission', other[0]],
        ['emissionBandwidth', other[1]],
      ]);
}
