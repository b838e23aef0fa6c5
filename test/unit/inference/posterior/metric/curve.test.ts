import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../../../../shared/base/random.ts';
import {
  along,
  bendBy,
  type Curve,
  findCurve,
  pullBend,
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

describe('draws of a ridge', () => {
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
  const search = { block: [0], direction: [1], wide: 9, others: [1, 2, 3] };

  test('that bends are followed by what bends with them, and by nothing else', () => {
    const { draws, gradients } = ridge(0.4);
    const found = findCurve(search, draws, gradients);
    expect(found?.followers).toEqual([0, 1]);
    expect(found?.square[0]).toBeCloseTo(0, 12);
    expect(found?.square[1]).toBeCloseTo(0.4, 1);
  });

  test('that is straight have no curve', () => {
    const { draws, gradients } = ridge(0);
    expect(findCurve(search, draws, gradients)).toBeNull();
  });

  test('whose gradients say that it is none have none, whatever draws look like', () => {
    const { draws } = ridge(0.4);
    const { gradients } = ridge(0);
    expect(findCurve(search, draws, gradients)).toBeNull();
  });
});
