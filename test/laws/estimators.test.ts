import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../shared/base/random.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { type BoundRequest, boundWorkspace } from '../../shared/inference/draws/bound-workspace.ts';
import type { Estimator } from '../../shared/inference/estimator/estimator.ts';
import { estimators } from '../../shared/inference/estimator/index.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import { membersOf } from '../../shared/inference/plan/members.ts';
import type { PlanSources } from '../../shared/inference/plan/prepare-fit.ts';
import { initFit } from '../../shared/inference/training/fit.ts';
import { type Batch, sumGradient, weighDraws } from '../../shared/inference/training/passes.ts';
import { learningKernel, learningModel } from '../helpers/learning-model.ts';
import { everyLevel, planOf, problemsOf } from '../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearKernel,
  linearSettings,
  linearSpec,
  linearSplit,
  linearTimes,
  standardNormal,
} from '../helpers/linear-kernel.ts';

/** INFERENCE.md, 3 and 8. */
const { plain, dreg, stl } = estimators;

function kernelOf(plan: FitPlan): Kernel {
  const kernel = plan.network === null ? linearKernel() : learningKernel(plan);
  kernel.bind(plan.individuals);
  return kernel;
}

/** A plan of an estimator, whatever it refuses: draws are the caller's. */
function planUnder(estimator: Estimator, change: Partial<PlanSources>): FitPlan {
  return { ...planOf(everyLevel(change)), estimator };
}

/** What training starts with, moved by `by` standard normals. */
function movedStart(plan: FitPlan, by: number): Float64Array {
  const { weights } = initFit(plan);
  const shift = new Float64Array(weights.length);
  fillNormals({ seed: 5, purpose: 'test', step: 0, individual: 0 }, shift);
  return weights.map((weight, i) => weight + by * (shift[i] as number));
}

function batchOf(plan: FitPlan, weights: Float64Array, draws: number): Batch {
  const request: BoundRequest = { wells: plan.split.train, draws, purpose: 'test', step: 0 };
  const series = request.wells.length;
  return { plan, weights, request, workspace: boundWorkspace(plan, series, series * draws) };
}

/** The same with the random numbers of another step. */
const atStep = (batch: Batch, step: number): Batch => ({ ...batch, request: { ...batch.request, step } });

async function gradientAt(batch: Batch, kernel: Kernel): Promise<Float64Array> {
  const gradient = new Float64Array(batch.weights.length);
  await weighDraws(batch, kernel, true);
  await sumGradient(batch, kernel, gradient);
  return gradient;
}

/** Where to look: the first weight of each segment and its middle one. */
function looked({ guide: { layout } }: FitPlan): readonly (readonly [name: string, index: number])[] {
  return [...layout.segments].flatMap(([name, { offset, length }]) =>
    [...new Set([0, length >> 1])].slice(0, length).map((n) => [name, offset + n] as const),
  );
}

/**
 * Over repeats, each with its own random numbers, the gradient by an estimator less the central difference of the bound over
 * the same numbers: its mean in standard errors, by weight. The difference is the derivative of the sampled bound, so that
 * what they have in common by chance is gone.
 */
async function farFromDifferences(
  plan: FitPlan,
  { draws, repeats }: { readonly draws: number; readonly repeats: number },
): Promise<readonly { readonly name: string; readonly errors: number }[]> {
  const kernel = kernelOf(plan);
  const weights = movedStart(plan, 0.1);
  const batch = batchOf(plan, weights, draws);
  const places = looked(plan);
  const sums = places.map(() => ({ first: 0, second: 0 }));
  const loss = async (step: number): Promise<number> => {
    await weighDraws(atStep(batch, step), kernel, false);
    return -batch.workspace.bound.reduce((sum, bound) => sum + bound, 0) / batch.request.wells.length;
  };
  for (let step = 0; step < repeats; step++) {
    const gradient = await gradientAt(atStep(batch, step), kernel);
    for (const [n, [, i]] of places.entries()) {
      const kept = weights[i] as number;
      weights[i] = kept + 1e-5;
      const up = await loss(step);
      weights[i] = kept - 1e-5;
      const down = await loss(step);
      weights[i] = kept;
      const difference = (gradient[i] as number) - (up - down) / 2e-5;
      const sum = sums[n] as (typeof sums)[number];
      sum.first += difference;
      sum.second += difference ** 2;
    }
  }
  return places.map(([name], n) => {
    const { first, second } = sums[n] as (typeof sums)[number];
    const mean = first / repeats;
    const error = Math.sqrt((second / repeats - mean ** 2) / repeats);
    // what central differences err by themselves
    return { name, errors: Math.max(0, Math.abs(mean) - 1e-6) / Math.max(error, 1e-12) };
  });
}

