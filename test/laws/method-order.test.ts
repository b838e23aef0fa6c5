import { expect, test } from 'vitest';
import { methods } from '../../shared/compute/methods/index.ts';
import { kernelFor } from '../helpers/kernels.ts';
import { modelFromText } from '../helpers/library-model.ts';

/** y' = y cos(t), y(0) = a: time-dependent, solution a exp(sin t); no method is exact on it by accident. */
const model = modelFromText(`model order "Order of a method"
parameters
  a constant = 1
  w constant = 1
  precision population LogNormal(0, 1)
states
  y starts at a
  c starts at 1
  s starts at 0
rates
  y' = w * y * c
  c' = 0 - w * s
  s' = w * c
observables
  Y = y with precision precision
`);

async function errorWith(method: string, steps: number): Promise<number> {
  const end = 2;
  const kernel = kernelFor(model, method, 'javascript');
  const times_h = Float64Array.from({ length: steps + 1 }, (_, n) => (end * n) / steps);
  const empty = new Float64Array(times_h.length);
  kernel.bind([
    { doses: new Float64Array(0), times_h, observations: empty, mask: new Uint8Array(empty.length) },
  ]);
  const observables = new Float64Array(times_h.length);
  await kernel.simulate(
    { individuals: Int32Array.of(0), draws: 1, parameters: Float64Array.of(1, 1, 1) },
    { status: new Uint8Array(1), observables },
  );
  return Math.abs((observables[steps] as number) - Math.exp(Math.sin(end)));
}

test.each(methods.map(({ id, order }) => [id, order] as const))('%s has order %d', async (id, order) => {
  const steps = [16, 32, 64, 128];
  const errors = await Promise.all(steps.map((count) => errorWith(id, count)));
  for (let k = 1; k < steps.length; k++) {
    const measured = Math.log2((errors[k - 1] as number) / (errors[k] as number));
    // asymptotic from the second halving on
    if (k > 1) expect(Math.abs(measured - order)).toBeLessThan(0.2);
  }
});
