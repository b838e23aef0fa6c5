import { beforeAll, describe, expect, test } from 'vitest';
import { fillNormals } from '../../shared/base/random.ts';
import type { Experiment } from '../../shared/experiment/experiment.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import { kernelChoice } from '../../shared/inference/plan/fit-plan.ts';
import { drawHeldOut } from '../../shared/inference/posterior/held-out/held-out-draws.ts';
import { jointDensity } from '../../shared/inference/posterior/joint/joint-density.ts';
import { type JointLayout, jointLayout } from '../../shared/inference/posterior/joint/joint-layout.ts';
import {
  allDraws,
  type PosteriorState,
  startPosterior,
} from '../../shared/inference/posterior/posterior-state.ts';
import { samplePosterior } from '../../shared/inference/posterior/sample-posterior.ts';
import { initFit } from '../../shared/inference/training/fit.ts';
import { kernelFor } from '../helpers/kernels.ts';
import { modelFromText } from '../helpers/library-model.ts';
import { everyLevel, planOf, train } from '../helpers/linear-fit.ts';
import { linearExperiment, linearSettings, linearSpec, linearSplit } from '../helpers/linear-kernel.ts';

/** Plates differ in log gain, wells of a plate a little; how much plates differ is learned. */
const model = modelFromText(`model plates "Plates differ"
parameters
  gain   group(plate)  LogNormal(0, spread)
  lot    group(lot)    Normal(0, 1)
  spread population    LogNormal(-1, 1)
  z      individual    Normal(0, 0.1)
states
  x starts at 0
rates
  x' = 0 * x
observables
  A = log(gain) + z + x with sd 0.1
  B = lot + x with sd 0.1
`);

const plates = 6;
const wellsOfPlate = 3;
const training = plates * wellsOfPlate;
const truth = { spread: 0.5, lots: { old: -0.7, new: 0.4 } as Readonly<Record<string, number>> };

function normals(step: number, count: number): Float64Array {
  const out = new Float64Array(count);
  fillNormals({ seed: 21, purpose: 'test', step, individual: 0 }, out);
  return out;
}

const gains = normals(0, plates + 1).map((value) => truth.spread * value);
const lotOf = (well: number): string => (well % 2 === 0 ? 'old' : 'new');

/** Two wells validate: one of a plate that trains, without readings, and one of a plate that does not. */
function experimentOf(plateOf: (well: number) => number): Experiment {
  const ofWell = normals(1, training + 2).map((value) => 0.1 * value);
  const errors = normals(2, 2 * (training + 2) * 10);
  let next = 0;
  const ownPlate = (well: number): number => Math.min(Math.floor(well / wellsOfPlate), plates);
  const base = linearExperiment(training + 2, (signal, _, well) => {
    const level =
      signal === 0 ? (gains[ownPlate(well)] ?? 0) + (ofWell[well] ?? 0) : (truth.lots[lotOf(well)] ?? 0);
    return level + 0.1 * (errors[next++] ?? 0);
  });
  return {
    ...base,
    individuals: base.individuals.map((one, well) => ({
      ...one,
      plate: `p${plateOf(well)}`,
      id: `p${plateOf(well)}/${one.well}`,
      factors: { lot: lotOf(well) },
      mask: well < training ? one.mask : one.mask.map(() => 0),
    })),
  };
}

const truePlate = (well: number): number => (well === training ? 0 : Math.floor(well / wellsOfPlate));
/** Wells by their place: every plate has wells of all gains. */
const shuffled = (well: number): number => (well === training + 1 ? plates : well % plates);

function planFor(plateOf: (well: number) => number): FitPlan {
  return planOf(
    everyLevel({
      ...{ spec: linearSpec([], {}), model, experiment: experimentOf(plateOf) },
      split: linearSplit(training + 2, 2),
    }),
  );
}