const worst = (found: readonly { readonly errors: number }[]): number =>
  found.reduce((most, { errors }) => Math.max(most, errors), 0);

const every: Partial<PlanSources> = {};
const parents: Partial<PlanSources> = {
  spec: linearSpec(
    [
      ['u', 'population', { ...standardNormal, distribution: 'LogNormal', sigma: 0.3 }],
      ['y', 'group', standardNormal],
      ['z', 'individual', { ...standardNormal, muParameter: 'y', sigmaParameter: 'u' }],
    ],
    { prec: 20 },
  ),
};
const networks: Partial<PlanSources> = { model: learningModel, spec: linearSpec([], {}) };

describe('the mean of an estimator is the central difference of the bound, within 4 standard errors', () => {
  test.each<[string, Estimator, Partial<PlanSources>, { draws: number; repeats: number }]>([
    ['plain, every level', plain, every, { draws: 7, repeats: 20 }],
    ['dreg, every level', dreg, every, { draws: 7, repeats: 300 }],
    ['dreg, priors whose numbers are drawn', dreg, parents, { draws: 7, repeats: 300 }],
    ['dreg, networks', dreg, networks, { draws: 7, repeats: 300 }],
    ['stl, every level, one draw', stl, every, { draws: 1, repeats: 2000 }],
    ['dreg, every level, one draw', dreg, every, { draws: 1, repeats: 2000 }],
  ])('%s', async (_, estimator, change, sizes) => {
    const far = await farFromDifferences(planUnder(estimator, change), sizes);
    expect(far.filter(({ errors }) => errors > 4)).toEqual([]);
  });

  test.each<[string, Partial<Estimator>]>([
    ['the weights in their first power, as stl has them', { coefficients: plain.coefficients }],
    ['what moves inside log q', { density: 'whole' }],
  ])('and is not with %s, of more draws than one', async (_, change) => {
    const broken = planUnder({ ...dreg, ...change }, every);
    expect(worst(await farFromDifferences(broken, { draws: 7, repeats: 600 }))).toBeGreaterThan(4);
  });
});

test('points and networks have the derivative as it stands, whatever the estimator', async () => {
  for (const [name, change] of [
    ['parts.a', every],
    ['network', networks],
  ] as const) {
    const gradients: Float64Array[] = [];
    for (const estimator of [plain, dreg]) {
      const plan = planUnder(estimator, change);
      const gradient = await gradientAt(batchOf(plan, movedStart(plan, 0.1), 7), kernelOf(plan));
      const { offset, length } = plan.guide.layout.segments.get(name) as { offset: number; length: number };
      gradients.push(gradient.slice(offset, offset + length));
    }
    expect(gradients[0]?.some((slope) => slope !== 0)).toBe(true);
    expect(gradients[1]).toEqual(gradients[0]);
  }
});

test('stl is refused for more draws than one, with the way to dreg', () => {
  const under = (draws: number) => {
    const settings = { ...linearSettings, draws, estimator: 'stl' as const };
    return problemsOf(everyLevel({ settings }), membersOf(settings));
  };
  expect(under(5)).toMatchObject([
    {
      ...{ code: 'fit.refusedEstimator', severity: 'error', place: { where: '--estimator' } },
      message: 'The estimator stl is biased for the objective iwae of 5 training draws: it is for one.',
      remedy: 'Use dreg (--estimator dreg), or one training draw (--draws 1).',
    },
  ]);
  expect(under(1)).toEqual([]);
});

/**
 * A line of which only the level z of each well is drawn, and whose readings are alike in all wells: its posterior is normal
 * in closed form, and nothing of what the encoder sees, a signal that z has no part in, is in the guide that is it.
 */
const alike: Partial<PlanSources> = {
  experiment: linearExperiment(3, (s, t, well) =>
    s === 0 ? 0.7 + 0.3 * Math.cos(9 * t) : Math.sin(t * well),
  ),
  split: linearSplit(3, 1),
  spec: linearSpec([['z', 'individual', standardNormal]], { prec: 4, u: 0.2, y: 0.5 }),
};

/**
 * Weights of the optimum, moved by a hundredth, so that all of the encoder counts, and the guide then by half its sd and to be
 * a little wider: near enough for the bound to close as 1 / K, and far enough to see plain's signal in its noise.
 */
