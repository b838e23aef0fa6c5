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
  const between = betweenWells(series);
  const noise = medianOf(series.map(noiseSd));
  // A median of n readings: sd sqrt(pi / 2 n).
  const ofReadings = (count: number): number =>
    Number.isNaN(noise) ? 0 : noise * Math.sqrt(Math.PI / 2 / Math.max(1, count));
  if (per === 'constant') {
    const sd = Math.hypot(between, ofReadings(wells.length * cycles));
    return { values: new Float64Array(cycles).fill(level), sd, filled: 0 };
  }
  let filled = 0;
  const values = Float64Array.from({ length: cycles }, (_, cycle) => {
    const value = medianOf(series.map((each) => each[cycle] ?? Number.NaN));
    if (!Number.isNaN(value)) return value;
    filled += 1;
    return level;
  });
  return { values, sd: Math.hypot(between, ofReadings(wells.length)), filled };
}

/** Standard error of what several wells have in common; 0 of a single one, of which nothing is known. */
function betweenWells(series: readonly Float64Array[]): number {
  const levels = series.map((values) => medianOf(values)).filter((value) => !Number.isNaN(value));
  if (levels.length >= 3) return robustSd(levels) * Math.sqrt(Math.PI / 2 / levels.length);
  return levels.length === 2 ? Math.abs((levels[0] ?? 0) - (levels[1] ?? 0)) / 2 : 0;
}
