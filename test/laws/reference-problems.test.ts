import { describe, expect, test } from 'vitest';
import { trajectoryStatus } from '../../shared/compute/kernel.ts';
import type { Model } from '../../shared/model/model.ts';
import { kernelFor } from '../helpers/kernels.ts';
import { modelFromText } from '../helpers/library-model.ts';

interface Solved {
  readonly status: string;
  /** At the last time, [state]. */
  readonly last: readonly number[];
  /** [state][time] */
  readonly states: readonly (readonly number[])[];
}

async function solveModel(
  model: Model,
  method: string,
  times: readonly number[],
  control: { readonly rtol?: number; readonly atol?: number; readonly maxSteps?: number } = {},
): Promise<Solved> {
  const kernel = kernelFor(model, method, 'javascript', { control });
  const length = times.length;
  const signals = model.observables.length;
  kernel.bind([
    {
      doses: new Float64Array(0),
      times_h: Float64Array.from(times),
      observations: new Float64Array(signals * length),
      mask: new Uint8Array(signals * length),
    },
  ]);
  const states = new Float64Array(model.states.length * length);
  const status = new Uint8Array(1);
  const parameters = Float64Array.from(model.parameters, ({ value }) => value ?? 1);
  await kernel.simulate({ individuals: Int32Array.of(0), draws: 1, parameters }, { status, states });
  const rows = model.states.map((_, state) =>
    Array.from(states.subarray(state * length, (state + 1) * length)),
  );
  return {
    status: trajectoryStatus[status[0] as number] as string,
    last: rows.map((row) => row[length - 1] as number),
    states: rows,
  };
}

/** H. H. Robertson 1966: three reactions whose rates span nine orders of magnitude. */
const robertson = modelFromText(`model robertson "Robertson"
parameters
  p constant = 1
states
  A starts at 1
  B starts at 0
  C starts at 0
rates
  A' = -0.04 * A + 1e4 * B * C
  B' = 0.04 * A - 1e4 * B * C - 3e7 * B^2
  C' = 3e7 * B^2
observables
  S = A with precision p
`);

/** B. van der Pol 1926, mu = 1000: Hairer and Wanner 1996, IV.10, scaled time 2000. */
const vanDerPol = modelFromText(`model van_der_pol "Van der Pol"
parameters
  p constant = 1
  mu constant = 1000
states
  x starts at 2
  v starts at 0
rates
  x' = v
  v' = mu * (1 - x^2) * v - x
observables
  S = x with precision p
`);

const lotkaVolterra = modelFromText(`model lotka_volterra "Lotka-Volterra"
parameters
  p constant = 1
states
  x starts at 10
  y starts at 5
rates
  x' = 1.5 * x - x * y
  y' = x * y - 3 * y
observables
  S = x with precision p
`);

describe('stiff problems by sdirk4', () => {
  test('Robertson at t = 40', async () => {
    const { status, last } = await solveModel(robertson, 'sdirk4', [0, 0.4, 4, 40], {
      rtol: 1e-8,
      atol: 1e-12,
    });
    expect(status).toBe('ok');
    const expected = [0.7158270688, 9.185534765e-6, 0.2841637457];
    last.forEach((value, state) => {
      expect(Math.abs(value / (expected[state] as number) - 1)).toBeLessThan(1e-6);
    });
    expect(last.reduce((a, b) => a + b)).toBeCloseTo(1, 10);
  });

  test('Van der Pol, mu = 1000, at t = 2000', async () => {
    const times = [0, 500, 1000, 1500, 2000];
    const { status, last } = await solveModel(vanDerPol, 'sdirk4', times, { rtol: 1e-8, atol: 1e-10 });
    expect(status).toBe('ok');
    expect(Math.abs((last[0] as number) - 1.706167732170469)).toBeLessThan(1e-5);
    expect(Math.abs((last[1] as number) / -8.928097010248125e-4 - 1)).toBeLessThan(1e-5);
  });

  test('an explicit method gives up on it with a status, not for ever', async () => {
    const { status } = await solveModel(vanDerPol, 'dormand-prince', [0, 2000], { maxSteps: 500 });
    expect(status).toBe('maxSteps');
  });
});

test.each(['dormand-prince', 'tsit5', 'sdirk4'])(
  'Lotka-Volterra keeps its invariant to tolerance by %s',
  async (method) => {
    const times = Array.from({ length: 81 }, (_, n) => n * 0.25);
    const invariant = (x: number, y: number): number => x - 3 * Math.log(x) + y - 1.5 * Math.log(y);
    const drift: number[] = [];
    for (const rtol of [1e-5, 1e-9]) {
      const { status, states } = await solveModel(lotkaVolterra, method, times, { rtol, atol: rtol * 1e-3 });
      expect(status).toBe('ok');
      const [x = [], y = []] = states;
      drift.push(
        Math.max(...x.map((value, n) => Math.abs(invariant(value, y[n] as number) - invariant(10, 5)))),
      );
    }
    expect(drift[0]).toBeLessThan(1e-1);
    expect(drift[1]).toBeLessThan(1e-5);
    expect(drift[1]).toBeLessThan((drift[0] as number) * 1e-2);
  },
);

test('a state that runs away in finite time stops with a status', async () => {
  const model = modelFromText(`model runaway "x' = x^2"
parameters
  p constant = 1
states
  x starts at 1
rates
  x' = x^2
observables
  S = x with precision p
`);
  for (const method of ['dormand-prince', 'tsit5', 'sdirk4']) {
    const { status } = await solveModel(model, method, [0, 0.5, 2]);
    expect(['stepTooSmall', 'maxSteps', 'notFinite']).toContain(status);
  }
});
