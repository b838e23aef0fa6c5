import { mix, parseHex, toHex } from './colour.ts';
import { formatShort } from './format.ts';

export interface Dose {
  readonly name: string;
  readonly value: number;
}

/**
 * `C6=25000;Ara=5 nM @ 2 h` -> doses, without unit and time; parts that are no `name=number` are left out, for the import has told
 * of them.
 */
export function parseDoses(text: string): Dose[] {
  return text.split(';').flatMap((part) => {
    const at = part.indexOf('=');
    const [, number = ''] = /^\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)(?![\w.,])/.exec(part.slice(at + 1)) ?? [];
    const value = at < 0 || number === '' ? Number.NaN : Number(number);
    return Number.isFinite(value) ? [{ name: part.slice(0, at).trim(), value }] : [];
  });
}

/** Below this a dose is shown as `1e-10`, as files have it: zeros after the point cannot be counted at a glance. */
const leastPlain = 1e-3;

/** Three significant digits, so that doses 1 % apart have texts of their own: `25K`, `0.423`, `1e-10`. */
export function formatDose(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= leastPlain && size < 1e15) || !Number.isFinite(value)) return formatShort(value);
  const [digits = '', exponent = ''] = value.toExponential(2).split('e');
  return `${Number(digits)}e${Number(exponent)}`;
}

/** `C6 25K`, `C6 0 · C12 8.33K`; zero doses are left out beside others; `no treatment` for an empty text, what the file says where it cannot be read. */
export function describeTreatment(text: string): string {
  const doses = parseDoses(text);
  if (doses.length === 0) return text.trim() === '' ? 'no treatment' : text.trim();
  const given = doses.filter((dose) => dose.value !== 0);
  const shown = given.length > 0 ? given : doses;
  return shown.map((dose) => `${dose.name} ${formatDose(dose.value)}`).join(' · ');
}

/** The treatment with the largest dose and its name; null without a dose above zero. */
export function mainDose(text: string): Dose | null {
  return parseDoses(text).reduce<Dose | null>(
    (best, dose) => (dose.value > (best?.value ?? 0) ? dose : best),
    null,
  );
}

/** One hue a treatment, in the order of their names. */
const HUES = ['#0b4f8a', '#7a2e78', '#00645a', '#8a3b0b'] as const;

/** Lightness by log dose: 0 at `least` (the smallest dose above zero), 1 at `most`. */
export interface TreatmentScale {
  readonly name: string;
  readonly hue: string;
  readonly least: number;
  readonly most: number;
}

export function treatmentScales(texts: readonly string[]): TreatmentScale[] {
  const ranges = new Map<string, [number, number]>();
  for (const dose of texts.flatMap(parseDoses)) {
    if (dose.value <= 0) continue;
    const [least, most] = ranges.get(dose.name) ?? [dose.value, dose.value];
    ranges.set(dose.name, [Math.min(least, dose.value), Math.max(most, dose.value)]);
  }
  return [...ranges]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, [least, most]], i) => ({ name, hue: HUES[i % HUES.length] ?? HUES[0], least, most }));
}

/** 0 to 1 on the log scale; a single level is 1. */
export function doseLevel(scale: TreatmentScale, value: number): number {
  if (value <= 0) return 0;
  if (scale.most <= scale.least) return 1;
  return Math.log(value / scale.least) / Math.log(scale.most / scale.least);
}

/** `share` 0 to 1 from the palest to the full hue. */
export function treatmentShade(hue: string, share: number): string {
  return toHex(mix([226, 234, 244], parseHex(hue), 0.12 + 0.88 * share));
}

/** Fill of a well by its main dose; null: nothing was added. */
export function treatmentFill(scales: readonly TreatmentScale[], text: string): string | null {
  const dose = mainDose(text);
  const found = scales.find((scale) => scale.name === dose?.name);
  return dose === null || found === undefined
    ? null
    : treatmentShade(found.hue, doseLevel(found, dose.value));
}
