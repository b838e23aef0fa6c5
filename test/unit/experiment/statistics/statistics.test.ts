import { describe, expect, it } from 'vitest';
import { fillNormals } from '../../../../shared/base/random.ts';
import { binomialTail } from '../../../../shared/experiment/statistics/binomial.ts';
import { inverted, leastSquares } from '../../../../shared/experiment/statistics/least-squares.ts';
import {
  medianInPlace,
  medianOf,
  noiseSd,
  quantileOf,
  robustSd,
} from '../../../../shared/experiment/statistics/robust.ts';
import { studentQuantile } from '../../../../shared/experiment/statistics/student.ts';

const normals = (count: number, seed = 1): Float64Array => {
  const out = new Float64Array(count);
  fillNormals({ seed, purpose: 'test', step: 9, individual: 0 }, out, 0, count);
  return out;
};

describe('robust statistics', () => {
  it('pass over NaN, and say NaN of nothing', () => {
    expect(medianOf([Number.NaN, 3, 1, 2])).toBe(2);
    expect(medianOf([])).toBeNaN();
    expect(quantileOf([0, 10], 0.25)).toBe(2.5);
  });

  it('of a normal sample are its standard deviation, a tenth of wild values or not', () => {
    const sample = normals(4000).map((z) => 5 + 2 * z);
    expect(robustSd(sample)).toBeCloseTo(2, 0);
    const wild = sample.map((value, n) => (n % 10 === 0 ? 1e6 : value));
    expect(Math.abs(robustSd(wild) / 2 - 1)).toBeLessThan(0.25);
  });

  it('know the noise of a series that grows', () => {
    const series = normals(400).map((z, n) => Math.exp(n / 100) + 0.1 * z);
    expect(Math.abs(noiseSd(series) / 0.1 - 1)).toBeLessThan(0.15);
    expect(noiseSd([1, 2, 3])).toBeNaN();
  });

  it('in place are the same', () => {
    for (let count = 1; count < 20; count += 1) {
      const values = normals(count, count);
      expect(medianInPlace(values.slice(), count)).toBeCloseTo(medianOf(values), 15);
    }
    expect(medianInPlace(new Float64Array(3), 0)).toBeNaN();
  });
});

describe('quantiles of Student’s distribution', () => {
  it.each([
    [1, 12.7062],
    [2, 4.30265],
    [3, 3.18245],
    [4, 2.77645],
    [5, 2.57058],
    [7, 2.36462],
    [30, 2.04227],
    [1000, 1.96234],
  ])('with %d degrees of freedom at 0.975 is %d', (freedom, value) => {
    expect(studentQuantile(0.975, freedom)).toBeCloseTo(value, 4);
    expect(studentQuantile(0.025, freedom)).toBeCloseTo(-value, 4);
  });

  it('without degrees of freedom is infinite', () => {
    expect(studentQuantile(0.975, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('tails of the binomial', () => {
  it('are sums of its terms', () => {
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
    for (const [count, trials, p] of [
      [0, 5, 0.3],
      [2, 5, 0.3],
      [5, 5, 0.3],
      [6, 5, 0.3],
      [3, 40, 0.01],
    ] as const) {
      let sum = 0;
      for (let k = count; k <= trials; k += 1) sum += choose(trials, k) * p ** k * (1 - p) ** (trials - k);
      expect(binomialTail(count, trials, p)).toBeCloseTo(sum, 12);
    }
    expect(binomialTail(90, 100, 0.001)).toBeGreaterThan(0);
  });
});

describe('least squares', () => {
  it('find what made the data, and how uncertain it is', () => {
    let held = 0;
    for (let seed = 0; seed < 300; seed += 1) {
      const x = Float64Array.from({ length: 12 }, (_, n) => n);
      const noise = normals(12, seed);
      const line = leastSquares(
        [x.map(() => 1), x],
        x.map((value, n) => 3 - 2 * value + 0.5 * (noise[n] ?? 0)),
      );
      const [, slope = 0] = line?.coefficients ?? [];
      const half = studentQuantile(0.975, 10) * Math.sqrt(line?.covariance[3] ?? 0);
      if (Math.abs(slope + 2) < half) held += 1;
    }
    expect(held / 300).toBeGreaterThan(0.91);
    expect(held / 300).toBeLessThan(0.985);
  });

  it('with weights disregard what weighs nothing', () => {
    const line = leastSquares(
      [
        [1, 1, 1, 1],
        [0, 1, 2, 3],
      ],
      [1, 3, 5, 100],
      [1, 1, 1, 0],
    );
    expect([...(line?.coefficients ?? [])]).toEqual([expect.closeTo(1, 12), expect.closeTo(2, 12)]);
  });

  it('of columns that depend on one another have none', () => {
    expect(
      leastSquares(
        [
          [1, 1, 1],
          [2, 2, 2],
        ],
        [1, 2, 3],
      ),
    ).toBeNull();
    expect(leastSquares([[1]], [])).toBeNull();
    expect(inverted(Float64Array.of(1, 2, 2, 4), 2)).toBeNull();
    // Of very different size, and independent.
    expect(inverted(Float64Array.of(1e12, 0, 0, 1e-12), 2)).not.toBeNull();
  });
});
