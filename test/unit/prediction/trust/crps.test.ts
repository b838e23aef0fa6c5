import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalDensity, normalDistribution } from '../../../../shared/base/normal.ts';
import { fillNormals } from '../../../../shared/base/random.ts';
import type { Mixture } from '../../../../shared/prediction/mixture.ts';
import { condensed, intervalScore, mixtureCrps } from '../../../../shared/prediction/trust/crps.ts';

/** The definition: the integral of (F(x) - 1{x >= y})^2, by the midpoint rule on both sides of y. */
function integrated({ means, sds, weights }: Mixture, reading: number): number {
  const distribution = (x: number): number =>
    weights.reduce((sum, w, k) => sum + w * normalDistribution((x - (means[k] ?? 0)) / (sds[k] ?? 1)), 0);
  const reach = 12;
  const side = (sign: 1 | -1): number => {
    const end = means.reduce(
      (far, mean, k) => Math.max(far, sign * (mean - reading) + reach * (sds[k] ?? 0)),
      0,
    );
    const steps = 20_000;
    let sum = 0;
    for (let n = 0; n < steps; n++) {
      const at = distribution(reading + (sign * (n + 0.5) * end) / steps);
      sum += (sign > 0 ? 1 - at : at) ** 2;
    }
    return (sum * end) / steps;
  };
  return side(1) + side(-1);
}

const component = fc.record({
  mean: fc.double({ min: -3, max: 3, noNaN: true }),
  sd: fc.double({ min: 0.05, max: 2, noNaN: true }),
  weight: fc.double({ min: 0.01, max: 1, noNaN: true }),
});

function mixtureOf(components: readonly { mean: number; sd: number; weight: number }[]): Mixture {
  const total = components.reduce((sum, { weight }) => sum + weight, 0);
  return {
    means: Float64Array.from(components, ({ mean }) => mean),
    sds: Float64Array.from(components, ({ sd }) => sd),
    weights: Float64Array.from(components, ({ weight }) => weight / total),
  };
}

describe('the CRPS', () => {
  it('law: of a mixture is the integral that defines it', () => {
    fc.assert(
      fc.property(
        fc.array(component, { minLength: 1, maxLength: 5 }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        (components, reading) => {
          const mixture = mixtureOf(components);
          expect(mixtureCrps(mixture, reading)).toBeCloseTo(integrated(mixture, reading), 5);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('law: of one normal is the closed form of Gneiting and Raftery', () => {
    for (const [mean, sd, reading] of [
      [0, 1, 0],
      [1, 0.3, -2],
      [-2, 3, 4],
    ] as const) {
      const z = (reading - mean) / sd;
      const closed =
        sd * (z * (2 * normalDistribution(z) - 1) + 2 * normalDensity(z) - 1 / Math.sqrt(Math.PI));
      expect(mixtureCrps(mixtureOf([{ mean, sd, weight: 1 }]), reading)).toBeCloseTo(closed, 12);
    }
  });

  it('of a point is the distance to it', () => {
    expect(mixtureCrps(mixtureOf([{ mean: 1, sd: 0, weight: 1 }]), 3)).toBe(2);
  });

  it('law: of a mixture that was condensed is within 0.5 % of that of all its components', () => {
    const draws = 600;
    for (const [spread, least, most] of [
      [1, 0.01, 0.02],
      [1, 0.3, 0.3],
      [0.05, 0.1, 3],
    ] as const) {
      const normals = new Float64Array(2 * draws);
      fillNormals({ seed: 3, purpose: 'test', step: draws, individual: 0 }, normals);
      const mixture: Mixture = {
        means: normals.slice(0, draws).map((value) => spread * value + (value > 1 ? 2 * spread : 0)),
        sds: normals.slice(draws).map((value) => least * (most / least) ** normalDistribution(value)),
        weights: Float64Array.from({ length: draws }, (_, k) => (2 * (k + 1)) / (draws * (draws + 1))),
      };
      const short = condensed(mixture);
      expect(short.weights.length).toBeLessThan(draws);
      expect(short.weights.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
      for (const reading of [-2, -0.3, 0, 0.5, 3]) {
        const whole = mixtureCrps(mixture, reading);
        expect(Math.abs(mixtureCrps(short, reading) / whole - 1)).toBeLessThan(0.005);
      }
    }
  });
});

describe('the interval score', () => {
  it('is the width, and 2 / (1 - level) for each unit outside', () => {
    expect(intervalScore(1, 3, 2, 0.95)).toBe(2);
    expect(intervalScore(1, 3, 0.5, 0.95)).toBeCloseTo(2 + 40 * 0.5, 9);
    expect(intervalScore(1, 3, 4, 0.5)).toBe(2 + 4);
  });
});
