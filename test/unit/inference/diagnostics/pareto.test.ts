import { describe, expect, test } from 'vitest';
import { fillUniforms } from '../../../../shared/base/random.ts';
import { effectiveDraws, smoothWeights, tailLimit } from '../../../../shared/inference/diagnostics/pareto.ts';

/** Weights (1 - u)^-k: a Pareto tail of shape k. */
function heavy(shape: number, draws = 4000): Float64Array {
  const uniform = new Float64Array(draws);
  fillUniforms({ seed: 6, purpose: 'test', step: 0, individual: 0 }, uniform);
  return uniform.map((u) => (1 - u) ** -shape);
}

describe('Pareto-smoothed weights', () => {
  test.each([0.2, 0.5, 0.8, 1.2])('a tail of shape %d is found', (shape) => {
    expect(Math.abs(smoothWeights(heavy(shape)).kHat - shape)).toBeLessThan(0.2);
  });

  test('sum to one, keep their order, and none grows beyond the largest', () => {
    const raw = heavy(0.9);
    const { weights } = smoothWeights(raw);
    expect(weights.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
    const order = (values: Float64Array) =>
      Array.from(values, (_, k) => k).sort((a, b) => (raw[a] ?? 0) - (raw[b] ?? 0) || a - b);
    const sorted = order(raw).map((k) => weights[k] ?? 0);
    sorted.forEach((weight, n) => {
      expect(weight).toBeGreaterThanOrEqual((sorted[n - 1] ?? 0) * (1 - 1e-12));
    });
    expect(Math.max(...weights)).toBeLessThanOrEqual(
      (Math.max(...raw) / raw.reduce((sum, one) => sum + one, 0)) * 1.5,
    );
  });

  test('weights that are all the same stay so', () => {
    const { weights } = smoothWeights(new Float64Array(500).fill(3));
    for (const weight of weights) expect(weight).toBeCloseTo(1 / 500, 12);
  });

  test('one that has all the weight keeps it, and what is known of its tail is nothing', () => {
    const raw = new Float64Array(1000);
    raw[5] = 2;
    const { weights, kHat } = smoothWeights(raw);
    expect(weights[5]).toBe(1);
    expect(kHat).toBeNaN();
    expect(smoothWeights(new Float64Array(10)).kHat).toBeNaN();
    expect(effectiveDraws(new Float64Array(10))).toBe(0);
  });

  test('the limit of a tail falls with fewer draws', () => {
    expect(tailLimit(1_000_000)).toBe(0.7);
    expect(tailLimit(100)).toBe(0.5);
  });
});
