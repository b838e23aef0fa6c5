import type { Plot } from '../../charts/axes.ts';
import { toPixel } from '../../charts/scale.ts';

export interface CurvePoint {
  /** Index of the well. */
  readonly well: number;
  /** Index of the reading. */
  readonly time: number;
  readonly value: number;
}

/** How far from a curve the pointer may be, CSS pixels. */
const REACH = 24;

/** The curve nearest to the pointer at the reading nearest in time; null beyond reach. `values` [well, time]. */
export function nearestCurve(
  plot: Plot,
  times_h: Float64Array,
  values: Float64Array,
  wells: readonly number[],
  time_h: number,
  py: number,
): CurvePoint | null {
  let time = 0;
  for (let t = 1; t < times_h.length; t++) {
    if (Math.abs((times_h[t] ?? 0) - time_h) < Math.abs((times_h[time] ?? 0) - time_h)) time = t;
  }
  let best: CurvePoint | null = null;
  let distance = REACH;
  for (const well of wells) {
    const value = values[well * times_h.length + time] ?? Number.NaN;
    const away = Math.abs(toPixel(plot.y, value) - py);
    if (away < distance) {
      distance = away;
      best = { well, time, value };
    }
  }
  return best;
}
