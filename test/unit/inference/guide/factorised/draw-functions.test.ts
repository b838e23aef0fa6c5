import { expect, test } from 'vitest';
import { makeArrayMemory } from '../../../../../shared/inference/draws/simd/array-memory.ts';
import { exponentBounds } from '../../../../../shared/inference/draws/simd/emit-exponential.ts';
import {
  drawFunctions,
  drawModule,
} from '../../../../../shared/inference/guide/factorised/draw-functions.ts';
import { pairLayout } from '../../../../../shared/inference/guide/factorised/emit-draws.ts';
import { encodeModule } from '../../../../../shared/wasm/encode-module.ts';

type Row = Readonly<Record<'mean' | 'scale' | 'lower' | 'upper' | 'priorMean' | 'inverseSd', number>> & {
  readonly counts: boolean;
  readonly isLog: boolean;
  readonly column: number;
};

const arrays = makeArrayMemory();
const { draws } = drawFunctions(arrays);

function tableOf(entries: readonly Row[]) {
  const numbers = arrays.float64((Math.ceil(entries.length / 2) * pairLayout.bytes) / 8);
  const view = new DataView(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  entries.forEach((entry, n) => {
    const at = (n >> 1) * pairLayout.bytes;
    for (const name of ['mean', 'scale', 'lower', 'upper', 'priorMean', 'inverseSd'] as const) {
      view.setFloat64(at + pairLayout[name] + 8 * (n & 1), entry[name], true);
    }
    view.setFloat64(at + pairLayout.half + 8 * (n & 1), entry.counts ? -0.5 : 0, true);
    view.setBigInt64(at + pairLayout.isLog + 8 * (n & 1), entry.isLog ? -1n : 0n, true);
    view.setInt32(at + pairLayout.column + 4 * (n & 1), 8 * entry.column, true);
  });
  return numbers;
}

test('the module of the emitted function is valid', () => {
  expect(WebAssembly.validate(encodeModule(drawModule()))).toBe(true);
});

test.each([1, 3, 4, 5, 8, 11])('%i draws are as the formulas stand', (rows) => {
  const entries = [5, 0, 3, 6, 1, 2].map((column, n) => ({
    ...{
      mean: 0.3 * n - 1,
      scale: 0.5 + n / 7,
      lower: -1.5,
      upper: 0.8,
      priorMean: 0.1 * n,
      inverseSd: 1 / (1 + n),
    },
    ...{ counts: n !== 2, isLog: n % 3 !== 1, column },
  }));
  const noise = arrays.float64(rows * entries.length);
  noise.forEach((_, n) => {
    noise[n] = 2 * Math.sin(3 * n + rows);
  });
  const width = 8;
  const parameters = arrays.float64((rows + 1) * width).fill(9);
  const logRatio = arrays.float64(rows + 1).fill(9);
  const expected = { parameters: parameters.slice(), logRatio: logRatio.slice() };
  for (let t = 0; t < rows; t++) {
    expected.logRatio[t] = 0.25;
    entries.forEach((entry, d) => {
      const eps = noise[t * entries.length + d] as number;
      const eta = entry.mean + entry.scale * eps;
      const z = (eta - entry.priorMean) * entry.inverseSd;
      const seen = Math.min(Math.max(eta, entry.lower), entry.upper);
      expected.parameters[t * width + entry.column] = entry.isLog ? Math.exp(seen) : seen;
      if (entry.counts) expected.logRatio[t] = (expected.logRatio[t] as number) - 0.5 * (z * z - eps * eps);
    });
  }
  draws(
    ...([rows, noise.byteOffset, 8 * entries.length, tableOf(entries).byteOffset, 3] as const),
    ...([parameters.byteOffset, 8 * width, logRatio.byteOffset, 0.25] as const),
  );
  for (const name of ['parameters', 'logRatio'] as const) {
    const found = { parameters, logRatio }[name];
    found.forEach((value, n) => {
      expect(Math.abs(value - (expected[name][n] as number))).toBeLessThan(1e-14 * (1 + Math.abs(value)));
    });
  }
});

/** exp of each, as a draw's value. */
function exponentials(xs: readonly number[]): readonly number[] {
  const bounds = { lower: exponentBounds.least, upper: exponentBounds.largest };
  const entry = { mean: 0, scale: 1, ...bounds, priorMean: 0, inverseSd: 0, counts: false, isLog: true };
  const noise = arrays.float64(2 * xs.length);
  xs.forEach((x, n) => {
    noise[2 * n] = x;
  });
  const values = arrays.float64(2 * xs.length);
  const table = tableOf([
    { ...entry, column: 0 },
    { ...entry, column: 1 },
  ]).byteOffset;
  const logRatio = arrays.float64(xs.length).byteOffset;
  draws(xs.length, noise.byteOffset, 16, table, 1, values.byteOffset, 16, logRatio, 0);
  return xs.map((_, n) => values[2 * n] as number);
}

test('exponentials are Math.exp within 2 units in the last place', () => {
  const xs: number[] = [];
  for (let x = -708; x < 709.43; x += 0.0137) xs.push(x);
  exponentials(xs).forEach((value, n) => {
    const exact = Math.exp(xs[n] as number);
    expect(Math.abs(value - exact) / exact).toBeLessThan(2 * 2 ** -52);
  });
});

test('exponentials end at their bounds, and what is not a number stays so', () => {
  const [zero, least, most, nothing] = exponentials([0, -Infinity, Infinity, Number.NaN]);
  expect(zero).toBe(1);
  expect(least).toBeGreaterThan(0);
  expect(least).toBeLessThan(1e-307);
  expect(most).toBe(Infinity);
  expect(nothing).toBeNaN();
});
