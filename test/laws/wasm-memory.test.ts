import { afterEach, expect, test, vi } from 'vitest';
import { individual, kernelFor } from '../helpers/kernels.ts';
import { libraryModel } from '../helpers/library-model.ts';

afterEach(() => vi.restoreAllMocks());

const model = libraryModel('dr_constant');
const times = [0, 0.2];
const series = 36;
const draws = 200;

function parametersFor(rows: number): Float64Array {
  const values = model.parameters.map(({ value, prior }) => value ?? Math.exp(Math.min(prior?.mu ?? 0, 2)));
  return Float64Array.from(
    { length: rows * values.length },
    (_, index) => values[index % values.length] as number,
  );
}

/** A spy on growth and a request of any number of series: of a training step's size, but for the number of times. */
function watched() {
  const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
  const kernel = kernelFor(model, 'midpoint', 'wasm');
  const readings = model.observables.map(() => times.map(() => 0.1));
  kernel.bind(Array.from({ length: series }, () => individual(times, [25, 0], readings)));
  const parameters = parametersFor(series * draws);
  const out = {
    logLik: new Float64Array(series * draws),
    status: new Uint8Array(series * draws),
    gradient: new Float64Array(parameters.length),
  };
  const ask = (count: number, withGradient = true) =>
    kernel.logLikelihood(
      { individuals: Int32Array.from({ length: count }, (_, index) => index), draws, parameters },
      withGradient ? out : { logLik: out.logLik, status: out.status },
    );
  return { grow, kernel, ask };
}

test('two thousand requests of a training step’s size need no more memory than the first ones', async () => {
  const { grow, kernel, ask } = watched();
  for (let n = 0; n < 4; n++) await ask(series, n % 2 === 0);
  const before = grow.mock.calls.length;
  expect(before).toBeGreaterThan(0);
  // a request of every size and kind a fit makes, most of them small enough to be quick
  for (let n = 0; n < 2000; n++) await ask(n % 50 === 0 ? series : 1 + (n % 2), n % 3 !== 0);
  expect(grow.mock.calls.length).toBe(before);
  await kernel.close();
});

test('memory grows with the largest request only, and ever more rarely', async () => {
  const { grow, kernel, ask } = watched();
  const growths: number[] = [];
  for (let count = 1; count <= series; count++) {
    await ask(count);
    const now = grow.mock.calls.length;
    growths.push(now);
    await ask(Math.ceil(count / 2));
    expect(grow.mock.calls.length, `half of ${count} series after ${count}`).toBe(now);
  }
  // room to spare: far fewer growths than larger requests
  expect(growths.at(-1)).toBeLessThan(series);
  const pages = grow.mock.calls.reduce((sum, [delta]) => sum + Number(delta), 0);
  expect(pages * 65_536).toBeLessThan(64 * 2 ** 20);
  await kernel.close();
});
