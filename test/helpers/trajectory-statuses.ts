import { expect } from 'vitest';
import { trajectoryStatus } from '../../shared/compute/kernel.ts';
import { methods } from '../../shared/compute/methods/index.ts';
import type { Model } from '../../shared/model/model.ts';
import { individual, kernelFor, solve } from './kernels.ts';

/** Methods with steps of a given size. */
export const explicitMethods = methods.filter(({ kind }) => kind === 'explicit').map(({ id }) => id);

/** Status of each draw, solved with its gradient and simulated; the two agree. `times`, hours; `draws`: [draw, parameter]. */
export async function statusOf(
  model: Model,
  backend: string,
  method: string,
  times: readonly number[],
  draws: readonly (readonly number[])[],
  /** Absent: as fits watch. */
  watchEvery?: number,
): Promise<readonly string[]> {
  const kernel = kernelFor(model, method, backend, {
    control: { choosesSteps: false, ...(watchEvery !== undefined && { watchEvery }) },
  });
  const well = individual(
    times,
    [],
    model.observables.map(() => times.map(() => 0.1)),
  );
  const out = await solve(
    kernel,
    [well],
    draws.length,
    Float64Array.from(draws.flat()),
    model.observables.length,
  );
  const simulated = new Uint8Array(draws.length);
  const request = {
    individuals: Int32Array.of(0),
    draws: draws.length,
    parameters: Float64Array.from(draws.flat()),
  };
  await kernel.simulate(request, { status: simulated });
  await kernel.close();
  expect(simulated.map(Math.sign), 'simulated alike').toEqual(out.status.map(Math.sign));
  return Array.from(out.status, (code) => trajectoryStatus[code] as string);
}
