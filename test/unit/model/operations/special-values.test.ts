import { expect, test } from 'vitest';
import { digamma, logGamma, logNormalCdf } from '../../../../shared/model/operations/special-values.ts';

/** Relative to the value, or absolute near 0. */
function near(a: number, b: number, tolerance = 1e-13): void {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(b)));
}

test('log Gamma of whole and half numbers', () => {
  let factorial = 1;
  for (let n = 1; n < 20; n++) {
    near(logGamma(n), Math.log(factorial));
    factorial *= n;
  }
  near(logGamma(0.5), 0.5 * Math.log(Math.PI));
  near(logGamma(1e-3), 6.907178885383853);
  near(logGamma(1e5), 1051287.7089736538);
  expect(logGamma(0)).toBeNaN();
});

test('digamma by its recurrence and at 1', () => {
  near(digamma(1), -0.5772156649015329);
  near(digamma(0.5), -1.9635100260214235);
  for (const x of [0.1, 0.7, 3.3, 11.9, 40]) near(digamma(x + 1) - digamma(x), 1 / x, 1e-12);
});

test('log of the normal distribution function, both tails', () => {
  near(logNormalCdf(0), Math.log(0.5));
  near(logNormalCdf(-5), Math.log(2.866515718791939e-7), 1e-12);
  near(logNormalCdf(-40), -804.608442013754, 1e-12);
  near(logNormalCdf(1.96), Math.log(0.9750021048517795), 1e-12);
  near(logNormalCdf(9), -1.1285884059538405e-19, 1e-30);
  // both branches meet
  for (const x of [-1, 1]) near(logNormalCdf(x - 1e-9), logNormalCdf(x + 1e-9), 1e-8);
});
