import { type SheetRow, textOf } from '../../containers/cell.ts';

const keys: readonly (readonly [string, RegExp])[] = [
  ['instrument', /^(?:Device|Gerät|Appareil)\s*:/i],
  ['date', /^(?:Date|Datum)\s*:/i],
  ['time', /^(?:Time|Zeit|Heure)\s*:/i],
  ['plate type', /^(?:Plate|Platte|Plaque)\s*$/i],
  ['barcode', /^(?:Plate-ID|Platten-ID)/i],
];

/** Of the whole run, from the lines before its first table. */
export function readMetadata(rows: readonly SheetRow[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { cells } of rows.slice(0, 60)) {
    const first = textOf(cells[0]);
    for (const [name, words] of keys) {
      if (found[name] !== undefined || !words.test(first)) continue;
      const value = textOf(cells[1]) || textOf(cells[4]) || first.slice(first.indexOf(':') + 1).trim();
      if (value !== '') found[name] = value.trim();
    }
    const serial = cells.map(textOf).find((text) => /^(?:Serial number|Seriennummer)\s*:/i.test(text));
    if (serial !== undefined) found['serial number'] ??= serial.slice(serial.indexOf(':') + 1).trim();
  }
  return found;
}

const optics: readonly (readonly [string, RegExp])[] = [
  ['mode', /^(?:Mode|Modus)\s*$/i],
  ['wavelength', /^(?:Measurement wavelength|Wavelength|Wellenlänge|Longueur d.onde)\s*$/i],
  ['excitation', /^(?:Excitation Wavelength|Anregungswellenlänge)\s*$/i],
  ['emission', /^(?:Emission Wavelength|Emissionswellenlänge)\s*$/i],
  ['gain', /^(?:Gain|Verstärkung)\s*$/i],
  ['temperature', /^(?:Temperature|Temperatur)\s*$/i],
];

/** Of the label whose settings stand last before a table. */
export function opticsOf(rows: readonly SheetRow[], at: number): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (let line = at - 1; line >= Math.max(0, at - 60); line--) {
    const cells = rows[line]?.cells ?? [];
    const first = textOf(cells[0]);
    const name = optics.find(([, words]) => words.test(first))?.[0];
    if (name === undefined || found[name] !== undefined) continue;
    const value = [textOf(cells[4]), textOf(cells[5])].join(' ').trim() || textOf(cells[1]);
    if (value !== '') found[name] = value;
    if (name === 'mode') break;
  }
  return found;
}