async function sampled(plateOf: (well: number) => number) {
  const plan = planFor(plateOf);
  const { method: _, model: __, ...choice } = kernelChoice(plan, 'wasm');
  const kernel = kernelFor(plan.model, 'midpoint', 'wasm', { ...choice, precision: 'float64' });
  kernel.bind(plan.individuals);
  const layout = jointLayout(plan, plan.split.train);
  const density = jointDensity(plan, layout, kernel, 4);
  const state = startPosterior(4);
  const hooks = { now: () => 0, shouldStop: async () => false, onTransition: () => {}, onStage: () => {} };
  expect(await samplePosterior(density, density, state, { seed: 3, warmup: 300, draws: 500 }, hooks)).toBe(
    'done',
  );
  return { plan, kernel, layout, state };
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

/** In eta: the log of a gain, or of the spread. */
function drawsOf(
  layout: JointLayout,
  state: PosteriorState,
  parameter: string,
  of: string | null,
): Float64Array {
  const place = layout.shared.findIndex((one) => one.parameter === parameter && one.of === of);
  expect(place, `${parameter} ${of}`).toBeGreaterThanOrEqual(0);
  return Float64Array.from(allDraws(state), (draw) => draw[place] ?? Number.NaN);
}

/**
 * In closed form but for the spread, over which a sum is taken: the mean of a plate's wells is N(log gain, v), v = (0.1^2 +
 * 0.1^2 / 10) / wells.
 */
function exact(plan: FitPlan) {
  const v = (0.01 + 0.001) / wellsOfPlate;
  const means = Array.from({ length: plates }, (_, plate) => {
    const values = Array.from(plan.split.train)
      .filter((well) => plan.experiment.individuals[well]?.plate === `p${plate}`)
      .flatMap((well) => [...(plan.individuals[well]?.observations.subarray(0, 10) ?? [])]);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  const grid = Array.from({ length: 4001 }, (_, n) => -7 + 0.002 * n);
  const logs = grid.map((log) => {
    const variance = Math.exp(2 * log) + v;
    const ofMeans = means.reduce((sum, mean) => sum - 0.5 * (Math.log(variance) + mean ** 2 / variance), 0);
    return ofMeans - 0.5 * (log + 1) ** 2;
  });
  const most = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const expected = (of: (log: number) => number): number =>
    grid.reduce((sum, log, n) => sum + ((weights[n] ?? 0) / total) * of(log), 0);
  const mean = expected((log) => log);
  const shrunk = (log: number): number => Math.exp(2 * log) / (Math.exp(2 * log) + v);
  return {
    spread: { mean, sd: Math.sqrt(expected((log) => (log - mean) ** 2)) },
    secondMoment: expected((log) => Math.exp(2 * log)),
    gains: means.map((one) => {
      const middle = expected((log) => shrunk(log) * one);
      return {
        mean: middle,
        sd: Math.sqrt(expected((log) => v * shrunk(log) + (shrunk(log) * one - middle) ** 2)),
      };
    }),
  };
}

describe('plates whose gain differs, by chains', () => {
  let made: Awaited<ReturnType<typeof sampled>>;
  beforeAll(async () => {
    made = await sampled(truePlate);
  });

  test('each plate and each lot has one value, however many wells have it', () => {
    expect(made.layout.shared.map(({ parameter, of }) => `${parameter} ${of}`)).toEqual([
      'spread null',
      ...Array.from({ length: plates }, (_, plate) => `gain p${plate}`),
      'lot old',
      'lot new',
    ]);
  });

  test('gains, and how much they differ, are those of the exact posterior', () => {
    const { layout, state, plan } = made;
    const expected = exact(plan);
    const spread = momentsOf(drawsOf(layout, state, 'spread', null));
    expect(Math.abs(spread.mean - expected.spread.mean) / expected.spread.sd).toBeLessThan(0.15);
    expect(Math.abs(spread.sd / expected.spread.sd - 1)).toBeLessThan(0.1);
    expected.gains.forEach(({ mean, sd }, plate) => {
      const own = momentsOf(drawsOf(layout, state, 'gain', `p${plate}`));
      expect(Math.abs(own.mean - mean) / sd, `p${plate}`).toBeLessThan(0.15);
      expect(Math.abs(own.sd / sd - 1), `p${plate}`).toBeLessThan(0.15);
      expect(Math.abs(own.mean - (gains[plate] ?? 0)) / own.sd).toBeLessThan(3.5);
    });
    for (const [lot, value] of Object.entries(truth.lots)) {
      const own = momentsOf(drawsOf(layout, state, 'lot', lot));
      expect(Math.abs(own.mean - value)).toBeLessThan(4 * own.sd);
      expect(own.sd).toBeLessThan(0.02);
    }
  });

  test('a plate that no well trained has a gain from the prior with the spread that was learned', async () => {
    const { layout, state, plan, kernel } = made;
    const draws = allDraws(state);
    const gain = plan.model.parameters.findIndex(({ name }) => name === 'gain');
    const width = plan.model.parameters.length;
    const [seen, unseen] = await Promise.all(
      [...plan.split.validation].map((well) => drawHeldOut(plan, { layout, draws }, kernel, well)),
    );
    const logs = (of: typeof seen): Float64Array =>
      Float64Array.from(draws, (_, n) => Math.log(of?.parameters[n * width + gain] ?? Number.NaN));
    expect(seen?.unseen).toEqual([]);
    expect(logs(seen)).toEqual(drawsOf(layout, state, 'gain', 'p0').map((eta) => Math.log(Math.exp(eta))));
    expect(unseen?.unseen).toEqual([`gain:p${plates}`]);
    const fresh = momentsOf(logs(unseen));
    expect(Math.abs(fresh.mean)).toBeLessThan(0.06);
    // of a spread that itself is uncertain, so with heavy tails
    expect(Math.abs(fresh.sd / Math.sqrt(exact(plan).secondMoment) - 1)).toBeLessThan(0.15);
  });

  test('which they are not where wells are taken for those of other plates', async () => {
    const other = await sampled(shuffled);
    const [right, wrong] = [made, other].map(({ layout, state }) =>
      momentsOf(drawsOf(layout, state, 'spread', null)),
    );
    const { mean, sd } = exact(made.plan).spread;
    expect(Math.abs((right?.mean ?? 0) - mean) / sd).toBeLessThan(0.15);
    expect(Math.abs((wrong?.mean ?? 0) - mean) / sd).toBeGreaterThan(1);
  });
});

test('training moves the guide of plates that train, and leaves others at their prior', async () => {
  const plan = planFor(truePlate);
  const kernel = kernelFor(plan.model, 'midpoint', 'javascript');
  const start = initFit(plan).weights;
  const state = await train({ ...plan, settings: { ...linearSettings, epochs: 2 } }, initFit(plan), kernel);
  const { offset, length } = plan.guide.layout.segments.get('group(plate).mean') ?? { offset: 0, length: 0 };
  expect(length).toBe(plates + 1);
  const moved = Array.from({ length }, (_, level) => state.weights[offset + level] !== start[offset + level]);
  expect(moved).toEqual([...Array(plates).fill(true), false]);
  expect(start[offset + plates]).toBe(0);
});
