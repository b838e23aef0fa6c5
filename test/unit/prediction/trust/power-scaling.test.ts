import { describe, expect, it } from 'vitest';
import { fillNormals } from '../../../../shared/base/random.ts';
import { powerScaled } from '../../../../shared/prediction/trust/power-scaling.ts';

/** theta ~ N(0, tau^2), one reading y ~ N(theta, 1): everything is known. */
function conjugate(tau: number, y: number) {
  const posterior = (prior: number, likelihood: number) => {
    const precision = prior / tau ** 2 + likelihood;
    return { mean: (likelihood * y) / precision, sd: 1 / Math.sqrt(precision) };
  };
  const { mean, sd } = posterior(1, 1);
  const normals = new Float64Array(4000);
  fillNormals({ seed: 8, purpose: 'test', step: 0, individual: 0 }, normals);
  const draws = normals.map((value) => mean + sd * value);
  const logPrior = draws.map((theta) => -0.5 * (theta / tau) ** 2);
  const logLikelihood = draws.map((theta) => -0.5 * (y - theta) ** 2);
  const shift = (of: (power: number) => number, alpha: number): number =>
    (of(alpha) - of(1 / alpha)) / (2 * Math.log2(alpha) * sd);
  return {
    ...{ draws, logPrior, logLikelihood },
    priorShift: (alpha: number) => shift((power) => posterior(power, 1).mean, alpha),
    likelihoodShift: (alpha: number) => shift((power) => posterior(1, power).mean, alpha),
  };
}

describe('power scaling', () => {
  it('law: the mean shifts as the posterior does whose prior or likelihood has that power', () => {
    const { draws, logPrior, logLikelihood, priorShift, likelihoodShift } = conjugate(1, 3);
    for (const [component, exact] of [
      [logPrior, priorShift],
      [logLikelihood, likelihoodShift],
    ] as const) {
      const scaled = powerScaled(component, [draws], 4);
      expect(scaled?.alpha).toBe(1.25);
      const [one] = scaled?.sensitivity ?? [];
      expect(Math.abs((one?.shift ?? 0) - exact(1.25))).toBeLessThan(5 * (one?.error ?? 0));
      expect(Math.abs(one?.shift ?? 0)).toBeGreaterThan(0.3);
      expect(one?.distance).toBeGreaterThan(0.05);
    }
    expect(Math.sign(priorShift(1.25))).toBe(-Math.sign(likelihoodShift(1.25)));
  });

  it('a prior that says nothing has no effect, and a reading that says all has one', () => {
    const { draws, logPrior, logLikelihood } = conjugate(1000, 3);
    expect(powerScaled(logPrior, [draws], 4)?.sensitivity[0]?.distance).toBeLessThan(0.001);
    expect(powerScaled(logLikelihood, [draws], 4)?.sensitivity[0]?.distance).toBeGreaterThan(0.05);
  });

  it('where powers leave a few draws with all the weight, nearer ones are tried, and at last nothing is told', () => {
    const { draws } = conjugate(1, 3);
    // weights exp(k z^2 / 2) of normal draws have a tail of shape k
    const tails = (times: number): Float64Array => draws.map((theta) => times * (theta - 1.5) ** 2);
    expect(powerScaled(tails(1), [draws], 4)?.alpha).toBe(1.25);
    expect(powerScaled(tails(8), [draws], 4)?.alpha).toBe(1.05);
    expect(powerScaled(tails(300), [draws], 4)).toBeNull();
  });
});
