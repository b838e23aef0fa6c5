import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatProblem, hasError } from '../../shared/base/problem.ts';
import { backends } from '../../shared/compute/backends/index.ts';
import { layerShapes } from '../../shared/compute/layer-shapes.ts';
import { methods } from '../../shared/compute/methods/index.ts';
import type { Model } from '../../shared/model/model.ts';
import { primitiveOf } from '../../shared/model/operations/index.ts';
import type { PrimitiveOperation } from '../../shared/model/operations/operation.ts';
import { parseModel } from '../../shared/model/parse-model.ts';
import {
  apart,
  type Floors,
  float32Tolerance,
  individual,
  kernelFor,
  type Likelihoods,
  solve,
} from '../helpers/kernels.ts';
import { randomModel } from '../helpers/random-model.ts';

const times = [0, 0.3, 0.5, 1.1, 1.2];
const readings = times.map((t, n) => (n === 2 ? null : Math.sin(t)));
const wells = [
  individual(times, [0.7], [readings, readings.toReversed()]),
  individual(
    [0, 1],
    [0],
    [
      [0.1, 0.2],
      [null, 0.3],
    ],
  ),
];

const draws = 2;

function modelOf(text: string): Model {
  const outcome = parseModel(text, 'random.model');
  if (!outcome.ok || hasError(outcome.problems))
    throw new Error(outcome.problems.map(formatProblem).join('\n'));
  return outcome.value;
}

/** What is solved: a relative change of parameters, doses and times shows how much rounding can matter. */
interface Setting {
  readonly precision?: 'float32' | 'float64';
  readonly change?: (n: number) => number;
  /** Added to all times, so that 0 is no longer 0. */
  readonly later?: number;
  /** Between two times, for given steps. */
  readonly substeps?: number;
}

function parametersOf(model: Model, change: (n: number) => number): Float64Array {
  // float32 numbers: what is compared is the kernel's arithmetic, not the rounding of what it is given
  return Float64Array.from(
    { length: wells.length * draws * model.parameters.length },
    (_, n) => Math.fround(0.1 + ((n * 0.37) % 2.3)) * change(n),
  );
}

async function solveOn(
  model: Model,
  backend: string,
  method: string,
  { precision, change = () => 1, later = 0, substeps = 1 }: Setting = {},
): Promise<Likelihoods> {
  const kernel = kernelFor(model, method, backend, {
    control: { rtol: 1e-4, atol: 1e-6, maxSteps: 40, substeps },
    ...(precision === undefined ? {} : { precision }),
  });
  const { length } = layerShapes(model, 0);
  kernel.setWeights(Float64Array.from({ length }, (_, n) => Math.fround(Math.sin(3 * n + 1))));
  const changed = wells.map((well) => ({
    ...well,
    doses: well.doses.map((dose, n) => dose * change(n)),
    times_h: well.times_h.map((time) => time * change(0) + later),
  }));
  return solve(kernel, changed, draws, parametersOf(model, change), model.observables.length);
}

/** All others agree with the interpreter to the bit. */
const judged = backends.map(({ id }) => id).filter((id) => id !== 'interpreter' && id !== 'wasm');

/** A thousand in four parts, each with a seed of its own, so that no single test is long. */
const parts = judged.flatMap((backend) => [1, 2, 3, 4].map((part) => [backend, part] as const));

test.each(parts)('random models agree between the interpreter and %s, part %d', async (backend, part) => {
  let solved = 0;
  await fc.assert(
    fc.asyncProperty(
      randomModel,
      fc.constantFrom(...methods.map(({ id }) => id)),
      async ({ text }, method) => {
        const model = modelOf(text);
        const judge = await solveOn(model, 'interpreter', method);
        const ours = await solveOn(model, backend, method);
        expect(ours.status).toEqual(judge.status);
        judge.status.forEach((status, row) => {
          if (status !== 0) return;
          solved++;
          expect(ours.logLik[row]).toBe(judge.logLik[row]);
          const width = model.parameters.length;
          expect(ours.gradient.subarray(row * width, (row + 1) * width)).toEqual(
            judge.gradient.subarray(row * width, (row + 1) * width),
          );
        });
      },
    ),
    { seed: 20240607 + part, numRuns: 250 },
  );
  // most of them must have a solution, or nothing was compared
  expect(solved).toBeGreaterThan(600);
});

