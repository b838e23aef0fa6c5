import { describe, expect, test } from 'vitest';
import type { Kernel, KernelIndividual } from '../../shared/compute/kernel.ts';
import type { Model } from '../../shared/model/model.ts';
import type { LanePrecision } from '../../shared/model/operations/lanes/lane-algebra.ts';
import { apart, apartOfLargest, float32Tolerance, individual, kernelFor, solve } from '../helpers/kernels.ts';
import { modelFromText } from '../helpers/library-model.ts';

/** Every family of residual errors, correlated too, and treatments that change in time and are added. */
const model = modelFromText(`model shapes "Everything that has a shape of its own"
treatments
  I in steps
  D added to x
parameters
  k population LogNormal(0, 1)
  prec population LogNormal(0, 1)
  dof population LogNormal(1, 1)
  tau population LogNormal(0, 1)
states
  x starts at 1
  y starts at 0.1 * k
rates
  x' = 0.3 + 0.1 * I - k * x
  y' = hill(x, 1, 2) - 0.2 * y * sigmoid(2 [1/h] * (t - 1))
observables
  A = x with precision prec
  B = y with student precision prec * (1 + prediction) nu 2 + dof
  C = x^2 with laplace sd 0.3 / prec correlated over tau
  E = x + y with sd sqrt(0.01 + (prec * prediction)^2) correlated over 2 * tau
  F = x with sd 0.3 * prec correlated over tau with white share 0.2 with discrepancy sd prec * prediction over dof
`);
const signals = model.observables.length;
const width = model.parameters.length;

/** A well of some length; readings are missing here and there, some are censored; the drug comes twice. */
function well(length: number, phase: number, choice: Partial<KernelIndividual> = {}): KernelIndividual {
  const times = Array.from({ length }, (_, n) =>
    Math.fround((5 * (n + 0.2 * (n % 3))) / Math.max(length, 40)),
  );
  const readings = model.observables.map((_, s) =>
    times.map((t, n) => ((n + s) % 4 === 3 ? null : Math.fround(Math.cos(2 * t + s + phase)))),
  );
  const one = individual(times, [1 + phase, 0.5], readings);
  return {
    ...one,
    mask: one.mask.map((code, index) => (code === 1 && index < length && index % 5 === 2 ? 2 : code)),
    schedule: Float64Array.from({ length: 2 * length }, (_, index) =>
      index < length ? (index < length / 2 ? 0.5 : 2) : index % 7 === 3 ? 0.25 : 0,
    ),
    ...choice,
  };
}

function parametersFor(rows: number, of: Model = model): Float64Array {
  return Float64Array.from({ length: rows * of.parameters.length }, (_, index) =>
    Math.fround(0.3 + ((index * 0.618034) % 1.7)),
  );
}

const precisions: readonly LanePrecision[] = ['float32', 'float64'];
const tolerances = { float32: float32Tolerance, float64: { logLik: 1e-12, gradient: 1e-12 } } as const;

function wasmKernel(precision: LanePrecision, substeps = 1): Kernel {
  return kernelFor(model, 'midpoint', 'wasm', { precision, censoring: true, control: { substeps } });
}

