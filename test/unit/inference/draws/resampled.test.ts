import { describe, expect, test } from 'vitest';
import { resampled } from '../../../../shared/inference/draws/resampled.ts';

describe('draws taken by their weights', () => {
  test.each([0, 0.3, 0.99])('each is there as often as its weight says, offset %d', (offset) => {
    const weights = Float64Array.of(0.05, 0, 0.5, 0.25, 0.2);
    const counts = [0, 0, 0, 0, 0];
    for (const draw of resampled(weights, 100, offset)) counts[draw] = (counts[draw] ?? 0) + 1;
    weights.forEach((weight, k) => {
      expect(Math.abs((counts[k] ?? 0) - 100 * weight)).toBeLessThanOrEqual(1);
    });
    expect(counts[1]).toBe(0);
  });

  test('weights need no sum of one, and their mean is kept', () => {
    const weights = Float64Array.from({ length: 1000 }, (_, k) => ((k * 7919) % 13) ** 3);
    const total = weights.reduce((sum, one) => sum + one, 0);
    const exact = weights.reduce((sum, one, k) => sum + (one / total) * Math.sin(k), 0);
    const mean = resampled(weights, 5000, 0.5).reduce((sum, k) => sum + Math.sin(k), 0) / 5000;
    expect(mean).toBeCloseTo(exact, 2);
  });

  test('one that has all the weight stands for all', () => {
    const weights = new Float64Array(1000);
    weights[717] = 1;
    expect(new Set(resampled(weights, 200, 0.1))).toEqual(new Set([717]));
  });

  test('without any weight they are the first ones', () => {
    expect([...resampled(new Float64Array(3), 5, 0.5)]).toEqual([0, 1, 2, 2, 2]);
  });
});
