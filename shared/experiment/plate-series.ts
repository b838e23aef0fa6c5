import type { PlateRun, PlateSignal, PlateWell } from '../plate/plate-run.ts';
import { tokenClass } from '../plate/tables/reading.ts';
import { type Doses, parseTreatment, treatmentName } from '../plate/treatment.ts';

/** How a run's readings are looked at by well: series, times, roles and conditions, for quality, corrections and summary. */

export function cyclesOfSignal({ values }: PlateSignal, wells: number): number {
  return wells === 0 ? 0 : values.length / wells;
}

/** Readings of one well, [cycle]; a view, not a copy. */
export function seriesOf(signal: PlateSignal, wells: number, well: number): Float64Array {
  const cycles = cyclesOfSignal(signal, wells);
  return signal.values.subarray(well * cycles, (well + 1) * cycles);
}

/** Hours from the file's zero, [cycle], of one well, not to be written to; null: the file has no times. */
export function hoursOf(signal: PlateSignal, wells: number, well: number): Float64Array | null {
  const { time_s, wellTimes_s } = signal;
  if (time_s === null) return null;
  if (wellTimes_s === undefined) {
    const hours = sharedHours.get(time_s) ?? time_s.map((time) => time / 3600);
    sharedHours.set(time_s, hours);
    return hours;
  }
  const cycles = cyclesOfSignal(signal, wells);
  return wellTimes_s.subarray(well * cycles, (well + 1) * cycles).map((time) => time / 3600);
}

/** Times that all wells have are asked for well by well. */
const sharedHours = new WeakMap<Float64Array, Float64Array>();

/** Readings that follow one another in time; endpoints, spectra and scans have no course. */
export function isKinetic({ kind }: PlateSignal): boolean {
  return kind === undefined || kind === 'kinetic';
}

/** What is known of the reading at well * cycles + cycle. */
export type ReadingState =
  | { readonly kind: 'read'; readonly value: number }
  /** Right-censored: the true value is `least` or more; null: the file has a word there and no step has said from where on. */
  | { readonly kind: 'censored'; readonly least: number | null }
  | { readonly kind: 'missing' };

export function readingState({ values, tokens, censored }: PlateSignal, at: number): ReadingState {
  const value = values[at] ?? Number.NaN;
  if (Number.isFinite(value)) {
    return censored?.[at] === 1 ? { kind: 'censored', least: value } : { kind: 'read', value };
  }
  const token = tokens.get(at);
  const isOver = token !== undefined && tokenClass(token) === 'saturated';
  return isOver ? { kind: 'censored', least: null } : { kind: 'missing' };
}

/** What a well is for; a well that nobody has described is a sample. */
export function wellRole({ role }: Pick<PlateWell, 'role'>): NonNullable<PlateWell['role']> {
  return role ?? 'sample';
}

/** Indices of the wells that are used and of that role. */
export function wellsOfRole({ wells }: PlateRun, role: NonNullable<PlateWell['role']>): readonly number[] {
  return wells.flatMap((well, index) => (isUsed(well) && wellRole(well) === role ? [index] : []));
}

export function isUsed({ excluded }: Pick<PlateWell, 'excluded'>): boolean {
  return excluded === undefined || excluded === '';
}

/** What was added from the start, by trimmed name; doses of 0 and additions later on are left out. */
export function dosesOf(well: PlateWell): Doses {
  const stated = well.treatments?.flatMap(({ name, value, time_s }) =>
    time_s <= 0 ? [[name, value] as const] : [],
  ) ?? [...parseTreatment(well.treatment).doses];
  return new Map(
    stated.filter(([, value]) => value !== 0).map(([name, value]) => [treatmentName(name), value]),
  );
}

/** Equal for wells with the same device, treatments and factors; null: nothing is said of the well. */
export function conditionOf(well: PlateWell): string | null {
  const doses = [...dosesOf(well)].sort(([a], [b]) => (a < b ? -1 : 1));
  const later = (well.treatments ?? []).filter(({ time_s }) => time_s > 0);
  const factors = Object.entries(well.factors ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  // A text without a dose (`water`) is a condition too.
  const remark = well.treatments === undefined && doses.length === 0 ? well.treatment.trim() : '';
  if (well.device === '' && doses.length === 0 && factors.length === 0 && remark === '') return null;
  return JSON.stringify([well.device.trim(), doses, later, factors, remark]);
}

/** `A1, A2, A3, …` */
export function fewWells(names: readonly string[], most = 8): string {
  return `${names.slice(0, most).join(', ')}${names.length > most ? ', …' : ''}`;
}

/** `1 well`, `3 wells`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Row and column of a well, from 0: `B3` -> [1, 2]. */
export function wellPosition(well: string): readonly [number, number] {
  const [, letters = 'A', digits = '1'] = /^([A-Z]+)(\d+)$/.exec(well) ?? [];
  let row = 0;
  for (const letter of letters) row = row * 26 + letter.charCodeAt(0) - 64;
  return [row - 1, Number(digits) - 1];
}
