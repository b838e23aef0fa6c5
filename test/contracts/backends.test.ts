import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { backends } from '../../shared/compute/backends/index.ts';
import { compileKernel } from '../../shared/compute/compile.ts';
import { layerShapes } from '../../shared/compute/layer-shapes.ts';
import { methods } from '../../shared/compute/methods/index.ts';
import { apart, float32Tolerance, individual, kernelFor, solve } from '../helpers/kernels.ts';
import { libraryModel, modelFromText } from '../helpers/library-model.ts';

const backendFolder = new URL('../../shared/compute/backends/', import.meta.url);
const model = libraryModel('dr_constant');
const count = model.parameters.length;
const grid = Array.from({ length: 30 }, (_, n) => n * 0.5 + 0.02 * (n % 3));
const readings = model.observables.map((_, s) =>
  grid.map((t, n) => (n % 7 === s ? null : 0.05 * t * (s + 1))),
);

/** What a backend need not do, and why. */
const notRun: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  wasm: { sdirk4: 'Newton iterations end at a different count in each lane; javascript runs it' },
};

/** Backends that compute in another order than the interpreter, or in float32; all others agree with it to the bit. */
const ownArithmetic: ReadonlySet<string> = new Set(['wasm']);

/**
 * Largest differences allowed in float64. Measured: 3e-16 and 5e-16 with given steps, where only functions such as exp
 * differ in their last bit; 5e-15 and 2e-14 where such a bit moves the steps that are chosen after it.
 */
const float64Tolerance = {
  given: { logLik: 1e-14, gradient: 1e-14 },
  chosen: { logLik: 1e-13, gradient: 1e-12 },
} as const;

/** Draws around the priors' medians, by a fixed low-discrepancy rule; float32 numbers, so that no backend rounds them. */
function parametersFor(rows: number): Float64Array {
  return Float64Array.from({ length: rows * count }, (_, index) => {
    const parameter = model.parameters[index % count];
    const row = Math.floor(index / count);
    const fraction = ((row + 1) * 0.618034 * ((index % count) + 1)) % 1;
    if (parameter?.value !== null && parameter?.value !== undefined) return Math.fround(parameter.value);
    const mu = parameter?.prior?.mu ?? 0.5;
    return Math.fround(Math.exp(mu + (fraction - 0.5) * 2));
  });
}

