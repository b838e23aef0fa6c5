import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../shared/base/random.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import { drawHeldOut } from '../../shared/inference/posterior/held-out/held-out-draws.ts';
import { jointDensity } from '../../shared/inference/posterior/joint/joint-density.ts';
import { type JointLayout, jointLayout } from '../../shared/inference/posterior/joint/joint-layout.ts';
import { tableValue } from '../../shared/inference/posterior/joint/joint-parameters.ts';
import { trainPopulation } from '../../shared/inference/posterior/population/train-population.ts';
import {
  allDraws,
  type PosteriorState,
  startPosterior,
} from '../../shared/inference/posterior/posterior-state.ts';
import { samplePosterior } from '../../shared/inference/posterior/sample-posterior.ts';
import { populationDraws } from '../../shared/prediction/population-draws.ts';
import { pairModel, togetherKernel, togetherPlan } from '../helpers/together.ts';

/** Simulate -> fit -> recover where values of a well go together, and their mean with a part (INFERENCE.md, 1). */
const wells = 40;
const truth = { correlation: -0.7, p_mean: 0.3, p_a: 0.8, p_sd: 0.8, q_mean: -0.2, q_sd: 0.6, logA: 1 };
const errorSd = 0.6;

function normals(step: number, count: number): Float64Array {
  const out = new Float64Array(count);
  fillNormals({ seed: 31, purpose: 'test', step, individual: 0 }, out);
  return out;
}

/** Device 0 has the baseline part, device 1 the other. */
const [first, second] = [normals(0, wells + 1), normals(1, wells + 1)];
const standardQ = first.map(
  (value, w) => truth.correlation * value + Math.sqrt(1 - truth.correlation ** 2) * (second[w] ?? 0),
);
const logPart = (well: number): number => (well % 2 === 0 ? 0 : truth.logA);
const p = (well: number): number =>
  truth.p_mean + truth.p_a * logPart(well) + truth.p_sd * (first[well] ?? 0);
const logQ = (well: number): number => truth.q_mean + truth.q_sd * (standardQ[well] ?? 0);

function planOf(constants: Readonly<Record<string, number>> = {}): FitPlan {
  const errors = normals(2, 20 * (wells + 1));
  let next = 0;
  const known = constants.a === undefined ? logPart : () => 0;
  return togetherPlan(
    pairModel,
    wells,
    (signal, t, well) =>
      (signal === 0 ? p(well) : logQ(well) + known(well) * t) + errorSd * (errors[next++] ?? 0),
    constants,
  );
}

/** As if no values went together. */
function apart(layout: JointLayout): JointLayout {
  return { ...layout, correlated: [] };
}

const hooks = { now: () => 0, shouldStop: async () => false, onTransition: () => {}, onStage: () => {} };

async function sampled(plan: FitPlan, change: (layout: JointLayout) => JointLayout = (layout) => layout) {
  const layout = jointLayout(plan, plan.split.train);
  const kernel = togetherKernel(plan);
  const density = jointDensity(plan, change(layout), kernel, 4);
  const state = startPosterior(4);
  expect(await samplePosterior(density, density, state, { seed: 2, warmup: 150, draws: 300 }, hooks)).toBe(
    'done',
  );
  return { plan, layout, state, kernel };
}

async function approximated(plan: FitPlan) {
  const layout = jointLayout(plan, plan.split.train);
  const kernel = togetherKernel(plan);
  const of = (points: number) => jointDensity(plan, layout, kernel, points);
  const state = startPosterior(4);
  const settings = { seed: 5, epochs: 150, draws: 80, kept: 1600 };
  expect(await trainPopulation({ coarse: of(4), fine: of(4), inner: of(20) }, state, settings, hooks)).toBe(
    'done',
  );
  return { plan, layout, state, kernel };
}

function drawsOf(layout: JointLayout, state: PosteriorState, name: string): Float64Array {
  const place = layout.shared.findIndex(({ parameter }) => parameter === name);
  return Float64Array.from(allDraws(state), (draw) => tableValue(layout, draw, place));
}

function interval(values: Float64Array): readonly [low: number, high: number] {
  const sorted = values.slice().sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return [at(0.025), at(0.975)];
}

