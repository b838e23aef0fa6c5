import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { backends } from '../../shared/compute/backends/index.ts';
import type { KernelIndividual } from '../../shared/compute/kernel.ts';
import { layerShapes } from '../../shared/compute/layer-shapes.ts';
import { kernelFor, solve } from '../helpers/kernels.ts';
import { libraryModel } from '../helpers/library-model.ts';

/** Values of the reference implementation in float64; `layout` in each file says what every array is. */
interface Golden {
  readonly model: string;
  readonly state_names: readonly string[];
  readonly signals_names: readonly string[];
  readonly condition_names: readonly string[];
  readonly series: readonly {
    readonly conditions: readonly number[];
    readonly dev_1hot: readonly number[];
  }[];
  readonly times: readonly number[];
  readonly observations: readonly (readonly (readonly number[])[])[];
  readonly theta: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly states: readonly (readonly (readonly (readonly number[])[])[])[];
  readonly signals: readonly (readonly (readonly (readonly number[])[])[])[];
  readonly log_p: readonly (readonly number[])[];
  readonly log_p_by_signal: readonly (readonly (readonly number[])[])[];
  readonly grad_log_p: Readonly<Record<string, readonly (readonly number[])[] | null>>;
  /** Of models with networks: [output][input] or [output]. */
  readonly weights?: Readonly<Record<string, Weights>>;
  /** d (sum of all log_p) / d weight. */
  readonly grad_weights_sum_log_p?: Readonly<Record<string, Weights>>;
}

type Weights = readonly (number | readonly number[])[];

const draws = 5;

