import { expect, test } from 'vitest';
import { normalDistribution } from '../../../../shared/base/normal.ts';
import { etaPrior, logDensity } from '../../../../shared/inference/prior/eta-prior.ts';
import { priorQuantile } from '../../../../shared/inference/prior/prior-draw.ts';
import type { PriorSpec } from '../../../../shared/model/prior.ts';

const priors: readonly PriorSpec[] = [
  { distribution: 'Normal', mu: 2, sigma: 0.5, statesPrec: false },
  { distribution: 'LogNormal', mu: -1, sigma: 2, statesPrec: false },
  { distribution: 'TruncatedNormal', mu: 0.2, sigma: 0.4, lower: 0, upper: 1, statesPrec: false },
  { distribution: 'TruncatedNormal', mu: -3, sigma: 1, lower: 0, upper: 2, statesPrec: false },
  { distribution: 'Kumaraswamy', mu: 2, sigma: 3, statesPrec: false },
  { distribution: 'Kumaraswamy', mu: 0.5, sigma: 0.7, statesPrec: false },
  { distribution: 'LKJ', mu: 2, sigma: 2.5, lower: -1, upper: 1, statesPrec: false },
  { distribution: 'LKJ', mu: 2, sigma: 0.6, lower: -1, upper: 1, statesPrec: false },
];

/** P(eta' < eta) under a prior's density, by the trapezium rule. */
function distributionAt(spec: PriorSpec, eta: number): number {
  const prior = etaPrior(spec);
  const [from, steps] = [Math.min(prior.mean - 40 * prior.sd, eta - 1), 200_000];
  const width = (eta - from) / steps;
  let sum = 0.5 * (Math.exp(logDensity(prior, from)) + Math.exp(logDensity(prior, eta)));
  for (let k = 1; k < steps; k++) sum += Math.exp(logDensity(prior, from + k * width));
  return sum * width;
}

test.for(priors)('a quantile has its share of the density below it: %o', (spec) => {
  const prior = etaPrior(spec);
  for (const z of [-2.5, -1, 0, 0.7, 2.5])
    expect(distributionAt(spec, priorQuantile(prior, z))).toBeCloseTo(normalDistribution(z), 5);
});

test.for(priors)('the farthest draws are still numbers: %o', (spec) => {
  for (const z of [-6.4, 6.4]) expect(Number.isFinite(priorQuantile(etaPrior(spec), z))).toBe(true);
});
