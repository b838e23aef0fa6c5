import type { PlateSignal } from '../plate/plate-run.ts';

/** What a number of a signal is in an individual's mask: 1 a reading, 2 one that is known from below only. */
export function readingCode({ censored }: PlateSignal, at: number): 1 | 2 {
  return censored?.[at] === 1 ? 2 : 1;
}