describe.each(['dr_constant', 'auto_constant', 'dr_blackbox'])('%s against the reference', (id) => {
  const golden: Golden = JSON.parse(readFileSync(new URL(`golden_${id}.json`, import.meta.url), 'utf8'));
  const model = libraryModel(id);
  const parts = golden.series[0]?.dev_1hot.length ?? 0;
  const { shapes, length: weightCount } = layerShapes(model, parts);
  /** All layers' weights in the kernel's order. */
  const flat = (named: Readonly<Record<string, Weights>> | undefined): Float64Array => {
    const values = new Float64Array(weightCount);
    for (const { name, weight, bias } of shapes) {
      values.set(named?.[`${name}.weight`]?.flat() ?? [], weight);
      if (bias >= 0) values.set((named?.[`${name}.bias`] ?? []) as readonly number[], bias);
    }
    return values;
  };
  const individuals = golden.series.map(
    ({ conditions }, series): KernelIndividual => ({
      doses: Float64Array.from(model.treatments, ({ name }) => {
        const condition = conditions[golden.condition_names.indexOf(name)];
        return Math.exp(condition as number) - 1;
      }),
      parts: Float64Array.from(golden.series[series]?.dev_1hot ?? []),
      times_h: Float64Array.from(golden.times),
      observations: Float64Array.from(golden.observations[series]?.flat() ?? []),
      mask: new Uint8Array(golden.times.length * golden.signals_names.length).fill(1),
    }),
  );
  const rows = individuals.length * draws;
  const parameters = new Float64Array(rows * model.parameters.length);
  for (let row = 0; row < rows; row++) {
    model.parameters.forEach(({ name, value }, index) => {
      const theta = golden.theta[name]?.[Math.floor(row / draws)]?.[row % draws] ?? value;
      parameters[row * model.parameters.length + index] = theta as number;
    });
  }

  test('names', () => {
    // integrated noise comes after the states of the reference
    expect(model.states.map(({ name }) => name).slice(0, golden.state_names.length)).toEqual(
      golden.state_names,
    );
    expect(model.observables.map(({ signal }) => signal)).toEqual(golden.signals_names);
  });

  test.each(backends.map((backend) => backend.id))('log likelihood and gradient, %s', async (backend) => {
    const kernel = kernelFor(model, 'midpoint', backend, { parts, precision: 'float64' });
    kernel.setWeights(flat(golden.weights));
    const signals = model.observables.length;
    const out = await solve(kernel, individuals, draws, parameters, signals);
    for (let row = 0; row < rows; row++) {
      const at = <T>(table: readonly (readonly T[])[] | null | undefined): T | undefined =>
        table?.[Math.floor(row / draws)]?.[row % draws];
      expect(out.status[row]).toBe(0);
      const logLik = at(golden.log_p) as number;
      expect(Math.abs((out.logLik[row] as number) - logLik)).toBeLessThanOrEqual(1e-10 * Math.abs(logLik));
      at(golden.log_p_by_signal)?.forEach((value, signal) => {
        const ours = out.logLikBySignal[row * signals + signal] as number;
        expect(Math.abs(ours - value)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(value)));
      });
      const theirs = model.parameters.map(({ name }) => at(golden.grad_log_p[name]));
      const largest = Math.max(...theirs.map((value) => Math.abs(value as number)));
      expect(largest).toBeGreaterThan(0);
      model.parameters.forEach(({ name }, index) => {
        const ours = out.gradient[row * model.parameters.length + index] as number;
        expect(theirs[index], `${name} is in the golden file`).toBeTypeOf('number');
        expect(Math.abs(ours - (theirs[index] as number)), `${name}, row ${row}`).toBeLessThanOrEqual(
          1e-7 * largest,
        );
      });
    }
  });

  test.each(backends.map((backend) => backend.id))('states and observables, %s', async (backend) => {
    const kernel = kernelFor(model, 'midpoint', backend, { parts, precision: 'float64' });
    kernel.setWeights(flat(golden.weights));
    const length = golden.times.length;
    const states = new Float64Array(rows * model.states.length * length);
    const observables = new Float64Array(rows * model.observables.length * length);
    kernel.bind(individuals);
    await kernel.simulate(
      { individuals: Int32Array.from(individuals.keys()), draws, parameters },
      { status: new Uint8Array(rows), states, observables },
    );
    const compare = (ours: Float64Array, theirs: Golden['states'], count: number): void => {
      const compared = theirs[0]?.[0]?.length ?? 0;
      for (let row = 0; row < rows * count; row++) {
        const draw = Math.floor(row / count);
        if (row % count >= compared) continue;
        const series = theirs[Math.floor(draw / draws)]?.[draw % draws]?.[row % count] as readonly number[];
        const scale = Math.max(1, ...series.map(Math.abs));
        series.forEach((value, n) => {
          expect(Math.abs((ours[row * length + n] as number) - value)).toBeLessThanOrEqual(1e-10 * scale);
        });
      }
    };
    compare(states, golden.states, model.states.length);
    compare(observables, golden.signals, model.observables.length);
  });

  const withNetworks = weightCount > 0 ? backends.map((backend) => backend.id) : [];
  test.each(withNetworks)('gradient of shared weights, %s', async (backend) => {
    const kernel = kernelFor(model, 'midpoint', backend, { parts, precision: 'float64' });
    kernel.setWeights(flat(golden.weights));
    kernel.bind(individuals);
    const weightGradient = new Float64Array(weightCount);
    await kernel.logLikelihood(
      {
        individuals: Int32Array.from(individuals.keys()),
        draws,
        parameters,
        rowWeights: new Float64Array(rows).fill(1),
      },
      {
        logLik: new Float64Array(rows),
        status: new Uint8Array(rows),
        gradient: new Float64Array(parameters.length),
        weightGradient,
      },
    );
    const expected = flat(golden.grad_weights_sum_log_p);
    const largest = Math.max(...expected.map(Math.abs));
    expect(largest).toBeGreaterThan(0);
    weightGradient.forEach((value, index) => {
      expect(Math.abs(value - (expected[index] as number))).toBeLessThanOrEqual(1e-7 * largest);
    });
  });
});