/** What wasm is held to where rounding does not matter: in float64 measured, below 1e-15 and 1e-13 for 95 % of models. */
const tolerances = {
  float64: { logLik: 1e-12, gradient: 1e-10 },
  float32: float32Tolerance,
} as const;

/** Two roundings of a number, and a number that hardly differs from 0. */
const roundings = {
  float64: { nudge: 2 ** -51, nothing: 1e-290 },
  float32: { nudge: 2 ** -23, nothing: 1e-30 },
} as const;

/**
 * The model with its constants changed, which float32 rounds as well. 0 becomes what the precision can hardly tell from it:
 * a power that underflows in float32 is no longer more than 0.
 */
function withConstants(text: string, change: (n: number) => number, nothing: number): Model {
  let n = 0;
  const changed = text.split('\n').map((line) => {
    if (line.includes('layer') || line.includes('LogNormal') || line.includes('within')) return line;
    // exponents stay whole numbers, which keeps them apart from those that need a positive base
    return line.replace(/(?<![\w.^])\d+(?:\.\d+)?(?:e-\d+)?(?![\w.])/g, (literal) => {
      const value = Number(literal);
      return String(value === 0 ? nothing : value * change(n++));
    });
  });
  return modelOf(changed.join('\n'));
}

interface Reach {
  readonly logLik: number;
  readonly gradient: number;
  readonly statuses: readonly string[];
}

/**
 * How far rounding can carry the answer of the interpreter itself: the largest differences that it finds when all it is
 * given (parameters, doses, times, constants) is changed by a rounding or two, up, down and to and fro. A condition `a < b`
 * on the brink, or a step chosen by an error that is all rounding, shows here; so does a status on the brink.
 */
async function reachOfRounding(
  text: string,
  method: string,
  judge: Likelihoods,
  precision: 'float32' | 'float64',
): Promise<Reach> {
  const { nudge, nothing } = roundings[precision];
  const parameters = parametersOf(modelOf(text), () => 1);
  const statuses: string[] = [];
  let logLik = 0;
  let gradient = 0;
  for (const change of [
    () => 1 + nudge,
    () => 1 - nudge,
    (n: number) => 1 + nudge * (n % 2 === 0 ? 1 : -1),
    (n: number) => 1 + nudge * (n % 3 === 0 ? -1 : 1),
  ]) {
    for (const [model, later] of [
      [modelOf(text), nothing],
      [withConstants(text, change, nothing), 0],
      [withConstants(text, change, -nothing), 0],
    ] as const) {
      const nudged = await solveOn(model, 'interpreter', method, { change, later });
      const distance = apart(judge, nudged, parameters, floors[precision]);
      logLik = Math.max(logLik, distance.logLik);
      gradient = Math.max(gradient, distance.gradient);
      statuses.push(nudged.status.join());
    }
  }
  const seen = await solveAsFloat32Sees(modelOf(text), method, precision);
  const distance = apart(judge, seen, parameters, floors[precision]);
  logLik = Math.max(logLik, distance.logLik);
  gradient = Math.max(gradient, distance.gradient);
  statuses.push(seen.status.join());
  return { logLik, gradient, statuses };
}

/**
 * The interpreter with conditions decided by what float32 can tell apart: of two numbers below its range neither is less,
 * as of two Hill functions of nothing.
 */
async function solveAsFloat32Sees(
  model: Model,
  method: string,
  precision: 'float32' | 'float64',
): Promise<Likelihoods> {
  const less = primitiveOf('less') as { value: PrimitiveOperation['value'] };
  const exact = less.value;
  // exponentials below the normal numbers are 0
  const seen = (a: number): number => (Math.abs(a) < 2 ** -126 ? 0 : Math.fround(a));
  if (precision === 'float32') less.value = (a, b) => exact(seen(a), seen(b), 0);
  try {
    return await solveOn(model, 'interpreter', method);
  } finally {
    less.value = exact;
  }
}

/** Readings of each well. */
const readingsOf = wells.map(({ mask }) => mask.reduce((count, code) => count + (code === 0 ? 0 : 1), 0));

/**
 * Random models often saturate, and their log likelihoods often cancel. Of tanh near 1 float32 leaves 1 - tanh^2 an error of
 * 6e-8 of a whole, so that only what moves the log likelihood by some hundredths can be compared to 2e-5.
 */
