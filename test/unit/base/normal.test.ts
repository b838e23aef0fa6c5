import { expect, test } from 'vitest';
import { normalDistribution, normalQuantile } from '../../../shared/base/normal.ts';

/** erf by its Maclaurin series; enough terms for |x| <= 3 at 1e-13. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 120; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

test('the distribution function agrees with its series', () => {
  for (let x = -3; x <= 3; x += 0.0371) {
    const expected = 0.5 + 0.5 * erfSeries(x);
    expect(Math.abs(normalDistribution(Math.SQRT2 * x) - expected)).toBeLessThan(1e-12);
  }
});

test('the tail is accurate in relative terms', () => {
  // P(Z <= z), from tables with 15 digits.
  expect(normalDistribution(-5) / 2.86651571879194e-7).toBeCloseTo(1, 12);
  expect(normalDistribution(-10) / 7.61985302416053e-24).toBeCloseTo(1, 12);
  expect(normalDistribution(8)).toBeCloseTo(1, 14);
});

test('the quantile inverts the distribution function', () => {
  for (const p of [1e-300, 1e-20, 1e-9, 0.001, 0.0749, 0.0751, 0.3, 0.5, 0.9, 0.999]) {
    expect(normalDistribution(normalQuantile(p)) / p).toBeCloseTo(1, 11);
  }
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
  expect([normalQuantile(0), normalQuantile(1), normalQuantile(2)]).toEqual([-Infinity, Infinity, NaN]);
});
