import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../shared/base/random.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import {
  type BoundRequest,
  type BoundWorkspace,
  boundWorkspace,
} from '../../shared/inference/draws/bound-workspace.ts';
import { estimators } from '../../shared/inference/estimator/index.ts';
import type { FactorisedWorkspace } from '../../shared/inference/guide/factorised/workspace.ts';
import { pinnedAt } from '../../shared/inference/plan/draw-plan.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import type { PlanSources } from '../../shared/inference/plan/prepare-fit.ts';
import { logDensity, logDensitySlope } from '../../shared/inference/prior/eta-prior.ts';
import { naturalSlope, toNatural } from '../../shared/inference/prior/transform.ts';
import { initFit, stepFit } from '../../shared/inference/training/fit.ts';
import { sumGradient, weighDraws } from '../../shared/inference/training/passes.ts';
import { everyLevel, planOf } from '../helpers/linear-fit.ts';
import { linearKernel, linearSettings, linearSpec, standardNormal } from '../helpers/linear-kernel.ts';

const at = (values: ArrayLike<number>, index: number) => values[index] as number;

/** By the mean and the log precision of each drawn parameter. */
interface Slopes {
  readonly mean: number[];
  readonly logPrecision: number[];
}

/** What the factorised guide makes of a batch. */
const momentsOf = ({ guide }: BoundWorkspace) => guide as FactorisedWorkspace;

/**
 * One series as the formulas stand, from the guide's mean and log precision: bound, d bound / dm and d bound / dl, and the same
 * two as `dreg` estimates them.
 */
async function plainly(
  plan: FitPlan,
  kernel: Kernel,
  { wells, draws, purpose, step }: BoundRequest,
  series: number,
  workspace: BoundWorkspace,
): Promise<{ bound: number; plain: Slopes; dreg: Slopes }> {
  const well = at(wells, series);
  const guide = momentsOf(workspace);
  const { drawn } = plan.parameters;
  const noise = new Float64Array(draws * drawn.length);
  fillNormals({ seed: plan.settings.seed, purpose, step, individual: well }, noise);
  const logWeights: number[] = [];
  const slopes: number[][] = [];
  for (let k = 0; k < draws; k++) {
    const theta = plan.parameters.template.slice();
    let logRatio = 0;
    const natural = drawn.map((entry, d) => {
      const pinned = pinnedAt(plan, d, well);
      if (!Number.isNaN(pinned)) {
        theta[entry.model] = pinned;
        return { slope: 0, prior: 0 };
      }
      const l = at(guide.logPrecision, series * drawn.length + d);
      const eps = at(noise, k * drawn.length + d);
      const eta = at(guide.mean, series * drawn.length + d) + Math.exp(-0.5 * l) * eps;
      const { prior } = entry;
      const reach = prior.normal ? 4 * prior.sd : Infinity;
      const seen = Math.min(Math.max(eta, prior.mean - reach), prior.mean + reach);
      const value = toNatural(prior.transform, seen);
      theta[entry.model] = value;
      logRatio += logDensity(prior, eta) - (0.5 * l - 0.5 * eps * eps - 0.5 * Math.log(2 * Math.PI));
      return {
        slope: seen === eta ? naturalSlope(prior.transform, eta, value) : 0,
        prior: logDensitySlope(prior, eta),
      };
    });
    const logLik = new Float64Array(1);
    const status = new Uint8Array(1);
    const gradient = new Float64Array(theta.length);
    const request = { individuals: Int32Array.of(well), draws: 1, parameters: theta };
    await kernel.logLikelihood(request, { logLik, status, gradient });
    const ok = status[0] === 0;
    logWeights.push(ok ? at(logLik, 0) + logRatio : Number.NEGATIVE_INFINITY);
    slopes.push(
      natural.map(({ slope, prior }, d) => (ok ? at(gradient, drawn[d]?.model ?? 0) : 0) * slope + prior),
    );
  }
  if (logWeights.every((value) => value === Number.NEGATIVE_INFINITY)) {
    const none = drawn.map(() => 0);
    const slopes = { mean: none, logPrecision: none };
    return { bound: -1e12, plain: slopes, dreg: slopes };
  }
  const largest = Math.max(...logWeights);
  const total = logWeights.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  const isPinned = (d: number) => !Number.isNaN(pinnedAt(plan, d, well));
  const sdOf = (d: number) => Math.exp(-0.5 * at(guide.logPrecision, series * drawn.length + d));
  const epsOf = (k: number, d: number) => at(noise, k * drawn.length + d);
  const weighted = (power: number, f: (k: number) => number) =>
    logWeights.reduce((sum, value, k) => sum + (Math.exp(value - largest) / total) ** power * f(k), 0);
  const slope = (k: number, d: number) => at(slopes[k] ?? [], d);
  const whole = (k: number, d: number) => slope(k, d) + (isPinned(d) ? 0 : epsOf(k, d) / sdOf(d));
  return {
    bound: largest + Math.log(total / draws),
    plain: {
      mean: drawn.map((_, d) => weighted(1, (k) => slope(k, d))),
      logPrecision: drawn.map((_, d) =>
        isPinned(d) ? 0 : -0.5 * sdOf(d) * weighted(1, (k) => slope(k, d) * epsOf(k, d)) - 0.5,
      ),
    },
    dreg: {
      mean: drawn.map((_, d) => weighted(2, (k) => whole(k, d))),
      logPrecision: drawn.map((_, d) =>
        isPinned(d) ? 0 : -0.5 * sdOf(d) * weighted(2, (k) => whole(k, d) * epsOf(k, d)),
      ),
    },
  };
}

