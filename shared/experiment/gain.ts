import type { PlateSignal } from '../plate/plate-run.ts';

/** The detector's gain as the file states it for a signal (`61`, `Optimal`, `PMT 600 V`); null: it states none. */
export function gainOf({ metadata = {} }: PlateSignal): string | null {
  const found = Object.entries(metadata).find(([name]) =>
    /gain|sensitivity|pmt|verstärkung|empfindlichkeit/i.test(name),
  );
  return found?.[1] ?? null;
}

/** `61`, `61.0` and `Gain 61 (manual)` are the same gain. */
export function isSameGain(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => /\d+(?:[.,]\d+)?/.exec(text)?.[0].replace(',', '.'));
  if (a !== undefined && b !== undefined) return Number(a) === Number(b);
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
