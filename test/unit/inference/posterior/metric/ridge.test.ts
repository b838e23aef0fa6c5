import { expect, test } from 'vitest';
import type { JointDensity } from '../../../../../shared/inference/posterior/joint/joint-density.ts';
import type { JointLayout } from '../../../../../shared/inference/posterior/joint/joint-layout.ts';
import { ridgeAlong } from '../../../../../shared/inference/posterior/metric/ridge.ts';
import type { Whitening } from '../../../../../shared/inference/posterior/metric/whitening.ts';

const size = 3;
const identity = Float64Array.from({ length: size * size }, (_, n) => (n % (size + 1) === 0 ? 1 : 0));
const whitening: Whitening = {
  ...{ curves: [], centre: new Float64Array(size), shared: identity, bend: new Float64Array(size * size) },
  ...{ unit: new Float64Array(size).fill(1), coupling: new Float64Array(0), own: new Float64Array(0) },
  breadth: new Float64Array(0),
};
const shared = [0, 1, 2].map((column) => ({ column }));
const layout = {
  ...{ wells: new Int32Array(0), shared, own: [], size, bent: [], straight: [0, 1, 2] },
} as unknown as JointLayout;

/** Highest over x0 where x1 = x0^2 / 2 and x2 = 3 sin(x1); steep across, and without a solution beyond x0 = `wall`. */
function banana(wall: number): JointDensity & { readonly calls: () => number } {
  let calls = 0;
  return {
    ...{ layout, points: 4 },
    calls: () => calls,
    evaluate(points, out) {
      calls++;
      for (let p = 0; p < 4; p++) {
        const [x0 = 0, x1 = 0, x2 = 0] = points.subarray(p * size, (p + 1) * size);
        const [a, b] = [x1 - (x0 * x0) / 2, x2 - 3 * Math.sin(x1)];
        out.logDensity[p] = -5 * a * a - b * b - (x0 * x0) / 18;
        out.gradient.set([10 * a * x0 - x0 / 9, -10 * a + 6 * b * Math.cos(x1), -2 * b], p * size);
        out.failed[p] = x0 > wall ? 1 : 0;
      }
      return Promise.resolve();
    },
  };
}

const search = { direction: Float64Array.of(1, 0, 0), middle: new Float64Array(size), sd: 1.5 };

test('a ridge is found where it goes, in few steps', async () => {
  const density = banana(10);
  const found = await ridgeAlong(density, whitening, search);
  expect(found.map(({ w }) => w)).toEqual([-3, -1.5, 1.5, 3]);
  for (const { w, x } of found) {
    expect(x[0]).toBeCloseTo(w, 9);
    expect(Math.abs((x[1] ?? 0) - (w * w) / 2)).toBeLessThan(0.1);
    expect(Math.abs((x[2] ?? 0) - 3 * Math.sin((w * w) / 2))).toBeLessThan(0.2);
  }
  expect(density.calls()).toBeLessThan(50);
});

test('places without a solution are left out', async () => {
  const found = await ridgeAlong(banana(2), whitening, search);
  expect(found.map(({ w }) => w)).toEqual([-3, -1.5, 1.5]);
});
