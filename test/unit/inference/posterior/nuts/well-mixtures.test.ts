import { expect, test } from 'vitest';
import { fillNormals, fillUniforms } from '../../../../../shared/base/random.ts';
import { wellMixtures } from '../../../../../shared/inference/posterior/nuts/well-mixtures.ts';

/** Of two wells one coordinate each after a shared one: the first at -4 or, one draw in eight, at 4; the second all the same. */
const blocks = { first: 1, count: 2, width: 1 };
const draws = Array.from({ length: 160 }, (_, n) => {
  const draw = new Float64Array(3);
  fillNormals({ seed: 1, purpose: 'test', step: n, individual: 0 }, draw);
  return Float64Array.of(draw[0] ?? 0, (n % 8 === 0 ? 4 : -4) + 0.5 * (draw[1] ?? 0), 7);
});
const mixtures = wellMixtures(draws, blocks);

function drawn(well: number, count: number): Float64Array {
  const normals = new Float64Array(count);
  const choices = new Float64Array(count);
  fillNormals({ seed: 2, purpose: 'test', step: 0, individual: well }, normals);
  fillUniforms({ seed: 2, purpose: 'test', step: 1, individual: well }, choices);
  const x = new Float64Array(1);
  return normals.map((_, n) => {
    mixtures.draw(well, choices[n] ?? 0, normals, n, x, 0);
    return x[0] ?? Number.NaN;
  });
}

const densityAt = (well: number, x: number): number =>
  Math.exp(mixtures.logDensity(well, Float64Array.of(x), 0));

test('a place that few draws are at is proposed about as often, and density is where it is proposed', () => {
  const places = drawn(0, 20_000);
  const share = (from: number, to: number) =>
    places.filter((x) => x >= from && x < to).length / places.length;
  // a tenth of the proposals is wide
  expect(share(2, 6)).toBeGreaterThan(0.1);
  expect(share(2, 6)).toBeLessThan(0.2);
  for (const [from, to] of [
    [-5, -3.5],
    [-1, 1],
    [3, 4],
    [4, 5],
  ] as const) {
    const steps = 400;
    let integral = 0;
    for (let n = 0; n < steps; n++)
      integral += (densityAt(0, from + ((n + 0.5) * (to - from)) / steps) * (to - from)) / steps;
    expect(Math.abs(share(from, to) - integral)).toBeLessThan(4 * Math.sqrt(integral / places.length));
  }
});

test('of draws that are all the same proposals are near, and their density is a number', () => {
  const places = drawn(1, 100);
  expect(Math.max(...places.map((x) => Math.abs(x - 7)))).toBeLessThan(0.1);
  expect(Number.isFinite(densityAt(1, 7))).toBe(true);
  expect(mixtures.logDensity(1, Float64Array.of(1e6), 0)).toBeLessThan(-1e3);
});

test('the density is one over all places', () => {
  let integral = 0;
  for (let x = -60; x < 60; x += 0.01) integral += 0.01 * densityAt(0, x);
  expect(integral).toBeCloseTo(1, 3);
});
