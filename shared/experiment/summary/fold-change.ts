import { studentQuantile } from '../statistics/student.ts';
import { type Measured, notKnown } from './summary-row.ts';

/**
 * The end point over the geometric mean of that of the reference wells (untreated, or controls), with the interval of the
 * ratio's logarithm from the spread between reference wells; of a single one from the noise of readings. `what`: which wells
 * they are, for the note.
 */
export function foldChange(own: Measured, references: readonly Measured[], what: string): Measured {
  const read = references.filter(({ value }) => value > 0);
  if (references.length === 0)
    return notKnown('', 'no untreated well and no control of this device on the plate');
  if (read.length === 0) return notKnown('', `the ${what} do not read above 0`);
  if (!(own.value > 0)) return notKnown('', 'it does not read above 0 at the end');
  const logs = read.map(({ value }) => Math.log(value));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const between = Math.sqrt(
    logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / Math.max(1, logs.length - 1),
  );
  const value = Math.exp(Math.log(own.value) - mean);
  const isSingle = read.length === 1;
  // The well itself scatters as the reference wells do among one another.
  const ofReadings = 1.96 * Math.hypot(logError(own), Math.hypot(...read.map(logError)) / read.length);
  const ofWells = studentQuantile(0.975, read.length - 1) * between * Math.sqrt(1 + 1 / read.length);
  // Wells that read alike by rounding are not known better than their readings.
  const error = isSingle ? ofReadings : Math.max(ofWells, Number.isNaN(ofReadings) ? 0 : ofReadings);
  const note = isSingle
    ? `over one ${what.replace(/s$/, '')}: its interval is of reading noise alone`
    : `over ${read.length} ${what}`;
  return {
    value,
    low: value * Math.exp(-error),
    high: value * Math.exp(error),
    unit: '',
    window_h: own.window_h,
    r2: null,
    note: Number.isNaN(error) ? `${note}; no interval, for the end points have none` : note,
  };
}

function logError({ value, low, high }: Measured): number {
  return (high - low) / (2 * 1.96) / value;
}
