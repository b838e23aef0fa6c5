import type { Problem } from '../../base/problem.ts';
import type { PlateRun } from '../../plate/plate-run.ts';
import { leastSquares } from '../statistics/least-squares.ts';
import { medianOf, robustSd } from '../statistics/robust.ts';
import { studentQuantile } from '../statistics/student.ts';
import { changeSignal, correctionsNote } from './change-signal.ts';
import type { Standard } from './read-standards.ts';
import type { StepEffect } from './step-kind.ts';

/** What a unit of reading is worth. */
export interface CalibrationFactor {
  /** Amount per unit of reading. */
  readonly factor: number;
  /** Standard error of its logarithm. */
  readonly logError: number;
  /** Of log reading against log amount, with its 95 % interval: 1 where the reader is linear. */
  readonly slope: { readonly value: number; readonly low: number; readonly high: number };
  readonly used: number;
}

/**
 * The factor of proportionality of a calibration series, as the median of amount / (reading - blank), its error from their
 * spread (protocol and the reason for medians: Beal et al., Communications Biology 3 (2020) 512). Standards of amount 0 are
 * the series' own blank. null: fewer than three standards read above the blank.
 */
export function calibrationFactor(standards: readonly Standard[]): CalibrationFactor | null {
  const blanks = standards.filter(({ amount }) => amount === 0).map(({ reading }) => reading);
  const blank = blanks.length === 0 ? 0 : medianOf(blanks);
  const points = standards
    .filter(({ amount, reading }) => amount > 0 && reading - blank > 0)
    .map(({ amount, reading }) => ({ amount: Math.log(amount), reading: Math.log(reading - blank) }));
  if (points.length < 3) return null;
  const ratios = points.map(({ amount, reading }) => amount - reading);
  const line = leastSquares(
    [new Float64Array(points.length).fill(1), points.map(({ amount }) => amount)],
    points.map(({ reading }) => reading),
  );
  if (line === null) return null;
  const value = line.coefficients[1] ?? Number.NaN;
  const half = studentQuantile(0.975, line.degreesOfFreedom) * Math.sqrt(line.covariance[3] ?? Number.NaN);
  return {
    factor: Math.exp(medianOf(ratios)),
    logError: robustSd(ratios) * Math.sqrt(Math.PI / 2 / ratios.length),
    slope: { value, low: value - half, high: value + half },
    used: points.length,
  };
}

/** Slopes of log reading against log amount outside of these are no proportionality. */
const mostBend = 0.1;

/** Readings in amounts: `unit` is their new unit, `what` the noun of the series (`microsphere`). */
export function calibrationEffect(
  run: PlateRun,
  signal: string,
  standards: readonly Standard[],
  unit: string,
  what: string,
): StepEffect {
  const found = calibrationFactor(standards);
  if (found === null) {
    const message = `fewer than three ${what} standards read above their blank`;
    const remedy = 'Give the readings of the whole dilution series, and of its blank as amount 0.';
    return {
      run,
      uncertainty: null,
      problems: [{ code: 'correction.standards', severity: 'error', message, remedy }],
    };
  }
  const { factor, logError, slope, used } = found;
  const problems: Problem[] = [];
  if (slope.low > 1 + mostBend || slope.high < 1 - mostBend) {
    const message = `readings of the ${what} standards are not proportional to their amounts: log against log has the slope ${slope.value.toFixed(2)} (${slope.low.toFixed(2)} to ${slope.high.toFixed(2)}), not 1`;
    const remedy = 'Leave out standards that saturate or that lie near the blank.';
    problems.push({ code: 'correction.notLinear', severity: 'warning', message, remedy });
  }
  const note = run.signals.find((each) => each.signal === signal)?.metadata?.[correctionsNote] ?? '';
  if (!/subtracted/.test(note)) {
    const message = `the background of ${signal} has not been subtracted, so it is counted as ${unit} too`;
    const remedy = 'Put a background step before this one.';
    problems.push({ code: 'correction.noBackground', severity: 'warning', message, remedy });
  }
  const words = `${unit}: ${factor.toPrecision(4)} per unit, from ${used} standards`;
  return {
    run: changeSignal(run, signal, words, (value) => value * factor, unit),
    uncertainty: { signal, sd: null, relativeSd: logError, words: `spread of ${used} ${what} standards` },
    problems,
  };
}