const floors: Readonly<Record<'float32' | 'float64', Floors>> = {
  float64: { nats: nats, gradient: 1e-3 },
  float32: { nats: nats, gradient: 2e-2 },
};

function nats(row: number): number {
  return readingsOf[Math.floor(row / draws)] ?? 0;
}

/**
 * The arithmetic of wasm may round this many times as badly as one nudge of what it is given: it rounds at each of some
 * thousand operations, and what cancels there need not be sensitive to what is given. Measured: up to 23.
 */
const patience = 50;

const wasm = backends.find(({ id }) => id === 'wasm');
const wasmMethods = methods.filter((method) => wasm?.runs(method) === true);
/** A thousand for each precision, in eight parts. */
const wasmParts = (['float64', 'float32'] as const).flatMap((precision) =>
  [1, 2, 3, 4, 5, 6, 7, 8].map((part) => [precision, part] as const),
);

test.each(wasmParts)(
  'random models agree between the interpreter and wasm in %s, part %d',
  async (precision, part) => {
    const tolerance = tolerances[precision];
    const ids = wasmMethods
      .filter(({ error }) => precision === 'float64' || error === null)
      .map(({ id }) => id);
    let solved = 0;
    let plain = 0;
    let models = 0;
    await fc.assert(
      fc.asyncProperty(randomModel, fc.constantFrom(...ids), async ({ text }, method) => {
        const model = modelOf(text);
        const parameters = parametersOf(model, () => 1);
        const judge = await solveOn(model, 'interpreter', method);
        const ours = await solveOn(model, 'wasm', method, { precision });
        const { logLik, gradient, compared } = apart(judge, ours, parameters, floors[precision]);
        const sameStatus = ours.status.join() === judge.status.join();
        solved += compared;
        models++;
        if (sameStatus && logLik <= tolerance.logLik && gradient <= tolerance.gradient) {
          plain++;
          return;
        }
        const reach = await reachOfRounding(text, method, judge, precision);
        if (!sameStatus) expect(reach.statuses).toContain(ours.status.join());
        expect(logLik).toBeLessThanOrEqual(tolerance.logLik + patience * reach.logLik);
        expect(gradient).toBeLessThanOrEqual(tolerance.gradient + patience * reach.gradient);
      }),
      { seed: 20240607 + part, numRuns: 125, endOnFailure: true },
    );
    expect(solved).toBeGreaterThan(300);
    // the plain tolerance judges nearly all; the others are those that rounding carries away on the interpreter as well
    expect(plain / models).toBeGreaterThan(0.95);
  },
);

test('60 states and 200 parameters', async () => {
  const states = Array.from({ length: 60 }, (_, i) => i);
  const model = modelOf(`model large "Chain of sixty"
treatments
  D within 0 .. 10
parameters
${Array.from({ length: 200 }, (_, i) => `  p${i} population LogNormal(0, 1)`).join('\n')}
states
${states.map((i) => `  s${i} starts at ${i === 0 ? 'D' : `0.01 * p${i}`}`).join('\n')}
rates
${states.map((i) => `  s${i}' = ${i === 0 ? '' : `p${i} * s${i - 1} / (1 + p${60 + i} * s${i - 1})`} - (0.1 + p${120 + i}) * s${i}`).join('\n')}
observables
  A = s59 with precision p0
  B = s30 + ${Array.from({ length: 20 }, (_, i) => `p${180 + i}`).join(' + ')} with precision p60
`);
  // a step of an hour is too long for what is lost at 2.5 an hour
  const substeps = 2;
  const judge = await solveOn(model, 'interpreter', 'midpoint', { substeps });
  for (const backend of judged) {
    const ours = await solveOn(model, backend, 'midpoint', { substeps });
    expect(ours.logLik).toEqual(judge.logLik);
    expect(ours.gradient).toEqual(judge.gradient);
  }
  for (const precision of ['float64', 'float32'] as const) {
    const ours = await solveOn(model, 'wasm', 'midpoint', { precision, substeps });
    const { logLik, gradient } = apart(
      judge,
      ours,
      parametersOf(model, () => 1),
    );
    expect(logLik).toBeLessThan(tolerances[precision].logLik);
    expect(gradient).toBeLessThan(tolerances[precision].gradient);
  }
  expect([...judge.status]).toEqual([0, 0, 0, 0]);
});
