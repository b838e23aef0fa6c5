import { describe, expect, test } from 'vitest';
import { defaultControl } from '../../shared/compute/backends/stepper.ts';
import { makeConstantPool } from '../../shared/compute/backends/wasm/constant-pool.ts';
import {
  emitFunction,
  type FunctionKind,
  moduleOf,
} from '../../shared/compute/backends/wasm/kernel-functions.ts';
import { shapeOf } from '../../shared/compute/backends/wasm/wasm.ts';
import { buildPlan } from '../../shared/compute/build-plan.ts';
import { layerShapes } from '../../shared/compute/layer-shapes.ts';
import { midpoint } from '../../shared/compute/methods/midpoint.ts';
import { tsit5 } from '../../shared/compute/methods/tsit5.ts';
import type { Model } from '../../shared/model/model.ts';
import { type Code, childrenOf } from '../../shared/wasm/code.ts';
import { encodeModule } from '../../shared/wasm/encode-module.ts';
import { opcodes } from '../../shared/wasm/opcodes.ts';
import { apart, apartOfLargest, float32Tolerance, individual, kernelFor, solve } from '../helpers/kernels.ts';
import { libraryModel, modelFromText } from '../helpers/library-model.ts';

/**
 * Mistakes that fast kernels invite, and what shows that ours do not make them. Those without a test of their own are below.
 *
 * | trap | shown by |
 * |---|---|
 * | NaN gradients in the tails of sigmoid, tanh, hill, log | here, `tails` |
 * | pow as exp(a log x): 6.6e-6 | unit/model/operations/lanes: power is accurate |
 * | exp beyond its range | unit/model/operations/lanes: no finite argument of exp gives NaN |
 * | polynomials that are too short, or longer than needed | unit/model/operations/lanes: as accurate as promised; as short as |
 * | denormal numbers, which cost a third of the time | here, `denormals` |
 * | min and max of WebAssembly (NaN, -0: slow) instead of pmin, pmax | here, `instructions` |
 * | constants built anew inside loops | here, `instructions` |
 * | groups of lanes that straddle series; a width that does not divide the draws | laws/wasm-shapes: one by one, to the bit |
 * | padding that weighs in the gradient of shared weights | here, `weights` |
 * | memory that grows with every request | laws/wasm-memory |
 * | threads that share scratch, or change bits | laws/wasm-threads |
 * | a thread that dies and is waited for | laws/wasm-threads: with a task in hand |
 * | one call for everything, which is never optimised | `mostGroups` in backends/wasm/task-table.ts: a call has 13 groups |
 * | neural blocks written out | here, `layers are loops` |
 * | fused multiply-adds that differ between processors, unasked | here, `instructions` |
 * | weights of shared layers weighted after the sum instead of before | here, `weights`; laws/wasm-library |
 * | a trajectory that fails and poisons its neighbours, or the weights | contracts/backends: explodes; here, `weights` |
 * | float32 overflow taken for an answer | here, `overflow` |
 * | generated code and shared memory in a page, which its policy forbids | laws/imports: the page imports no `compute`; `script-src 'self'` in main/hosts/page-headers.ts |
 */

const precisions = ['float32', 'float64'] as const;
const tolerances = { float32: float32Tolerance, float64: { logLik: 1e-12, gradient: 1e-12 } } as const;

async function bothOf(model: Model, precision: 'float32' | 'float64', draws: readonly (readonly number[])[]) {
  const times = [0, 0.25, 0.5, 1];
  const wells = [
    individual(
      times,
      model.treatments.map(() => 0),
      model.observables.map(() => [0.1, 0.2, null, 0.3]),
    ),
  ];
  const parameters = Float64Array.from(draws.flat(), Math.fround);
  const on = (backend: string) =>
    solve(
      kernelFor(model, 'midpoint', backend, { precision }),
      wells,
      draws.length,
      parameters,
      model.observables.length,
    );
  return { judge: await on('javascript'), ours: await on('wasm'), parameters };
}

