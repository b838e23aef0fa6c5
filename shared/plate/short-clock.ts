/** Seconds of the first part of a clock of two: m:ss, h:mm. */
export const minuteClock_s = 60;
export const hourClock_s = 3600;

/** A clock of two parts, which may be h:mm or m:ss. */
export interface ShortClock {
  readonly first: number;
  /** With a fraction only in m:ss.f. */
  readonly second: number;
}

/** `0:20`, `0:00.210`; null: it is none. */
export function parseShortClock(text: string): ShortClock | null {
  const [, first, second] = /^(\d{1,4}):(\d{2}(?:[.,]\d+)?)$/.exec(text.trim()) ?? [];
  return first === undefined || second === undefined
    ? null
    : { first: Number(first), second: Number(second.replace(',', '.')) };
}

/** What a unit of times says of clocks of two parts: it is that of the first; null: seconds and days say nothing of them. */
export function clockOfUnit(unit_s: number | null | undefined): number | null {
  return unit_s === minuteClock_s || unit_s === hourClock_s ? unit_s : null;
}

/** In m:ss of a table that has h:mm:ss too the hour is left out as long as there is none. */
const minuteWords = /\bm{1,2}(?:in\w*)?\s*:\s*s/i;
const hourWords = /\b(?:h{1,2}|hrs?|hours?|std|stunden?)\s*:\s*m/i;

/** What a heading says of clocks of two parts: `Time [h:min]`, `Time (mm:ss)`, `Time(hh:mm:ss)` -> seconds of the first; null: nothing. */
export function headingClock(heading: string): number | null {
  if (heading.length > 200) return null;
  if (minuteWords.test(heading)) return minuteClock_s;
  return hourWords.test(heading) ? hourClock_s : null;
}