describe.each(precisions)('wasm in %s', (precision) => {
  const tolerance = tolerances[precision];

  test.each([1, 2, 3, 5, 7, 33, 199, 200, 201])(
    '%d draws are those draws one by one, to the bit',
    async (draws) => {
      const kernel = wasmKernel(precision);
      const wells = [well(12, 0), well(5, 0.4)];
      const parameters = parametersFor(wells.length * draws);
      const together = await solve(kernel, wells, draws, parameters, signals);
      expect([...together.status].every((status) => status === 0)).toBe(true);
      const single = wasmKernel(precision);
      for (let series = 0; series < wells.length; series++) {
        // all of the last group and its neighbours, some of the others
        for (let draw = 0; draw < draws; draw += draw < draws - 9 ? 13 : 1) {
          const row = series * draws + draw;
          const own = parameters.slice(row * width, (row + 1) * width);
          const alone = await solve(single, [wells[series] as KernelIndividual], 1, own, signals);
          expect(alone.logLik[0]).toBe(together.logLik[row]);
          expect(alone.gradient).toEqual(together.gradient.slice(row * width, (row + 1) * width));
          expect(alone.logLikBySignal).toEqual(
            together.logLikBySignal.slice(row * signals, (row + 1) * signals),
          );
        }
      }
    },
  );

  // 3000 steps in float32: beyond some 5000, sums of the reverse sweep lose more than the gradient's tolerance
  test.each([
    [1, [1, 3]],
    [2, [1, 3]],
    [3, [1, 3]],
    [41, [1, 3]],
    [1000, [3]],
    [3000, [1]],
  ] as const)('%d grid points by %j sub-steps', async (length, choices) => {
    for (const substeps of choices) {
      const draws = length > 100 ? 3 : 9;
      const wells = [well(length, 0.2)];
      const parameters = parametersFor(draws);
      const control = { substeps };
      const judge = await solve(
        kernelFor(model, 'midpoint', 'javascript', { censoring: true, control }),
        wells,
        draws,
        parameters,
        signals,
      );
      const ours = await solve(wasmKernel(precision, substeps), wells, draws, parameters, signals);
      expect(ours.status).toEqual(judge.status);
      const { logLik, gradient, compared } = apart(judge, ours, parameters);
      expect(compared).toBe(draws);
      expect(logLik).toBeLessThan(tolerance.logLik);
      expect(gradient).toBeLessThan(tolerance.gradient);
    }
  });

  test('series of different lengths, one twice, a signal that is all missing', async () => {
    const unread = well(9, 0.1);
    const quiet = { ...unread, mask: unread.mask.map((code, index) => (index < 9 ? 0 : code)) };
    const bound = [well(30, 0), quiet, well(1, 0.3), well(2, 0.5)];
    const order = Int32Array.of(2, 0, 1, 0, 3);
    const draws = 6;
    const parameters = parametersFor(order.length * draws);
    const run = async (kernel: Kernel) => {
      const rows = order.length * draws;
      const out = {
        logLik: new Float64Array(rows),
        status: new Uint8Array(rows),
        gradient: new Float64Array(parameters.length),
        logLikBySignal: new Float64Array(rows * signals),
      };
      kernel.bind(bound);
      await kernel.logLikelihood({ individuals: order, draws, parameters }, out);
      const simulated = {
        status: new Uint8Array(rows),
        states: new Float64Array(rows * model.states.length * 30).fill(-7),
        observables: new Float64Array(rows * signals * 30).fill(-7),
        residualSd: new Float64Array(rows * signals * 30).fill(-7),
      };
      await kernel.simulate({ individuals: order, draws, parameters }, simulated);
      return { ...out, simulated };
    };
    const judge = await run(kernelFor(model, 'midpoint', 'javascript', { censoring: true }));
    const ours = await run(wasmKernel(precision));
    const { logLik, gradient } = apart(judge, ours, parameters);
    expect(logLik).toBeLessThan(tolerance.logLik);
    expect(gradient).toBeLessThan(tolerance.gradient);
    const near = precision === 'float32' ? 1e-5 : 1e-12;
    for (const quantity of ['states', 'observables', 'residualSd'] as const) {
      // also what lies behind the end of a short series: left alone by both
      expect(apartOfLargest(judge.simulated[quantity], ours.simulated[quantity])).toBeLessThan(near);
    }
    for (let draw = 0; draw < draws; draw++)
      expect(ours.logLikBySignal[(2 * draws + draw) * signals]).toBe(0);
  });

  test('no series, or no draws, is nothing to do', async () => {
    const kernel = wasmKernel(precision);
    kernel.bind([well(4, 0)]);
    const nothing = { logLik: new Float64Array(0), status: new Uint8Array(0), gradient: new Float64Array(0) };
    await kernel.logLikelihood(
      { individuals: new Int32Array(0), draws: 5, parameters: new Float64Array(0) },
      nothing,
    );
    await kernel.logLikelihood(
      { individuals: Int32Array.of(0), draws: 0, parameters: new Float64Array(0) },
      nothing,
    );
    await kernel.simulate(
      { individuals: new Int32Array(0), draws: 5, parameters: new Float64Array(0) },
      { status: new Uint8Array(0) },
    );
  });
});