const priors: Partial<PlanSources> = {
  spec: linearSpec(
    [
      ['z', 'individual', standardNormal],
      ['u', 'population', { ...standardNormal, distribution: 'LogNormal', sigma: 0.5 }],
      [
        'y',
        'population',
        { distribution: 'TruncatedNormal', mu: 0.5, sigma: 1, lower: -1, upper: 3, statesPrec: false },
      ],
      // fixed where the device has the baseline part
      ['a', 'group', { ...standardNormal, distribution: 'LogNormal' }],
    ],
    { prec: 20 },
  ),
};

describe('bound and gradient are the formulas as they stand', () => {
  const halfFail = (theta: Float64Array) => at(theta, 0) > 0.5;
  test.each([
    ['one draw of one well', [4], 1, () => false],
    ['an odd number of both', [6, 0, 3], 33, () => false],
    ['many draws, most of which weigh nothing', [1, 5], 203, () => false],
    ['some draws fail', [2, 3, 0, 1, 6], 17, halfFail],
    ['all draws fail', [2, 1], 5, () => true],
  ] as const)('%s', async (_, indices, draws, fails) => {
    const plan = planOf(everyLevel(priors));
    const kernel = linearKernel(fails);
    kernel.bind(plan.individuals);
    const request: BoundRequest = { wells: Int32Array.from(indices), draws, purpose: 'test', step: 9 };
    const workspace = boundWorkspace(plan, 7, 7 * draws + 3);
    const { weights } = initFit(plan);
    // wide enough for draws beyond the limits
    plan.guide.populationMoments(weights).logPrecision.fill(-2);
    // A request before leaves nothing behind.
    const before = { ...request, wells: Int32Array.of(5), step: 1 };
    await weighDraws({ plan, weights, request: before, workspace }, kernel, true);
    const batch = { plan, weights, request, workspace };
    await weighDraws(batch, kernel, true);
    const drawn = plan.parameters.drawn.length;
    for (const name of ['plain', 'dreg'] as const) {
      const under = { ...batch, plan: { ...plan, estimator: estimators[name] } };
      await sumGradient(under, kernel, new Float64Array(weights.length));
      for (const series of indices.keys()) {
        const { bound, [name]: formula } = await plainly(plan, kernel, request, series, workspace);
        expect(at(workspace.bound, series) / bound).toBeCloseTo(1, 12);
        // of a series without any solution there is no slope at all
        const largest = Math.max(...formula.mean.map(Math.abs), ...formula.logPrecision.map(Math.abs)) || 1;
        for (let d = 0; d < drawn; d++) {
          const loss = -1 / indices.length;
          const mean = at(momentsOf(workspace).meanGradient, series * drawn + d) / loss;
          const logPrecision = at(momentsOf(workspace).logPrecisionGradient, series * drawn + d) / loss;
          expect(Math.abs(mean - at(formula.mean, d)) / largest).toBeLessThan(1e-12);
          expect(Math.abs(logPrecision - at(formula.logPrecision, d)) / largest).toBeLessThan(1e-12);
        }
      }
    }
  });

  test('among the draws of the cases above some weigh nothing and some are beyond the limits', async () => {
    const plan = planOf(everyLevel(priors));
    const kernel = linearKernel();
    kernel.bind(plan.individuals);
    const { weights } = initFit(plan);
    plan.guide.populationMoments(weights).logPrecision.fill(-2);
    const workspace = boundWorkspace(plan, 2, 406);
    const request: BoundRequest = { wells: Int32Array.of(1, 5), draws: 203, purpose: 'test', step: 9 };
    await weighDraws({ plan, weights, request, workspace }, kernel, true);
    expect(workspace.weight.filter((weight) => weight === 0).length).toBeGreaterThan(100);
    const u = workspace.parameters.filter((_, n) => n % 5 === 1);
    expect(u.filter((value) => Math.abs(Math.log(value) - 2) < 1e-12).length).toBeGreaterThan(0);
  });
});

test('a step makes no array of its own: kernels get the same ones, and buffers do not grow', async () => {
  const settings = { ...linearSettings, draws: 200, batch: 5, epochs: 1e6, evaluateEvery: 1e6 };
  const plan = planOf(everyLevel({ settings }));
  const lent = new Set<unknown>();
  const kernel: Kernel = {
    ...linearKernel(),
    async logLikelihood({ parameters }, out) {
      lent.add(parameters).add(out.logLik).add(out.status).add(out.gradient);
      out.logLik.fill(-1);
      out.status.fill(0);
      out.gradient?.fill(0.1);
    },
  };
  const state = initFit(plan);
  for (let step = 0; step < 50; step++) await stepFit(plan, state, kernel, () => 0);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let step = 0; step < 300; step++) {
    await stepFit(plan, state, kernel, () => 0);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(lent.size).toBe(4);
  // An array of one number a draw would be 8000 bytes a step.
  expect(most).toBeLessThan(300 * 1000);
});
