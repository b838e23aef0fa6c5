import type { PlateSignal } from '../plate/plate-run.ts';
import { medianOf } from './statistics/robust.ts';

/** Digits of a number that a reader means: those behind are of a single-precision float. */
const digits = 7;
const mostDecimals = 12;

/** From one reading to the next that the signal can show, in its unit: the true value lies within half of it. */
export function resolutionOf({ resolution, values }: Pick<PlateSignal, 'resolution' | 'values'>): number {
  return resolution ?? writtenStep(values);
}

/** The step to which numbers are rounded: 0.001 where none has more than three decimals, 1 for counts. */
function writtenStep(values: ArrayLike<number>): number {
  let [decimals, scale] = [0, 1];
  for (let at = 0; at < values.length; at += 1) {
    const value = Math.abs(values[at] as number);
    if (!Number.isFinite(value)) continue;
    while (
      decimals < mostDecimals &&
      Math.abs(value * scale - Math.round(value * scale)) > 10 ** -digits * value * scale
    ) {
      decimals += 1;
      scale = 10 ** decimals;
    }
  }
  return 1 / scale;
}

const mostSampled = 101;

/** What becomes of the step where readings become others; `value` of a reading and its place in `values`. */
export function resolutionAfter(signal: PlateSignal, value: (reading: number, at: number) => number): number {
  const { values } = signal;
  const before = resolutionOf(signal);
  const stride = Math.max(1, Math.floor(values.length / mostSampled));
  const steps: number[] = [];
  for (let at = 0; at < values.length; at += stride) {
    const reading = values[at] as number;
    const step = Math.abs(value(reading + before / 2, at) - value(reading - before / 2, at));
    if (Number.isFinite(step)) steps.push(step);
  }
  return steps.length === 0 ? before : medianOf(steps);
}
