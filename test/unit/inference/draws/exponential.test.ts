import { expect, test } from 'vitest';
import { exponential } from '../../../../shared/inference/draws/exponential.ts';

test('is Math.exp within 2 units in the last place, wherever a double can hold the value', () => {
  for (let x = -708; x < 709.7; x += 0.0137) {
    const exact = Math.exp(x);
    expect(Math.abs(exponential(x) - exact) / exact).toBeLessThan(2 * 2 ** -52);
  }
});

test('rises with its argument, across the steps of its tables too', () => {
  for (let n = -3000; n <= 3000; n++) {
    const x = ((n + 0.5) * Math.LN2) / 256;
    expect(exponential(x + 1e-12)).toBeGreaterThan(exponential(x - 1e-12));
  }
});

test('ends as exp ends', () => {
  expect(exponential(0)).toBe(1);
  expect([-Infinity, -800, 710, 1e9, Infinity].map(exponential)).toEqual([
    0,
    0,
    Infinity,
    Infinity,
    Infinity,
  ]);
  expect(exponential(Number.NaN)).toBeNaN();
  // denormal
  expect(exponential(-740)).toBeGreaterThan(0);
  expect(Math.abs(exponential(-740) / Math.exp(-740) - 1)).toBeLessThan(0.02);
});