function momentsOf(values: ArrayLike<number>, weights?: ArrayLike<number>) {
  const all = Array.from(values, (value, k) => ({ value, weight: weights?.[k] ?? 1 }));
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  const mean = all.reduce((sum, { value, weight }) => sum + weight * value, 0) / total;
  const square = all.reduce((sum, { value, weight }) => sum + weight * (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(square / total) };
}

/** Correlation of p and log q in wells of the population, by the fit's draws. */
function simulatedCorrelation(
  { plan, layout, state }: Awaited<ReturnType<typeof sampled>>,
  isApart: boolean,
) {
  const well = Int32Array.of(0);
  const one = jointLayout(plan, well);
  const shared = allDraws(state).map((draw) => Float64Array.from(draw.subarray(0, layout.shared.length)));
  const stream = { seed: 9, purpose: 'replicates', individual: 0 } as const;
  const count = 2000;
  const parameters = populationDraws(plan, isApart ? apart(one) : one, shared, { count, stream });
  const width = plan.model.parameters.length;
  const of = (name: string): Float64Array => {
    const column = plan.model.parameters.findIndex((parameter) => parameter.name === name);
    return Float64Array.from({ length: count }, (_, k) => parameters[k * width + column] ?? Number.NaN);
  };
  const [ps, qs] = [of('p'), of('q').map(Math.log)];
  const [mp, mq] = [momentsOf(ps), momentsOf(qs)];
  return (
    ps.reduce((sum, value, k) => sum + (value - mp.mean) * ((qs[k] ?? 0) - mq.mean), 0) /
    count /
    mp.sd /
    mq.sd
  );
}

describe('values that go together', () => {
  test('chains find the correlation, and by how much a mean follows a part', async () => {
    const found = await sampled(planOf());
    const [low, high] = interval(drawsOf(found.layout, found.state, 'corr(p, q)'));
    expect(low).toBeLessThan(truth.correlation);
    expect(high).toBeGreaterThan(truth.correlation);
    expect(high).toBeLessThan(-0.3);
    const [lowSlope, highSlope] = interval(drawsOf(found.layout, found.state, 'p_a'));
    expect(lowSlope).toBeLessThan(truth.p_a);
    expect(highSlope).toBeGreaterThan(truth.p_a);
    expect(lowSlope).toBeGreaterThan(0);
    // and wells that are made up have it too
    expect(Math.abs(simulatedCorrelation(found, false) - truth.correlation)).toBeLessThan(0.15);
    expect(Math.abs(simulatedCorrelation(found, true))).toBeLessThan(0.1);
  });

  test('which they do not where the density has nothing go together', async () => {
    const found = await sampled(planOf(), apart);
    const [, high] = interval(drawsOf(found.layout, found.state, 'corr(p, q)'));
    expect(high).toBeGreaterThan(-0.3);
  });

  test('the hierarchical bound finds the same', async () => {
    const { layout, state } = await approximated(planOf());
    const [low, high] = interval(drawsOf(layout, state, 'corr(p, q)'));
    expect(low).toBeLessThan(truth.correlation);
    expect(high).toBeGreaterThan(truth.correlation);
    expect(high).toBeLessThan(-0.3);
    expect(state.population?.check?.kHat).toBeLessThan(0.7);
  });
});

describe('where all but the correlation is known', () => {
  const known = { p_mean: 0.3, p_a: 0, p_sd: 0.8, q_mean: -0.2, q_sd: 0.6, a: 1 };
  const plan = planOf(known);
  /** Of well means of p + error and log q + error, normal with covariance S R S + error. */
  const means = Array.from(plan.split.train, (well) =>
    [0, 1].map((signal) => {
      const own = plan.individuals[well]?.observations.subarray(10 * signal, 10 * signal + 10) ?? [];
      return momentsOf(own).mean - (signal === 0 ? known.p_mean : known.q_mean);
    }),
  );
  const noise = errorSd ** 2 / 10;
  const [vp, vq] = [known.p_sd ** 2 + noise, known.q_sd ** 2 + noise];
  const grid = Array.from({ length: 4001 }, (_, n) => -8 + 0.004 * n);
  const logs = grid.map((eta) => {
    const c = known.p_sd * known.q_sd * Math.tanh(eta / 2);
    const det = vp * vq - c * c;
    return means.reduce(
      (sum, [x = 0, y = 0]) =>
        sum - 0.5 * Math.log(det) - (0.5 * (vq * x * x - 2 * c * x * y + vp * y * y)) / det,
      // LKJ(2) of two: Beta(2, 2), and d w / d eta
      -2 * Math.log(Math.cosh(eta / 2)) * 2,
    );
  });
  const most = Math.max(...logs);
  const exact = momentsOf(
    grid.map((eta) => Math.tanh(eta / 2)),
    logs.map((log) => Math.exp(log - most)),
  );

  test.each([
    ['chains', sampled],
    ['the hierarchical bound', approximated],
  ] as const)('%s: its posterior', async (_, way) => {
    const { layout, state } = await way(plan);
    const { mean, sd } = momentsOf(drawsOf(layout, state, 'corr(p, q)'));
    expect(Math.abs(mean - exact.mean) / exact.sd).toBeLessThan(0.15);
    expect(Math.abs(sd / exact.sd - 1)).toBeLessThan(0.12);
  });

  test('a well that was not trained on is told of by what goes together', async () => {
    const { layout, state, kernel } = await sampled(plan);
    const masked = {
      ...plan,
      individuals: plan.individuals.map((one, well) =>
        well === wells ? { ...one, mask: one.mask.map((read, at) => (at < 10 ? read : 0)) } : one,
      ),
    };
    kernel.bind(masked.individuals);
    const { parameters, logWeights } = await drawHeldOut(
      masked,
      { layout, draws: allDraws(state) },
      kernel,
      wells,
    );
    const width = plan.model.parameters.length;
    const column = plan.model.parameters.findIndex(({ name }) => name === 'q');
    const q = logWeights.map((_, k) => Math.log(parameters[k * width + column] ?? Number.NaN));
    const top = Math.max(...logWeights);
    const found = momentsOf(
      q,
      logWeights.map((log) => Math.exp(log - top)),
    );
    // E[log q | A] = q_mean + c / vp (A - p_mean), of which the correlation is known so well
    const own = momentsOf(plan.individuals[wells]?.observations.subarray(0, 10) ?? []).mean - known.p_mean;
    const slope = (known.p_sd * known.q_sd * exact.mean) / vp;
    expect(Math.abs(found.mean - known.q_mean - slope * own)).toBeLessThan(0.06);
    const left = known.q_sd ** 2 - (slope ** 2 + ((known.p_sd * known.q_sd * exact.sd) / vp) ** 2) * vp;
    expect(found.sd).toBeGreaterThan(0.9 * Math.sqrt(left));
    expect(found.sd).toBeLessThan(1.1 * Math.sqrt(left));
  });
});
