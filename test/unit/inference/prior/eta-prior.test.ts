import { describe, expect, test } from 'vitest';
import {
  etaPrior,
  logDensity,
  logDensitySlope,
  naturalMoments,
} from '../../../../shared/inference/prior/eta-prior.ts';
import { fromNatural, naturalSlope, toNatural } from '../../../../shared/inference/prior/transform.ts';
import type { PriorSpec } from '../../../../shared/model/prior.ts';

const priors: readonly PriorSpec[] = [
  { distribution: 'Normal', mu: 1, sigma: 0.5, statesPrec: false },
  { distribution: 'LogNormal', mu: -1, sigma: 0.7, statesPrec: false },
  { distribution: 'TruncatedNormal', mu: 0.5, sigma: 1, lower: 0, upper: 3, statesPrec: false },
  { distribution: 'Kumaraswamy', mu: 2, sigma: 3, statesPrec: false },
  { distribution: 'Kumaraswamy', mu: 2, sigma: 3, lower: -1, upper: 4, statesPrec: false },
  { distribution: 'LKJ', mu: 2, sigma: 2.5, lower: -1, upper: 1, statesPrec: false },
];

describe.each(priors)('$distribution in eta', (spec) => {
  const prior = etaPrior(spec);
  const sum = (f: (eta: number) => number) => {
    let total = 0;
    for (let i = -8000; i < 8000; i++) total += f((i + 0.5) / 200) / 200;
    return total;
  };
  const density = (eta: number) => Math.exp(logDensity(prior, eta));

  test('integrates to one, with the stated moments', () => {
    expect(sum(density)).toBeCloseTo(1, 8);
    const mean = sum((eta) => eta * density(eta));
    expect(mean).toBeCloseTo(prior.mean, 6);
    expect(Math.sqrt(sum((eta) => (eta - mean) ** 2 * density(eta)))).toBeCloseTo(prior.sd, 6);
    const natural = sum((eta) => toNatural(prior.transform, eta) * density(eta));
    expect(natural).toBeCloseTo(naturalMoments(prior).mean, 6);
  });

  test('slopes are central differences, transforms invert', () => {
    for (const eta of [-2.3, -0.4, 0.1, 1.7]) {
      const h = 1e-5;
      const slope = (logDensity(prior, eta + h) - logDensity(prior, eta - h)) / (2 * h);
      expect(logDensitySlope(prior, eta)).toBeCloseTo(slope, 6);
      const theta = toNatural(prior.transform, eta);
      const change = (toNatural(prior.transform, eta + h) - toNatural(prior.transform, eta - h)) / (2 * h);
      expect(naturalSlope(prior.transform, eta, theta)).toBeCloseTo(change, 6);
      expect(fromNatural(prior.transform, theta)).toBeCloseTo(eta, 10);
    }
  });
});

test('Kumaraswamy(2, 3) has its known mean b B(1 + 1/a, b)', () => {
  // 3 B(1.5, 3) = 3 * 2 / (1.5 * 2.5 * 3.5)
  expect(naturalMoments(etaPrior(priors[3] as PriorSpec)).mean).toBeCloseTo(6 / 13.125, 6);
});
