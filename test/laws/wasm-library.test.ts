import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../shared/base/random.ts';
import { type Kernel, type KernelIndividual, trajectoryStatus } from '../../shared/compute/kernel.ts';
import { layerShapes } from '../../shared/compute/layer-shapes.ts';
import type { Model } from '../../shared/model/model.ts';
import type { LanePrecision } from '../../shared/model/operations/lanes/lane-algebra.ts';
import {
  apart,
  apartOfLargest,
  float32Tolerance,
  individual,
  kernelFor,
  type Likelihoods,
} from '../helpers/kernels.ts';
import { libraryModel } from '../helpers/library-model.ts';

const ids = readdirSync(new URL('../../resources/models/', import.meta.url));
const parts = 3;
/** Seventeen groups of lanes and three more. */
const draws = 71;
const points = 50;
const series = 2;

/** Measured over all models: float32 5e-7 .. 1.1e-6, 5e-6 and 5e-6; float64 2e-15 at worst. */
const tolerances = {
  float32: { ...float32Tolerance, weights: 2e-5, simulation: 1e-5 },
  float64: { logLik: 1e-13, gradient: 1e-13, weights: 1e-13, simulation: 1e-13 },
} as const;

function normals(count: number, stream: number): Float64Array {
  const out = new Float64Array(count);
  fillNormals({ seed: 11, purpose: 'test', step: 0, individual: stream }, out);
  return out;
}

/** Draws from the priors; float32 numbers, so that only the arithmetic differs. */
function parametersOf(model: Model): Float64Array {
  const count = model.parameters.length;
  const spread = normals(series * draws * count, 7);
  return spread.map((z, index) => {
    const parameter = model.parameters[index % count] as Model['parameters'][number];
    const { name, prior, value, limits, part, carries } = parameter;
    if (carries !== undefined) return 1;
    if (part) return Math.fround(1.4 + 0.1 * z);
    if (value !== null)
      return Math.fround(name.startsWith('init') ? value + 0.02 * Math.exp(0.2 * z) : value);
    const x = (prior?.mu ?? 0) + (prior?.sigma ?? 0.5) * z;
    const typical = prior?.distribution === 'Normal' ? x : Math.exp(x);
    if (limits === null) return Math.fround(typical);
    return Math.fround(Math.min(Math.max(typical, limits.lower * 1.01), limits.upper * 0.99));
  });
}

function wellsOf(model: Model): readonly KernelIndividual[] {
  const times = Array.from({ length: points }, (_, n) => Math.fround(0.1 * n + 0.02 * (n % 2)));
  return [
    [20, 0.5],
    [0, 300],
  ].map((doses, well) => ({
    ...individual(
      times,
      model.treatments.map((_, index) => doses[index % 2] as number),
      model.observables.map((_, s) =>
        times.map((t, n) => (n % 5 === well + (s % 2) ? null : Math.fround(0.05 * (s + 1) * t))),
      ),
    ),
    parts: Float64Array.of(1, well, 0),
  }));
}

interface Answer extends Likelihoods {
  readonly weightGradient: Float64Array;
  readonly simulated: {
    readonly status: Uint8Array;
    readonly states: Float64Array;
    readonly observables: Float64Array;
    readonly residualSd: Float64Array;
  };
  /** Log likelihoods asked for alone, and with the gradient but without that of weights. */
  readonly alone: Float64Array;
  readonly unweighted: { readonly logLik: Float64Array; readonly gradient: Float64Array };
}

/** Everything that can be asked of a kernel. */
async function answerOf(model: Model, kernel: Kernel): Promise<Answer> {
  const { length } = layerShapes(model, parts);
  const rows = series * draws;
  const parameters = parametersOf(model);
  const signals = model.observables.length;
  kernel.setWeights(normals(length, 99).map((value) => Math.fround(0.3 * value)));
  kernel.bind(wellsOf(model));
  const request = {
    individuals: Int32Array.of(0, 1),
    draws,
    parameters,
    rowWeights: Float64Array.from({ length: rows }, (_, row) => Math.fround(0.5 + 0.5 * Math.sin(row))),
  };
  const out = {
    logLik: new Float64Array(rows),
    status: new Uint8Array(rows),
    gradient: new Float64Array(parameters.length),
    logLikBySignal: new Float64Array(rows * signals),
    weightGradient: new Float64Array(length),
  };
  await kernel.logLikelihood(request, out);
  const alone = new Float64Array(rows);
  await kernel.logLikelihood(request, { logLik: alone, status: new Uint8Array(rows) });
  const unweighted = { logLik: new Float64Array(rows), gradient: new Float64Array(parameters.length) };
  await kernel.logLikelihood(request, { ...unweighted, status: new Uint8Array(rows) });
  const simulated = {
    status: new Uint8Array(rows),
    states: new Float64Array(rows * model.states.length * points),
    observables: new Float64Array(rows * signals * points),
    residualSd: new Float64Array(rows * signals * points),
  };
  await kernel.simulate(request, simulated);
  await kernel.close();
  return { ...out, simulated, alone, unweighted };
}

/** Each trajectory of a quantity for itself, of its largest value. */
function trajectoriesApart(judge: Float64Array, ours: Float64Array): number {
  let worst = 0;
  for (let first = 0; first < judge.length; first += points) {
    const end = first + points;
    worst = Math.max(worst, apartOfLargest(judge.subarray(first, end), ours.subarray(first, end)));
  }
  return worst;
}

describe.each(ids)('wasm agrees with javascript on %s', (id) => {
  const model = libraryModel(id);
  const judged = answerOf(model, kernelFor(model, 'midpoint', 'javascript', { parts }));

  const agrees = async (precision: LanePrecision): Promise<void> => {
    const tolerance = tolerances[precision];
    const judge = await judged;
    const ours = await answerOf(model, kernelFor(model, 'midpoint', 'wasm', { parts, precision }));
    // of wide priors a draw in a hundred is too fast for the grid
    const solved = judge.status.filter((status) => trajectoryStatus[status] === 'ok').length;
    const unstable = judge.status.filter((status) => trajectoryStatus[status] === 'unstable').length;
    expect(solved + unstable).toBe(series * draws);
    expect(unstable).toBeLessThan(0.01 * series * draws);
    expect(ours.status).toEqual(judge.status);
    // With one signal what cancels are its readings.
    const floors = model.observables.length > 1 ? {} : { nats: () => (points * 4) / 5 };
    const { logLik, gradient, compared } = apart(judge, ours, parametersOf(model), floors);
    expect(compared).toBe(solved);
    expect(logLik).toBeLessThan(tolerance.logLik);
    expect(gradient).toBeLessThan(tolerance.gradient);
    expect(apartOfLargest(judge.logLikBySignal, ours.logLikBySignal)).toBeLessThan(tolerance.logLik);
    expect(apartOfLargest(judge.weightGradient, ours.weightGradient)).toBeLessThan(tolerance.weights);

    // what else is asked for changes nothing
    expect(ours.alone).toEqual(ours.logLik);
    expect(ours.unweighted.logLik).toEqual(ours.logLik);
    expect(ours.unweighted.gradient).toEqual(ours.gradient);

    expect(ours.simulated.status).toEqual(judge.simulated.status);
    for (const quantity of ['states', 'observables', 'residualSd'] as const) {
      const distance = trajectoriesApart(judge.simulated[quantity], ours.simulated[quantity]);
      expect(distance, quantity).toBeLessThan(tolerance.simulation);
    }
  };

  test('in float64', () => agrees('float64'));
  test('in float32', () => agrees('float32'));
});