describe.each(precisions)('tails in %s', (precision) => {
  test.each([
    ['sigmoid(a)'],
    ['tanh(a)'],
    ['softplus(a) / (1 + softplus(a))'],
    ['exp(-a * a)'],
    ['hill(a, 1, 2)'],
    ['hill(max(a, 0), b, 8)'],
    ['log(1e-30 + max(a, 0)) / 100'],
    ['sqrt(1e-30 + max(a, 0)) / 100'],
    ['1 / (1 + max(a, 0)^2.5)'],
  ])('%s has finite gradients at any argument', async (formula) => {
    const model = modelFromText(`model tails "Tails"
parameters
  a population Normal(0, 1)
  b population LogNormal(0, 1)
states
  x starts at 0.5
rates
  x' = ${formula} - x
observables
  X = x + 0.1 * ${formula} with precision b
`);
    const draws = [-1e4, -1e3, -100, -88.5, -30, -1, 0, 1, 30, 88.5, 100, 1e3, 1e4].map((a) => [a, 1.5]);
    const { judge, ours, parameters } = await bothOf(model, precision, draws);
    expect([...ours.status]).toEqual(draws.map(() => 0));
    expect([...ours.gradient].every(Number.isFinite)).toBe(true);
    const { logLik, gradient } = apart(judge, ours, parameters);
    expect(logLik).toBeLessThan(tolerances[precision].logLik);
    expect(gradient).toBeLessThan(tolerances[precision].gradient);
  });
});

const decay = modelFromText(`model decay "Decay to nothing"
parameters
  k population LogNormal(0, 1)
  p population LogNormal(0, 1)
states
  x starts at 1
rates
  x' = -k * x
observables
  X = exp(-k * t) with precision p
  Y = x with precision p
`);

test('denormals: exp is 0 below the range of normal numbers, and states that vanish harm nothing', async () => {
  const times = Array.from({ length: 200 }, (_, n) => 0.5 * n);
  const wells = [individual(times, [], [times.map(() => 0.1), times.map(() => 0.1)])];
  const parameters = Float64Array.of(1, 1, 1.75, 2, 1.99, 0.5);
  const kernel = kernelFor(decay, 'midpoint', 'wasm');
  kernel.bind(wells);
  const observables = new Float64Array(3 * 2 * 200);
  const request = { individuals: Int32Array.of(0), draws: 3, parameters };
  await kernel.simulate(request, { status: new Uint8Array(3), observables });
  const exponentials = [0, 1, 2].flatMap((row) => [...observables.subarray(row * 400, row * 400 + 200)]);
  // the smallest power of two is normal; times what is left, at least sqrt(1/2), it is all but
  expect(exponentials.every((value) => value === 0 || value >= Math.SQRT1_2 * 2 ** -126)).toBe(true);
  expect(exponentials.filter((value) => value === 0).length).toBeGreaterThan(20);
  const ours = await solve(kernel, wells, 3, parameters, 2);
  const judge = await solve(kernelFor(decay, 'midpoint', 'javascript'), wells, 3, parameters, 2);
  const { logLik, gradient } = apart(judge, ours, parameters);
  expect(logLik).toBeLessThan(float32Tolerance.logLik);
  expect(gradient).toBeLessThan(float32Tolerance.gradient);
});

test('overflow of float32 is a status, not an answer', async () => {
  const growth = modelFromText(`model growth "Beyond float32"
parameters
  k population LogNormal(0, 1)
  p constant = 1e-30
states
  x starts at 1
rates
  x' = k * x
observables
  X = x with precision p
`);
  const times = Array.from({ length: 120 }, (_, n) => n);
  const wells = [individual(times, [], [times.map(() => 1)])];
  const rows = Float64Array.from([0.01, 1e-30, 1, 1e-30, 0.02, 1e-30], Math.fround);
  const float32 = await solve(kernelFor(growth, 'midpoint', 'wasm'), wells, 3, rows, 1);
  const float64 = await solve(
    kernelFor(growth, 'midpoint', 'wasm', { precision: 'float64' }),
    wells,
    3,
    rows,
    1,
  );
  expect([...float64.status]).toEqual([0, 0, 0]);
  expect([...float32.status]).toEqual([0, 3, 0]);
});

/** The module of a model's function, as code. */
function codeFor(model: Model, kind: FunctionKind, { relaxed = false, parts = 3, own = false } = {}): Code[] {
  const plan = buildPlan(model, own ? tsit5 : midpoint, { parts });
  const shape = shapeOf(plan, defaultControl, relaxed, null);
  const { body } = emitFunction({ ...shape, constants: makeConstantPool(shape.type) }, kind);
  const all: Code[] = [];
  const visit = (code: Code): void => {
    all.push(code);
    for (const child of childrenOf(code)) visit(child);
  };
  for (const code of body) visit(code);
  return all;
}

