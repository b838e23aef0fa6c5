import { type SheetRow, textOf } from '../../containers/cell.ts';

/** What the `Plate:` line of a section says. Fields are counted from `Raw`: before it one mode has a field more than another. */
export interface SectionHead {
  readonly name: string;
  readonly layout: 'TimeFormat' | 'PlateFormat';
  /** `Kinetic`, `Endpoint`, `Spectrum`, `Well Scan`. */
  readonly read: string;
  /** `Absorbance`, `Fluorescence`, `Luminescence`. */
  readonly mode: string;
  /** Wavelengths in the order of the readings, `450`; emission where there are two. */
  readonly wavelengths: readonly string[];
  /** Seconds between reads; null: none is stated. */
  readonly interval_s: number | null;
  /** [reading], nm; empty where light is not sent in. */
  readonly excitations: readonly string[];
  /** Of the detector: `Automatic`, `Medium`; empty: none is stated. */
  readonly gain: string;
}

/** null: the row begins no section. */
export function sectionHead({ cells }: SheetRow): SectionHead | null {
  const fields = cells.map(textOf);
  if (fields[0] !== 'Plate:') return null;
  const layout = fields.find((field) => field === 'TimeFormat' || field === 'PlateFormat') ?? 'PlateFormat';
  const at = fields.indexOf(layout);
  const raw = fields.findIndex((field) => /^(?:Raw|Reduced)$/.test(field));
  const rest = raw === -1 ? fields.slice(at + 3) : fields.slice(raw + 1);
  const lists = rest
    .filter((field) => /^\d{3,4}(?:\s+\d{3,4})*$/.test(field))
    .map((field) => field.split(/\s+/));
  // Excitation and emission lists stand one after the other; the number of wavelengths says how long they are.
  const counted = rest
    .map((field, index) => ({ field, index }))
    .find(({ field, index }) => {
      const next = rest[index + 1]?.trim().split(/\s+/) ?? [];
      return (
        /^\d$/.test(field) && next.length === Number(field) && next.every((one) => /^\d{3,4}$/.test(one))
      );
    });
  const wavelengths =
    counted === undefined ? (lists[0] ?? []) : (rest[counted.index + 1]?.trim().split(/\s+/) ?? []);
  const interval = Number(rest[3]);
  const mode = fields[at + 2] ?? '';
  return {
    name: fields[1] === '' ? 'Plate' : (fields[1] ?? 'Plate'),
    layout: layout === 'TimeFormat' ? 'TimeFormat' : 'PlateFormat',
    read: fields[at + 1] ?? '',
    mode,
    wavelengths,
    interval_s: Number.isFinite(interval) && interval > 0 ? interval : null,
    excitations: /fluorescence/i.test(mode)
      ? excitationsAfter(rest, counted?.index ?? -1, wavelengths.length)
      : [],
    gain: rest.find((field) => /^(?:Low|Medium|High)$/.test(field)) ?? '',
  };
}

/** The list of as many wavelengths that stands next after that of the emission. */
function excitationsAfter(rest: readonly string[], at: number, count: number): readonly string[] {
  if (at === -1) return [];
  for (const field of rest.slice(at + 2)) {
    const list = field.trim().split(/\s+/);
    if (list.length === count && list.every((one) => /^[2-9]\d\d$/.test(one))) return list;
  }
  return [];
}

/** Names of the readings side by side (or under each other) of a section: by their wavelengths where these differ. */
export function signalNames({ mode, wavelengths }: SectionHead, count: number): readonly string[] {
  const own = wavelengths.slice(0, count);
  const base = mode === '' ? 'Reading' : mode;
  if (count === 1) return [own[0] === undefined ? base : `${base} ${own[0]}`];
  if (own.length === count && new Set(own).size === count)
    return own.map((wavelength) => `${base} ${wavelength}`);
  return Array.from({ length: count }, (_, n) => `${base} read ${n + 1} of ${count}`);
}
