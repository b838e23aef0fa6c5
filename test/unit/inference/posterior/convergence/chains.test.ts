import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../../../../shared/base/random.ts';
import {
  convergence,
  energyFraction,
  meanError,
} from '../../../../../shared/inference/posterior/convergence/chains.ts';

/** Four chains of an autoregression x_t = rho x_(t-1) + sqrt(1 - rho^2) eps, whose variance is 1. */
function chainsWith(rho: number, draws = 2000): Float64Array[] {
  return Array.from({ length: 4 }, (_, individual) => {
    const eps = new Float64Array(draws);
    fillNormals({ seed: 8, purpose: 'test', step: 0, individual }, eps);
    let x = eps[0] ?? 0;
    return eps.map((one, t) => {
      if (t > 0) x = rho * x + Math.sqrt(1 - rho * rho) * one;
      return x;
    });
  });
}

describe('chains', () => {
  test('independent draws are worth what they are', () => {
    const { rHat, bulkEss, tailEss } = convergence(chainsWith(0));
    expect(rHat).toBeLessThan(1.005);
    for (const ess of [bulkEss, tailEss]) {
      expect(ess).toBeGreaterThan(6500);
      expect(ess).toBeLessThan(9500);
    }
    expect(meanError(chainsWith(0))).toBeCloseTo(1 / Math.sqrt(8000), 3);
  });

  test('correlated ones are worth (1 - rho) / (1 + rho) of that', () => {
    const expected = (8000 * (1 - 0.9)) / 1.9;
    const { bulkEss } = convergence(chainsWith(0.9));
    expect(bulkEss / expected).toBeGreaterThan(0.75);
    expect(bulkEss / expected).toBeLessThan(1.3);
  });

  test('antithetic ones are worth more', () => {
    expect(convergence(chainsWith(-0.5)).bulkEss).toBeGreaterThan(12_000);
  });

  test.each([
    ['that are apart', (value: number, chain: number) => value + (chain === 2 ? 1 : 0)],
    ['one of which is wider', (value: number, chain: number) => value * (chain === 1 ? 2.5 : 1)],
    ['that wander off', (value: number, _: number, t: number) => value + t / 1000],
  ])('chains %s have not mixed', (_, change) => {
    const chains = chainsWith(0.3).map((chain, c) => chain.map((value, t) => change(value, c, t)));
    expect(convergence(chains).rHat).toBeGreaterThan(1.01);
  });

  test('draws that do not vary have neither', () => {
    const { rHat, bulkEss } = convergence(chainsWith(0, 100).map((chain) => chain.map(() => 3)));
    expect(rHat).toBeNaN();
    expect(bulkEss).toBeNaN();
  });

  test('energy that hardly moves shows', () => {
    expect(energyFraction(chainsWith(0)[0] ?? new Float64Array())).toBeGreaterThan(1.8);
    expect(energyFraction(chainsWith(0.95)[0] ?? new Float64Array())).toBeLessThan(0.3);
  });
});
