import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { backends } from '../../shared/compute/backends/index.ts';
import { compileKernel } from '../../shared/compute/compile.ts';
import { methods } from '../../shared/compute/methods/index.ts';
import { individual, kernelFor, solve } from '../helpers/kernels.ts';
import { libraryModel, modelFromText } from '../helpers/library-model.ts';

const backendFolder = new URL('../../shared/compute/backends/', import.meta.url);
const model = libraryModel('dr_constant');
const count = model.parameters.length;
const grid = Array.from({ length: 30 }, (_, n) => n * 0.5 + 0.02 * (n % 3));
const readings = model.observables.map((_, s) =>
  grid.map((t, n) => (n % 7 === s ? null : 0.05 * t * (s + 1))),
);

/** Draws around the priors' medians, by a fixed low-discrepancy rule. */
function parametersFor(rows: number): Float64Array {
  return Float64Array.from({ length: rows * count }, (_, index) => {
    const parameter = model.parameters[index % count];
    const row = Math.floor(index / count);
    const fraction = ((row + 1) * 0.618034 * ((index % count) + 1)) % 1;
    if (parameter?.value !== null && parameter?.value !== undefined) return parameter.value;
    const mu = parameter?.prior?.mu ?? 0.5;
    return Math.exp(mu + (fraction - 0.5) * 2);
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
  test.each(methods.map(({ id }) => id))('agrees with the interpreter to the bit by %s', async (method) => {
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
    const judge = await solve(kernelFor(model, method, 'interpreter'), wells, draws, parameters, 4);
    const ours = await solve(kernelFor(model, method, backend), wells, draws, parameters, 4);
    expect(ours.status).toEqual(judge.status);
    expect(ours.logLik).toEqual(judge.logLik);
    expect(ours.gradient).toEqual(judge.gradient);
    expect(ours.logLik.some((value) => value !== ours.logLik[0])).toBe(true);
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

  test('one reading, or none, is enough', async () => {
    const kernel = kernelFor(model, 'midpoint', backend);
    const parameters = parametersFor(1);
    const single = individual([0.5], [1, 1], [[0.1], [null], [null], [null]]);
    const out = await solve(kernel, [single], 1, parameters, 4);
    const precision = parameters[model.parameters.findIndex(({ name }) => name === 'prec_x')] as number;
    const expected = 0.5 * Math.log(precision / (2 * Math.PI)) - 0.5 * precision * (0.002 - 0.1) ** 2;
    expect(out.logLik[0]).toBeCloseTo(expected, 9);
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
