import { expect, test } from 'vitest';
import { methods } from '../../shared/compute/methods/index.ts';
import { kernelFor } from '../helpers/kernels.ts';
import { modelFromText } from '../helpers/library-model.ts';

/** y' = -2 t y^2, y(0) = 1: nonlinear and time-dependent, so that no error coefficient is missing; y = 1 / (1 + t^2). */
const model = modelFromText(`model order "Order of a method"
parameters
  a constant = 1
  precision population LogNormal(0, 1)
states
  y starts at a
rates
  y' = -2 * t * y^2
observables
  Y = y with precision precision
`);

async function errorWith(method: string, steps: number): Promise<number> {
  const end = 2;
  // pairs take the grid's steps too: their own would hide the order; the implicit one does so under wide tolerances
  const control = { choosesSteps: false, rtol: 1e6, atol: 1e6 };
  const kernel = kernelFor(model, method, 'javascript', { control });
  const times_h = Float64Array.from({ length: steps + 1 }, (_, n) => (end * n) / steps);
  const empty = new Float64Array(times_h.length);
  kernel.bind([
    { doses: new Float64Array(0), times_h, observations: empty, mask: new Uint8Array(empty.length) },
  ]);
  const observables = new Float64Array(times_h.length);
  await kernel.simulate(
    { individuals: Int32Array.of(0), draws: 1, parameters: Float64Array.of(1, 1) },
    { status: new Uint8Array(1), observables },
  );
  // over the whole interval: at a single time errors of two steps may cancel
  return Math.max(...times_h.map((t, n) => Math.abs((observables[n] as number) - 1 / (1 + t * t))));
}

test.each(methods)('$id has order $order', async ({ id, order }) => {
  // high orders reach rounding soon, low ones their asymptote late
  const steps = order < 4 ? [256, 512] : [64, 128];
  const [coarse = 0, fine = 0] = await Promise.all(steps.map((count) => errorWith(id, count)));
  expect(fine).toBeGreaterThan(1e-13);
  expect(Math.abs(Math.log2(coarse / fine) - order)).toBeLessThan(0.2);
});
