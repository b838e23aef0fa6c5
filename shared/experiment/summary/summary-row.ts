export const quantities = [
  'growthRate',
  'doublingTime',
  'lag',
  'capacity',
  'endPoint',
  'area',
  'promoterActivity',
  'foldChange',
  'ec50',
] as const;
export type SummaryQuantity = (typeof quantities)[number];

/** A number with what is known of it; a number without an interval has a note that says why. */
export interface Measured {
  /** NaN: it cannot be said; the note says why. */
  readonly value: number;
  /** Interval of 95 %; NaN: there is none. */
  readonly low: number;
  readonly high: number;
  readonly unit: string;
  /** Hours from which to which readings were used; null: all, or times do not matter. */
  readonly window_h: readonly [number, number] | null;
  /** Of the line that was fitted; null: none was. */
  readonly r2: number | null;
  /** '' : nothing is to be said. */
  readonly note: string;
}

/** One quantity of one well and signal, or of a device (well ''). */
export interface SummaryRow extends Measured {
  readonly plate: string;
  readonly well: string;
  readonly device: string;
  readonly treatments: string;
  readonly role: string;
  readonly signal: string;
  readonly quantity: SummaryQuantity;
  /** What was done to the signal’s readings before; '' : nothing. */
  readonly corrections: string;
}

/** Without an interval that has no width: nothing is known exactly. The note says that there is none. */
export function withoutEmptyInterval(measured: Measured): Measured {
  const { value, low, high, note } = measured;
  const isEmpty = Number.isFinite(value) && !(high - low > 1e-12 * Math.abs(value)) && !Number.isNaN(low);
  if (!isEmpty) return measured;
  const words = 'no interval: the readings do not differ';
  return { ...measured, low: Number.NaN, high: Number.NaN, note: note === '' ? words : `${note}; ${words}` };
}

/** What cannot be said, and why. */
export function notKnown(unit: string, note: string): Measured {
  return { value: Number.NaN, low: Number.NaN, high: Number.NaN, unit, window_h: null, r2: null, note };
}
