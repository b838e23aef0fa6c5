import { describe, expect, test } from 'vitest';
import { normalDistribution } from '../../../shared/base/normal.ts';
import { fillNormals, fillUniforms } from '../../../shared/base/random.ts';
import { type Mixture, mixtureMean, mixtureQuantile, mixtureSd } from '../../../shared/prediction/mixture.ts';

/** Weights like those of importance sampling: a few carry all. */
function someMixture(components: number, seed: number): Mixture {
  const means = new Float64Array(components);
  const sds = new Float64Array(components);
  const raw = new Float64Array(components);
  fillNormals({ seed, purpose: 'test', step: 0, individual: 0 }, means);
  fillUniforms({ seed, purpose: 'test', step: 1, individual: 0 }, sds);
  fillNormals({ seed, purpose: 'test', step: 2, individual: 0 }, raw);
  const weights = raw.map((value) => Math.exp(3 * value));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { means, sds: sds.map((u) => 0.01 + 0.3 * u), weights: weights.map((weight) => weight / total) };
}

function share(mixture: Mixture, x: number): number {
  return mixture.weights.reduce(
    (sum, w, k) =>
      sum + w * normalDistribution((x - (mixture.means[k] as number)) / (mixture.sds[k] as number)),
    0,
  );
}

/** By halving an absurdly wide bracket 200 times. */
function bruteQuantile(mixture: Mixture, p: number): number {
  let low = -1e3;
  let high = 1e3;
  for (let i = 0; i < 200; i++) {
    const middle = 0.5 * (low + high);
    if (share(mixture, middle) < p) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('mixture %i', (seed) => {
  const mixture = someMixture([1, 2, 5, 20, 100, 3, 2, 40][seed - 1] as number, seed);
  const mean = mixtureMean(mixture);
  const sd = mixtureSd(mixture, mean);

  test('quantiles are those of brute force to 1e-6 sd', () => {
    for (const p of [0.025, 0.25, 0.5, 0.75, 0.975]) {
      expect(Math.abs(mixtureQuantile(mixture, p, sd) - bruteQuantile(mixture, p))).toBeLessThan(2e-6 * sd);
    }
  });

  test('mean and sd are those of the distribution function', () => {
    let first = 0;
    let second = 0;
    const width = 1e-3;
    for (let x = -8; x < 8; x += width) {
      const mass = share(mixture, x + width) - share(mixture, x);
      first += mass * (x + width / 2);
      second += mass * (x + width / 2) ** 2;
    }
    expect(first).toBeCloseTo(mean, 4);
    expect(Math.sqrt(second - first * first)).toBeCloseTo(sd, 3);
  });
});

test('far apart and narrow: the quantile falls into the right component', () => {
  const mixture = {
    means: Float64Array.of(0, 100),
    sds: Float64Array.of(1e-3, 1e-3),
    weights: Float64Array.of(0.4, 0.6),
  };
  expect(mixtureQuantile(mixture, 0.25, 49)).toBeCloseTo(0, 2);
  expect(mixtureQuantile(mixture, 0.5, 49)).toBeCloseTo(100, 2);
});
