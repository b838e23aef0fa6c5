import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../../../../shared/base/random.ts';
import {
  along,
  bendBy,
  type Curve,
  curveThrough,
  pullBend,
  straightens,
} from '../../../../../shared/inference/posterior/metric/curve.ts';

const n = 4;
const curve: Curve = {
  ...{ along: [0, 1], direction: [0.6, 0.8], offset: 0.3, meanSquare: 2 },
  // the first two are at right angles to the direction
  ...{ followers: [0, 1, 3], linear: [0.4, -0.3, 0.2], square: [-0.8, 0.6, 0.5] },
};

function normals(step: number): Float64Array {
  const out = new Float64Array(n);
  fillNormals({ seed: 6, purpose: 'test', step, individual: 0 }, out);
  return out;
}

test('bending back is where one was, and the direction is as before', () => {
  const y = normals(1);
  const x = y.slice();
  bendBy(curve, x, 0, 1);
  expect(x[3]).not.toBeCloseTo(y[3] ?? 0, 3);
  expect(along(curve, x, 0)).toBeCloseTo(along(curve, y, 0), 12);
  bendBy(curve, x, 0, -1);
  x.forEach((value, c) => {
    expect(value).toBeCloseTo(y[c] ?? Number.NaN, 12);
  });
});

test('the gradient of what is bent is its central difference', () => {
  const by = [1, -2, 0.5, 3];
  const f = (y: Float64Array): number => {
    const x = y.slice();
    bendBy(curve, x, 0, 1);
    return x.reduce((sum, value, c) => sum + Math.sin(value * (by[c] ?? 0)), 0);
  };
  const y = normals(2);
  const x = y.slice();
  bendBy(curve, x, 0, 1);
  const gradient = x.map((value, c) => (by[c] ?? 0) * Math.cos(value * (by[c] ?? 0)));
  pullBend(curve, along(curve, y, 0), gradient, 0);
  gradient.forEach((slope, c) => {
    const moved = (step: number) => f(y.map((value, k) => (k === c ? value + step : value)));
    expect(slope).toBeCloseTo((moved(1e-6) - moved(-1e-6)) / 2e-6, 6);
  });
});

describe('points of a ridge', () => {
  const v = [0.6, 0.8];
  /** At w: w along v, and w, w^2 or nothing across it. */
  const at = (w: number) => ({
    w,
    x: Float64Array.of(0.6 * (5 + w) + 0.8 * w, 0.8 * (5 + w) - 0.6 * w, 2, 1 + 0.5 * w * w),
  });
  const search = { block: [0, 1], direction: v, middle: 5, wide: 3 };

  test('that lie on a parabola are followed exactly', () => {
    const found = curveThrough([-4, -1, 1.5, 2].map(at), search);
    expect(found.offset).toBe(-5);
    const y = Float64Array.of(0.6 * (5 + 1.7), 0.8 * (5 + 1.7), 0, 0);
    const x = y.slice();
    bendBy(found, x, 0, 1);
    const there = at(1.7).x;
    for (const c of [0, 1]) expect(x[c]).toBeCloseTo(there[c] ?? Number.NaN, 9);
    expect(x[2]).toBeCloseTo(0, 9);
    expect(x[3]).toBeCloseTo(0.5 * (1.7 ** 2 - 3), 9);
  });

  test('have a curve that leaves the direction as it is', () => {
    const found = curveThrough([-4, -1, 2].map(at), search);
    for (const values of [found.linear, found.square])
      expect(0.6 * (values[0] ?? 0) + 0.8 * (values[1] ?? 0)).toBeCloseTo(0, 12);
  });
});

describe('draws about a ridge', () => {
  /** x0 ~ N(0, 3^2), x1 ~ N(bend x0^2, 0.5^2), the others standard normal; log densities' gradients. */
  const ridge = (bend: number) => {
    const draws = Array.from({ length: 300 }, (_, k) => {
      const [a = 0, b = 0, c = 0, d = 0] = normals(10 + k);
      return Float64Array.of(3 * a, bend * 9 * a * a + 0.5 * b, c, d);
    });
    const gradients = draws.map(([x0 = 0, x1 = 0, x2 = 0, x3 = 0]) => {
      const pull = (x1 - bend * x0 * x0) / 0.25;
      return Float64Array.of(-x0 / 9 + 2 * bend * x0 * pull, -pull, -x2, -x3);
    });
    return { draws, gradients };
  };
  const parabola: Curve = {
    ...{ along: [0], direction: [1], offset: 0, meanSquare: 9 },
    ...{ followers: [1], linear: [0], square: [0.4] },
  };

  test('that bends have smaller slopes along it once it is unbent', () => {
    const { draws, gradients } = ridge(0.4);
    expect(straightens(parabola, draws, gradients)).toBeGreaterThan(100);
  });

  test('that is straight have larger ones', () => {
    const { draws, gradients } = ridge(0);
    expect(straightens(parabola, draws, gradients)).toBeLessThan(0.1);
  });
});
