import { describe, expect, test } from 'vitest';
import type { ResidualSettings } from '../../../../shared/compute/residual-settings.ts';
import { errorForecast } from '../../../../shared/prediction/scenario/error-forecast.ts';
import { denseLogDensity } from '../../../helpers/dense-normal.ts';

const seenTimes = [0, 0.5, 0.7, 1.9, 2, 2.6];
const aheadTimes = [2.7, 3.5, 6, 60];
const sds = [0.3, 0.5, 0.4, 0.6, 0.35, 0.45];
const aheadSds = [0.5, 0.4, 0.55, 0.5];
/** The fourth reading is missing. */
const errors = [0.2, -0.4, 0.3, Number.NaN, 0.5, 0.9];

const plain: ResidualSettings = { nu: null, correlation: null, whiteShare: null, discrepancy: null };

/** Covariance of two readings' errors as the likelihood states it (`model.ts`, Residual). */
function covariance(
  { correlation, whiteShare, discrepancy }: ResidualSettings,
  [t1, sd1]: readonly [number, number],
  [t2, sd2]: readonly [number, number],
): number {
  const gap = Math.abs(t1 - t2);
  const same = gap === 0 ? 1 : 0;
  const white = correlation === null ? 1 : (whiteShare ?? 0);
  const lasts = correlation === null ? 0 : Math.exp(-gap / correlation);
  const missed = discrepancy?.sd ?? 0;
  const a = discrepancy === null ? 0 : (Math.sqrt(3) * gap) / discrepancy.time;
  const own = Math.sqrt((sd1 ** 2 - missed ** 2) * (sd2 ** 2 - missed ** 2));
  return own * ((1 - white) * lasts + white * same) + missed ** 2 * (1 + a) * Math.exp(-a);
}

/** Mean and sd of an error given the seen ones, from the joint log density, which is a parabola in it. */
function exact(settings: ResidualSettings, time: number, sd: number): { mean: number; sd: number } {
  const points: (readonly [number, number])[] = seenTimes.flatMap((t, n) =>
    Number.isNaN(errors[n]) ? [] : [[t, sds[n] ?? 0] as const],
  );
  points.push([time, sd]);
  const joint = points.map((one) => points.map((other) => covariance(settings, one, other)));
  const known = errors.filter((error) => !Number.isNaN(error));
  const at = (error: number): number => denseLogDensity([...known, error], joint);
  const [left, middle, right] = [at(-1), at(0), at(1)];
  const precision = 2 * middle - left - right;
  return { mean: (right - left) / 2 / precision, sd: 1 / Math.sqrt(precision) };
}

const ahead = { times_h: aheadTimes, sd: aheadSds };

describe('errors to come, given those that were seen', () => {
  test.each([
    ['correlated', { ...plain, correlation: 1.4 }],
    ['correlated with a nugget', { ...plain, correlation: 1.4, whiteShare: 0.3 }],
    ['a discrepancy beside white errors', { ...plain, discrepancy: { sd: 0.2, time: 3 } }],
    ['all of it', { ...plain, correlation: 0.8, whiteShare: 0.2, discrepancy: { sd: 0.25, time: 2 } }],
  ] as const)('%s: the exact conditional normal', (_, settings) => {
    const told = errorForecast({ settings, times_h: seenTimes, sd: sds, errors }, ahead);
    aheadTimes.forEach((time, n) => {
      const wanted = exact(settings, time, aheadSds[n] ?? 0);
      expect(told.mean[n]).toBeCloseTo(wanted.mean, 9);
      expect(told.sd[n]).toBeCloseTo(wanted.sd, 9);
    });
    // soon after the last reading the forecast is surer than the band of a reading, long after it is that
    expect(told.sd[0]).toBeLessThan(aheadSds[0] ?? 0);
    expect(told.mean[3]).toBeCloseTo(0, 6);
    expect(told.sd[3]).toBeCloseTo(aheadSds[3] ?? 0, 6);
  });

  test('without a nugget: exp(-gap / tau) times the last standardised residual', () => {
    const settings = { ...plain, correlation: 1.4 };
    const told = errorForecast({ settings, times_h: seenTimes, sd: sds, errors }, ahead);
    const rho = Math.exp(-(2.7 - 2.6) / 1.4);
    expect(told.mean[0]).toBeCloseTo((rho * 0.9 * 0.5) / 0.45, 12);
    expect(told.sd[0]).toBeCloseTo(0.5 * Math.sqrt(1 - rho ** 2), 12);
  });

  test('independent errors, and a signal of which nothing was seen, are left as they are', () => {
    const none = errors.map(() => Number.NaN);
    for (const [settings, seen] of [
      [plain, errors],
      [{ ...plain, correlation: 1.4 }, none],
    ] as const) {
      const told = errorForecast({ settings, times_h: seenTimes, sd: sds, errors: seen }, ahead);
      expect(Array.from(told.mean)).toEqual([0, 0, 0, 0]);
      expect(told.sd.every((sd, n) => Math.abs(sd - (aheadSds[n] ?? 0)) < 1e-15)).toBe(true);
    }
  });
});