describe('instructions', () => {
  test('there is no min and max but pmin and pmax', () => {
    expect(Object.keys(opcodes).filter((name) => /\.(min|max)$/.test(name))).toEqual([]);
  });

  test.each(['dr_constant', 'dr_blackbox', 'dr_constant_learned'])(
    'constants of %s are in memory, nothing is fused',
    (id) => {
      for (const kind of ['value', 'gradient', 'weights', 'simulation'] as const) {
        for (const own of [false, true]) {
          const codes = codeFor(libraryModel(id), kind, { own });
          // zero needs no load: it is an exclusive or of a register with itself
          const inline = codes.filter((code) => code.kind === 'v128' && code.bits !== 0n);
          expect(inline).toEqual([]);
          const fused = codes.filter((code) => code.kind === 'apply' && code.opcode.includes('relaxed'));
          expect(fused).toEqual([]);
        }
      }
      const asked = codeFor(libraryModel(id), 'gradient', { relaxed: true });
      expect(asked.some((code) => code.kind === 'apply' && code.opcode === 'f32x4.relaxed_madd')).toBe(true);
    },
  );

  test('layers are loops: code does not grow with the product of their sizes', () => {
    const bytesOf = (size: number): number => {
      const model = modelFromText(`model wide "Wide"
parameters
  p constant = 1
states
  x starts at 1
networks
  h = linear layer of ${size} from x
  g = linear layer of ${size} from h
  f = linear layer for x from g
rates
  x' = f.x
observables
  X = x with precision p
`);
      const plan = buildPlan(model, midpoint);
      const shape = shapeOf(plan, defaultControl, false, null);
      return encodeModule(
        moduleOf(emitFunction({ ...shape, constants: makeConstantPool(shape.type) }, 'weights')),
      ).length;
    };
    expect(bytesOf(64) / bytesOf(8)).toBeLessThan(9);
  });
});

describe.each(precisions)('weights in %s', (precision) => {
  test.each([1, 2, 3, 4, 5])(
    'rows that only fill a group, or fail, weigh nothing; %d draws',
    async (draws) => {
      const model = modelFromText(`model net "Network beside an explosion"
parameters
  k population LogNormal(0, 1)
  p population LogNormal(0, 1)
states
  x starts at 1
  z starts at 1
networks
  h = tanh layer of 3 from x
  f = linear layer for x from h
rates
  x' = f.x
  z' = k * z^3
observables
  X = x with precision p
  Z = z with precision p
`);
      const { length } = layerShapes(model, 0);
      const times = Array.from({ length: 40 }, (_, n) => n);
      const well = individual(times, [], [times.map(() => 1), times.map(() => 1)]);
      // the second draw explodes
      const parameters = Float64Array.from({ length: 2 * draws * 2 }, (_, n) =>
        n % 2 === 1 ? 1 : Math.floor(n / 2) % draws === 1 ? 50 : Math.fround(1e-9 * (n + 1)),
      );
      const rowWeights = Float64Array.from({ length: 2 * draws }, (_, row) => 1 + (row % 3));
      const sums = async (backend: string) => {
        const kernel = kernelFor(model, 'midpoint', backend, { precision });
        kernel.setWeights(Float64Array.from({ length }, (_, n) => Math.fround(0.3 * Math.sin(3 * n + 1))));
        kernel.bind([well]);
        const status = new Uint8Array(2 * draws);
        const weightGradient = new Float64Array(length).fill(1);
        await kernel.logLikelihood(
          { individuals: Int32Array.of(0, 0), draws, parameters, rowWeights },
          {
            logLik: new Float64Array(2 * draws),
            status,
            gradient: new Float64Array(parameters.length),
            weightGradient,
          },
        );
        return { status, weightGradient };
      };
      const judge = await sums('javascript');
      const ours = await sums('wasm');
      expect(ours.status).toEqual(judge.status);
      expect([...ours.status].filter((status) => status === 3).length).toBe(draws > 1 ? 2 : 0);
      expect(judge.weightGradient.some((value) => value !== 1)).toBe(true);
      expect(apartOfLargest(judge.weightGradient, ours.weightGradient)).toBeLessThan(
        precision === 'float32' ? 2e-5 : 1e-12,
      );
    },
  );
});