test('every backend folder is in the list', () => {
  const folders = readdirSync(backendFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  expect(backends.map(({ id }) => id).sort()).toEqual(folders);
});

test('an unknown backend or method is a problem that names the known ones', () => {
  const outcome = compileKernel({ model, method: 'midpont', backend: 'fortran' });
  expect(outcome.ok).toBe(false);
  expect(outcome.problems.map(({ code }) => code)).toEqual([
    'compute.unknownMethod',
    'compute.unknownBackend',
  ]);
  expect(outcome.problems[0]?.remedy).toContain('midpoint');
  expect(outcome.problems[1]?.remedy).toContain('interpreter');
});

describe.each(backends.map(({ id }) => id))('%s', (backend) => {
  test('runs every method but those with a reason not to', () => {
    const { runs } = backends.find(({ id }) => id === backend) as (typeof backends)[number];
    const left = methods.filter((method) => !runs(method)).map(({ id }) => id);
    expect(left).toEqual(Object.keys(notRun[backend] ?? {}));
    for (const method of left) {
      const outcome = compileKernel({ model, method, backend });
      expect(outcome.ok).toBe(false);
      expect(outcome.problems.map(({ code }) => code)).toEqual(['compute.unableBackend']);
      expect(outcome.problems[0]?.message).toContain(method);
      expect(outcome.problems[0]?.remedy).toContain('javascript');
      expect(kernelFor(model, method, 'auto').backend).not.toBe(backend);
    }
  });

  const methodIds = methods.map(({ id }) => id).filter((id) => !(id in (notRun[backend] ?? {})));
  // 33 draws: a group of lanes and one more
  const draws = 33;
  const wells = [
    individual(grid, [25, 0], readings),
    individual(
      grid.slice(0, 9),
      [0, 1e7],
      readings.map((row) => row.slice(0, 9)),
    ),
  ];
  const parameters = parametersFor(wells.length * draws);
  const exactly = ownArithmetic.has(backend) ? methodIds.slice(0, 0) : methodIds;
  const closely = ownArithmetic.has(backend) ? methodIds : methodIds.slice(0, 0);

  test.each(exactly)('agrees with the interpreter to the bit by %s', async (method) => {
    const judge = await solve(kernelFor(model, method, 'interpreter'), wells, draws, parameters, 4);
    const ours = await solve(kernelFor(model, method, backend), wells, draws, parameters, 4);
    expect(ours.status).toEqual(judge.status);
    expect(ours.logLik).toEqual(judge.logLik);
    expect(ours.gradient).toEqual(judge.gradient);
    expect(ours.logLik.some((value) => value !== ours.logLik[0])).toBe(true);
  });

  test.each(closely)('agrees with the interpreter by %s, in float64 and as it comes', async (method) => {
    const judge = await solve(kernelFor(model, method, 'interpreter'), wells, draws, parameters, 4);
    expect([...judge.status].every((status) => status === 0)).toBe(true);
    for (const precision of ['float64', null] as const) {
      const options = precision === null ? {} : { precision };
      const kernel = kernelFor(model, method, backend, options);
      const ours = await solve(kernel, wells, draws, parameters, 4);
      await kernel.close();
      const steps = methods.find(({ id }) => id === method)?.error === null ? 'given' : 'chosen';
      const tolerance = precision === null && steps === 'given' ? float32Tolerance : float64Tolerance[steps];
      expect(ours.status).toEqual(judge.status);
      const { logLik, gradient, compared } = apart(judge, ours, parameters);
      expect(compared).toBe(wells.length * draws);
      expect(logLik).toBeLessThan(tolerance.logLik);
      expect(gradient).toBeLessThan(tolerance.gradient);
    }
  });

  test('gives the same log likelihood with and without the gradient', async () => {
    const kernel = kernelFor(model, 'midpoint', backend);
    const parameters = parametersFor(3);
    const full = await solve(kernel, [individual(grid, [25, 3], readings)], 3, parameters, 4);
    const logLik = new Float64Array(3);
    await kernel.logLikelihood(
      { individuals: Int32Array.of(0), draws: 3, parameters },
      { logLik, status: new Uint8Array(3) },
    );
    expect(logLik).toEqual(full.logLik);
  });

  test('a reading of another well or draw changes nothing', async () => {
    const kernel = kernelFor(model, 'midpoint', backend);
    const parameters = parametersFor(4);
    const well = individual(grid, [25, 3], readings);
    const alone = await solve(kernel, [well], 4, parameters, 4);
    const other = individual(
      grid,
      [0, 0],
      readings.map((row) => row.map(() => 1)),
    );
    const both = new Float64Array(parameters.length * 2);
    both.set(parameters, parameters.length);
    both.set(parametersFor(9).subarray(5 * count, 9 * count));
    const together = await solve(kernel, [other, well], 4, both, 4);
    expect(together.logLik.subarray(4)).toEqual(alone.logLik);
    expect(together.gradient.subarray(parameters.length)).toEqual(alone.gradient);
  });

  test('a trajectory that explodes has a status, and its neighbours do not notice', async () => {
    const explosive = modelFromText(`model explosive "Grows in finite time"
parameters
  k population LogNormal(0, 1)
  prec population LogNormal(0, 1)
states
  x starts at 1
rates
  x' = k * x^3
observables
  X = x with precision prec
`);
    const kernel = kernelFor(explosive, 'midpoint', backend);
    const times = Array.from({ length: 60 }, (_, n) => n);
    const out = await solve(
      kernel,
      [individual(times, [], [times.map(() => 1)])],
      3,
      Float64Array.of(1e-9, 1, 50, 1, 2e-9, 1),
      1,
    );
    expect([...out.status]).toEqual([0, 3, 0]);
    expect([...out.gradient.subarray(2, 4)]).toEqual([0, 0]);
    expect(Number.isFinite(out.logLik[0]) && Number.isFinite(out.logLik[2])).toBe(true);
  });

  test('a trajectory without weight adds nothing to the gradient of weights, whatever becomes of it', async () => {
    const exploding = modelFromText(`model exploding "Grows in finite time beside a network"
parameters
  k population LogNormal(0, 1)
  prec population LogNormal(0, 1)
states
  x starts at 1
networks
  net = linear layer for a from x
rates
  x' = k * x^3 + net.a
observables
  X = x with precision prec
`);
    const times = Array.from({ length: 12 }, (_, n) => n);
    const { length } = layerShapes(exploding, 0);
    // the second draw leaves the range of numbers, in float64 as well
    const draws = Float64Array.of(1e-9, 1, 50, 1, 2e-9, 1);
    const gradientOf = async (rowWeights: Float64Array, parameters: Float64Array): Promise<Float64Array> => {
      const kernel = kernelFor(exploding, 'midpoint', backend);
      kernel.setWeights(new Float64Array(length).fill(0.01));
      kernel.bind([individual(times, [], [times.map(() => 1)])]);
      const rows = rowWeights.length;
      const weightGradient = new Float64Array(length);
      await kernel.logLikelihood(
        { individuals: Int32Array.of(0), draws: rows, parameters, rowWeights },
        {
          logLik: new Float64Array(rows),
          status: new Uint8Array(rows),
          gradient: new Float64Array(parameters.length),
          weightGradient,
        },
      );
      return weightGradient;
    };
    const together = await gradientOf(Float64Array.of(0.3, 0, 0.7), draws);
    const apart = await gradientOf(Float64Array.of(0.3, 0.7), Float64Array.of(1e-9, 1, 2e-9, 1));
    expect(together.every(Number.isFinite)).toBe(true);
    together.forEach((value, n) => {
      expect(value).toBeCloseTo(apart[n] as number, 4);
    });
    expect(apart.some((value) => value !== 0)).toBe(true);
  });

  test.each([1, 2])(
    'networks see states with what has just been added to them, %d sub-steps',
    async (substeps) => {
      const dosed = modelFromText(`model dosed "A network beside a dose"
treatments
  D added to x
parameters
  k population LogNormal(0, 1)
  prec population LogNormal(0, 1)
states
  x starts at 0.1
  y starts at 0
networks
  net = tanh layer for a from x
rates
  x' = -k * x
  y' = net.a
observables
  Y = y with precision prec
`);
      const times = [0, 0.5, 1, 1.5];
      const well = {
        ...individual(times, [0], [[0.1, 0.2, 0.3, 0.4]]),
        schedule: Float64Array.of(0.5, 0, 2, 0),
      };
      const { length } = layerShapes(dosed, 0);
      const answerOf = (name: string) => {
        const kernel = kernelFor(dosed, 'midpoint', name, { control: { substeps } });
        kernel.setWeights(new Float64Array(length).fill(0.5));
        return solve(kernel, [well], 1, Float64Array.of(0.75, 1.5), 1);
      };
      const judge = await answerOf('interpreter');
      const ours = await answerOf(backend);
      expect(ours.logLik[0]).toBeCloseTo(judge.logLik[0] as number, 4);
      ours.gradient.forEach((value, p) => {
        expect(value).toBeCloseTo(judge.gradient[p] as number, 4);
      });
    },
  );

  test('one reading, or none, is enough', async () => {
    const kernel = kernelFor(model, 'midpoint', backend);
    const parameters = parametersFor(1);
    const single = individual([0.5], [1, 1], [[0.1], [null], [null], [null]]);
    const out = await solve(kernel, [single], 1, parameters, 4);
    const held = (parameter: string): number =>
      parameters[model.parameters.findIndex(({ name }) => name === parameter)] as number;
    const precision = held('prec_x');
    const expected =
      0.5 * Math.log(precision / (2 * Math.PI)) - 0.5 * precision * (held('init_x') - 0.1) ** 2;
    const digits = ownArithmetic.has(backend) ? float32Tolerance.logLik : 1e-12;
    expect(Math.abs((out.logLik[0] as number) - expected)).toBeLessThan(digits * Math.abs(expected));
    const nothing = individual(
      [0, 1],
      [1, 1],
      [
        [null, null],
        [null, null],
        [null, null],
        [null, null],
      ],
    );
    expect((await solve(kernel, [nothing], 1, parameters, 4)).logLik[0]).toBe(0);
  });
});
