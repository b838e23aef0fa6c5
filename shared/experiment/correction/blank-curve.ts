import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { cyclesOfSignal, seriesOf } from '../plate-series.ts';
import { medianOf, noiseSd, robustSd } from '../statistics/robust.ts';

/** What some wells read on the whole, and how well that is known. */
export interface BlankCurve {
  /** [cycle], in the signal's unit; the same throughout where one value stands for the run. */
  readonly values: Float64Array;
  /** Standard error of these values, typical over the run. */
  readonly sd: number;
  /** Cycles at which none of the wells was read, whose value is that of the run. */
  readonly filled: number;
}

/** The median of the wells at each cycle, or over the whole run. null: none of them was read. */
export function blankCurve(
  run: PlateRun,
  signal: PlateSignal,
  wells: readonly number[],
  per: 'time' | 'constant',
): BlankCurve | null {
  const count = run.wells.length;
  const cycles = cyclesOfSignal(signal, count);
  const series = wells.map((well) => seriesOf(signal, count, well));
  const level = medianOf(series.flatMap((values) => [...values]));
  if (Number.isNaN(level)) return null;
  const spread = spreadOf(series);
  if (per === 'constant') return { values: new Float64Array(cycles).fill(level), sd: spread, filled: 0 };
  let filled = 0;
  const values = Float64Array.from({ length: cycles }, (_, cycle) => {
    const value = medianOf(series.map((each) => each[cycle] ?? Number.NaN));
    if (!Number.isNaN(value)) return value;
    filled += 1;
    return level;
  });
  return { values, sd: spread, filled };
}

/** Between wells where there are two or more; else the noise of the one. Of a median of n: sd sqrt(pi / 2 n). */
function spreadOf(series: readonly Float64Array[]): number {
  const levels = series.map((values) => medianOf(values)).filter((value) => !Number.isNaN(value));
  if (levels.length >= 3) return robustSd(levels) * Math.sqrt(Math.PI / 2 / levels.length);
  if (levels.length === 2) return Math.abs((levels[0] ?? 0) - (levels[1] ?? 0)) / 2;
  return noiseSd(series.find((values) => values.some((value) => !Number.isNaN(value))) ?? []);
}
