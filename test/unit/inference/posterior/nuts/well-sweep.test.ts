import { expect, test } from 'vitest';
import { fillNormals, integerBelow } from '../../../../../shared/base/random.ts';
import type { ChainPoint, Evaluated } from '../../../../../shared/inference/posterior/nuts/transition.ts';
import {
  type WellMixtures,
  wellMixtures,
} from '../../../../../shared/inference/posterior/nuts/well-mixtures.ts';
import {
  adaptWellSteps,
  startWellSteps,
  sweepNormals,
  sweepWells,
} from '../../../../../shared/inference/posterior/nuts/well-sweep.ts';

/** One shared coordinate s, then two wells of two coordinates each: normal about s, and a skew one (x = exp(eta), x e^-x). */
const blocks = { first: 1, count: 2, width: 2 };

function density(x: Float64Array): Evaluated {
  const [s = 0, a = 0, b = 0, c = 0, d = 0] = x;
  const normal = -0.5 * ((a - s) ** 2 + (b / 3) ** 2);
  const skew = 2 * c - Math.exp(c) - 0.5 * d * d;
  const gradient = Float64Array.of(a - s - s, s - a, -b / 9, 2 - Math.exp(c), -d);
  return { logDensity: normal + skew - 0.5 * s * s, gradient, ofWells: Float64Array.of(normal, skew) };
}

/** [draw] of all coordinates, and mean acceptance of each well. */
function sweeps(draws: number, steps: Float64Array, of = density, mixtures: WellMixtures | null = null) {
  const start = Float64Array.of(1.5, 0, 0, 0, 0);
  let point: ChainPoint = { x: start, ...of(start) };
  const rows: Float64Array[] = [];
  const accepted = new Float64Array(2);
  for (let n = 0; n < draws; n++) {
    const momentum = new Float64Array(5);
    fillNormals({ seed: 3, purpose: 'momenta', step: n, individual: 0 }, momentum);
    const normals = new Float64Array(sweepNormals(blocks.count, blocks.width));
    fillNormals({ seed: 3, purpose: 'wellProposals', step: n, individual: 0 }, normals);
    const choices = { seed: 3, purpose: 'paths', step: n, individual: 0 } as const;
    const uniform = (at: number) => (integerBelow(choices, at, 2 ** 31) + 0.5) / 2 ** 31;
    const going = sweepWells({ from: point, blocks, momentum, steps, mixtures, normals, uniform });
    let next = going.next();
    while (next.done !== true) next = going.next(of(next.value));
    point = next.value.point;
    expect(point.gradient).toEqual(of(point.x).gradient);
    next.value.acceptance.forEach((one, w) => {
      accepted[w] = (accepted[w] ?? 0) + one / draws;
    });
    rows.push(point.x);
  }
  return { rows, accepted };
}

const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
const column = (rows: readonly Float64Array[], c: number) => rows.map((row) => row[c] ?? Number.NaN);

test('each well’s own density is left as it is, and what is shared where it is', () => {
  const { rows } = sweeps(20_000, Float64Array.of(0.9, 0.7));
  expect(new Set(column(rows, 0))).toEqual(new Set([1.5]));
  const [a, b, c, d] = [1, 2, 3, 4].map((at) => column(rows, at));
  expect(mean(a ?? [])).toBeCloseTo(1.5, 1);
  expect(mean((a ?? []).map((one) => (one - 1.5) ** 2))).toBeCloseTo(1, 1);
  expect(mean((b ?? []).map((one) => one * one)) / 9).toBeCloseTo(1, 0);
  // mean and variance of a gamma density of shape 2
  expect(mean((c ?? []).map(Math.exp))).toBeCloseTo(2, 1);
  expect(mean((c ?? []).map((one) => (Math.exp(one) - 2) ** 2)) / 2).toBeCloseTo(1, 1);
  expect(mean((d ?? []).map((one) => one * one))).toBeCloseTo(1, 1);
});

test('places near to earlier draws lead from mode to mode, and leave each density as it is', () => {
  /** The first well's first coordinate at 0 or 12, three times as often there; nothing between them. */
  const apart = (x: Float64Array): Evaluated => {
    const found = density(x);
    const [, a = 0, b = 0] = x;
    const [near, far] = [Math.exp(-0.5 * a * a), 3 * Math.exp(-0.5 * (a - 12) ** 2)];
    const normal = Math.log(near + far) - 0.5 * (b / 3) ** 2;
    const gradient = found.gradient.slice();
    gradient[1] = (-a * near - (a - 12) * far) / (near + far);
    return { ...found, gradient, ofWells: Float64Array.of(normal, found.ofWells[1] ?? 0) };
  };
  const archive = Array.from({ length: 40 }, (_, n) => {
    const draw = new Float64Array(5);
    fillNormals({ seed: 5, purpose: 'test', step: n, individual: 0 }, draw);
    draw[1] = (draw[1] ?? 0) + (n % 2) * 12;
    return draw;
  });
  const there = (rows: readonly Float64Array[]) => mean(column(rows, 1).map((a) => (a > 6 ? 1 : 0)));
  const steps = Float64Array.of(0.9, 0.7);
  expect(there(sweeps(3000, steps, apart).rows)).toBe(0);
  const { rows } = sweeps(12_000, steps, apart, wellMixtures(archive, blocks));
  expect(there(rows)).toBeCloseTo(0.75, 1);
  expect(mean(column(rows, 2).map((one) => one * one)) / 9).toBeCloseTo(1, 0);
  expect(mean(column(rows, 3).map(Math.exp))).toBeCloseTo(2, 1);
});

test('a well that cannot go on holds nobody up', () => {
  const walled = (x: Float64Array): Evaluated => {
    const found = density(x);
    return (x[1] ?? 0) > 2
      ? { ...found, ofWells: Float64Array.of(Number.NEGATIVE_INFINITY, found.ofWells[1] ?? 0) }
      : found;
  };
  const { rows, accepted } = sweeps(4000, Float64Array.of(0.9, 0.7), walled);
  expect(Math.max(...column(rows, 1))).toBeLessThanOrEqual(2);
  expect(accepted[0]).toBeLessThan(0.9);
  expect(accepted[1]).toBeGreaterThan(0.9);
  expect(mean(column(rows, 3).map(Math.exp))).toBeCloseTo(2, 1);
});

test('steps come to what most paths are accepted with, and no longer than is of use', () => {
  const steps = startWellSteps(2);
  // acceptance falls as the step grows: 0.8 of the paths are accepted with a step of 0.5
  for (let n = 0; n < 1000; n++) adaptWellSteps(steps, Float64Array.of(1, 1.3 - (steps[1] ?? 0)), n);
  expect(steps[0]).toBe(2.5);
  expect(steps[1]).toBeCloseTo(0.5, 2);
});