function nearOptimum(plan: FitPlan): Float64Array {
  const weights = movedStart(plan, 0);
  const { segments } = plan.guide.layout;
  const [prec, u] = [4, 0.2];
  const readings = linearTimes.map((t) => 0.7 + 0.3 * Math.cos(9 * t) - u * t);
  const precision = 1 + prec * readings.length;
  const mean = (prec * readings.reduce((sum, one) => sum + one, 0)) / precision;
  for (const [name, value] of [
    ['individual.mean', mean + 0.5 / Math.sqrt(precision)],
    ['individual.logPrecision', Math.log(precision) - 0.2],
  ] as const) {
    const weight = segments.get(`${name}.weight`) as { offset: number; length: number };
    weights.fill(0, weight.offset, weight.offset + weight.length);
    weights[(segments.get(`${name}.bias`) as { offset: number }).offset] = value;
  }
  const shift = new Float64Array(weights.length);
  fillNormals({ seed: 7, purpose: 'test', step: 0, individual: 0 }, shift);
  return weights.map((weight, i) => weight + 0.01 * (shift[i] as number));
}

/** Slope and standard error of log SNR against log K. */
interface Slope {
  readonly slope: number;
  readonly error: number;
}

/**
 * SNR^2 = |mean gradient of the encoder|^2 / sum of its variances, over repeats; the mean's own Monte Carlo error is taken off
 * its square. The standard error is the jackknife's, over parts of the repeats.
 */
async function snrSlope(estimator: Estimator, draws: readonly number[], repeats: number): Promise<Slope> {
  const plan = planUnder(estimator, alike);
  const kernel = kernelOf(plan);
  const weights = nearOptimum(plan);
  const encoded = [...plan.guide.layout.segments]
    .filter(([name]) => name.startsWith('encoder.') || name.startsWith('individual.'))
    .flatMap(([, { offset, length }]) => Array.from({ length }, (_, n) => offset + n));
  const parts = 20;
  const logSnr: ((left: number) => number)[] = [];
  for (const [k, count] of draws.entries()) {
    const batch = batchOf(plan, weights, count);
    const sums = Array.from({ length: parts }, () => encoded.map(() => ({ first: 0, second: 0 })));
    for (let r = 0; r < repeats; r++) {
      const gradient = await gradientAt(atStep(batch, k * repeats + r), kernel);
      const part = sums[r % parts] as (typeof sums)[number];
      for (const [n, i] of encoded.entries()) {
        const sum = part[n] as (typeof part)[number];
        sum.first += gradient[i] as number;
        sum.second += (gradient[i] as number) ** 2;
      }
    }
    logSnr.push((left) => {
      const used = sums.filter((_, part) => part !== left);
      const size = (used.length * repeats) / parts;
      let [signal, noise] = [0, 0];
      for (const n of encoded.keys()) {
        const first = used.reduce((sum, part) => sum + (part[n]?.first ?? 0), 0) / size;
        const second = used.reduce((sum, part) => sum + (part[n]?.second ?? 0), 0) / size;
        const variance = ((second - first ** 2) * size) / (size - 1);
        signal += first ** 2 - variance / size;
        noise += variance;
      }
      return 0.5 * Math.log(Math.max(signal, Number.MIN_VALUE) / noise);
    });
  }
  const x = draws.map(Math.log);
  const middle = x.reduce((sum, one) => sum + one, 0) / x.length;
  const spread = x.reduce((sum, one) => sum + (one - middle) ** 2, 0);
  const slopeWithout = (left: number): number =>
    x.reduce((sum, one, k) => sum + ((one - middle) * (logSnr[k]?.(left) ?? 0)) / spread, 0);
  const without = Array.from({ length: parts }, (_, part) => slopeWithout(part));
  const mean = without.reduce((sum, one) => sum + one, 0) / parts;
  const squares = without.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { slope: slopeWithout(-1), error: Math.sqrt((squares * (parts - 1)) / parts) };
}

describe('what the encoder is told, against its noise, as draws become more', () => {
  const draws = [1, 8, 64];
  const isNoLess = ({ slope, error }: Slope): boolean => slope > -2 * error;

  test('drowns under plain as 1 / sqrt K, and does not under dreg', async () => {
    const [ofPlain, ofDreg] = [await snrSlope(plain, draws, 2000), await snrSlope(dreg, draws, 2000)];
    expect(ofPlain.error).toBeLessThan(0.1);
    expect(ofDreg.error).toBeLessThan(0.1);
    expect(Math.abs(ofPlain.slope + 0.5)).toBeLessThan(0.15 + 2 * ofPlain.error);
    expect(isNoLess(ofDreg)).toBe(true);
    // the criterion can fail
    expect(isNoLess(ofPlain)).toBe(false);
  });
});
