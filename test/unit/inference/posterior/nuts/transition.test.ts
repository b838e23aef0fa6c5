import { describe, expect, test } from 'vitest';
import { fillNormals, integerBelow } from '../../../../../shared/base/random.ts';
import {
  type ChainPoint,
  type Evaluated,
  transition,
} from '../../../../../shared/inference/posterior/nuts/transition.ts';

type Density = (x: Float64Array) => Evaluated;

const ofWells = new Float64Array(0);

/** Correlated normal in two dimensions, sds 1 and 3, correlation 0.8. */
const normal: Density = (x) => {
  const [a = 0, b = 0] = x;
  const u = a;
  const v = b / 3;
  const q = (u * u - 1.6 * u * v + v * v) / (1 - 0.64);
  const gradient = Float64Array.of(-(u - 0.8 * v) / 0.36, -(v - 0.8 * u) / 0.36 / 3);
  return { logDensity: -0.5 * q, gradient, ofWells };
};

/** One coordinate above 0 with density x exp(-x), through x = exp(eta). */
const gamma: Density = ([eta = 0]) => ({
  logDensity: 2 * eta - Math.exp(eta),
  gradient: Float64Array.of(2 - Math.exp(eta)),
  ofWells,
});

function sample(density: Density, dimensions: number, step: number, draws: number): Float64Array[] {
  let point: ChainPoint = { x: new Float64Array(dimensions), ...density(new Float64Array(dimensions)) };
  return Array.from({ length: draws }, (_, n) => {
    const momentum = new Float64Array(dimensions);
    fillNormals({ seed: 2, purpose: 'momenta', step: n, individual: 0 }, momentum);
    const choices = { seed: 2, purpose: 'paths', step: n, individual: 0 } as const;
    const uniform = (at: number) => (integerBelow(choices, at, 2 ** 31) + 0.5) / 2 ** 31;
    const going = transition({ from: point, momentum, step, deepest: 10, uniform });
    let next = going.next();
    while (next.done !== true) next = going.next(density(next.value));
    point = next.value.point;
    return point.x;
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

describe('a transition', () => {
  test('leaves a correlated normal as it is', () => {
    const draws = sample(normal, 2, 0.5, 6000);
    const a = draws.map((x) => x[0] ?? 0);
    const b = draws.map((x) => x[1] ?? 0);
    expect(Math.abs(mean(a))).toBeLessThan(0.06);
    expect(mean(a.map((one) => one * one))).toBeCloseTo(1, 1);
    expect(mean(b.map((one) => one * one)) / 9).toBeCloseTo(1, 1);
    expect(mean(a.map((one, n) => (one * (b[n] ?? 0)) / 3))).toBeCloseTo(0.8, 1);
  });

  test('leaves a skew density as it is', () => {
    const x = sample(gamma, 1, 0.4, 8000).map((eta) => Math.exp(eta[0] ?? 0));
    expect(mean(x)).toBeCloseTo(2, 1);
    expect(mean(x.map((one) => (one - 2) ** 2)) / 2).toBeCloseTo(1, 1);
  });

  test('steps that are too long diverge, and the chain stays', () => {
    const steep: Density = (x) => ({
      logDensity: -1e6 * (x[0] ?? 0) ** 2,
      gradient: x.map((one) => -2e6 * one),
      ofWells,
    });
    const x = Float64Array.of(1e-3);
    const going = transition({
      ...{ from: { x, ...steep(x) }, momentum: Float64Array.of(1), step: 1, deepest: 10 },
      uniform: () => 0.3,
    });
    let next = going.next();
    while (next.done !== true) next = going.next(steep(next.value));
    expect(next.value).toMatchObject({ divergent: true, leapfrogs: 1, acceptance: 0 });
    expect(next.value.point.x).toEqual(x);
  });

  test('a point without a solution is never chosen', () => {
    const walled: Density = (x) =>
      (x[0] ?? 0) > 0.5
        ? { logDensity: Number.NEGATIVE_INFINITY, gradient: new Float64Array(2), ofWells }
        : normal(x);
    const draws = sample(walled, 2, 0.4, 1500);
    expect(Math.max(...draws.map((x) => x[0] ?? 0))).toBeLessThanOrEqual(0.5);
    expect(Math.min(...draws.map((x) => x[0] ?? 0))).toBeLessThan(-1.5);
  });

  test('a path that does not turn is cut, and says so', () => {
    const flat: Density = () => ({ logDensity: 0, gradient: new Float64Array(1), ofWells });
    const x = new Float64Array(1);
    const going = transition({
      ...{ from: { x, ...flat(x) }, momentum: Float64Array.of(1), step: 0.1, deepest: 3 },
      uniform: () => 0.3,
    });
    let next = going.next();
    while (next.done !== true) next = going.next(flat(next.value));
    expect(next.value).toMatchObject({ cut: true, leapfrogs: 7 });
  });
});
