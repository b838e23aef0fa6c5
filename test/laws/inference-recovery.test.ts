import { describe, expect, test } from 'vitest';
import type { FactorisedWorkspace } from '../../shared/inference/guide/factorised/workspace.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import { evaluateFit, initFit } from '../../shared/inference/training/fit.ts';
import { averagedWeights, type FitState } from '../../shared/inference/training/fit-state.ts';
import { freeHooks, planOf, train } from '../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearKernel,
  linearModel,
  linearSettings,
  linearSpec,
  linearSplit,
  linearTimes,
  standardNormal,
} from '../helpers/linear-kernel.ts';

/**
 * Straight lines with normal priors and noise have a normal posterior in closed form: precision I + prec X'X, mean
 * (I + prec X'X)^-1 prec X'x. A factorised guide's best fit has its mean and the diagonal of its precision.
 */
const prec = 4;
const noise = (t: number) => 0.3 * Math.sin(17 * t);

const sums = { n: linearTimes.length, t: 0, tt: 0 };
for (const t of linearTimes) {
  sums.t += t;
  sums.tt += t * t;
}

/** log N(x; 0, X X' + I / prec) by the posterior's normalising constants, for columns z (1) and u (t). */
function logEvidence(x: readonly number[]): {
  value: number;
  mean: [number, number];
  precision: [number, number];
} {
  const p00 = 1 + prec * sums.n;
  const p11 = 1 + prec * sums.tt;
  const p01 = prec * sums.t;
  const b0 = prec * x.reduce((sum, value) => sum + value, 0);
  const b1 = prec * x.reduce((sum, value, n) => sum + value * (linearTimes[n] as number), 0);
  const determinant = p00 * p11 - p01 * p01;
  const mean: [number, number] = [(p11 * b0 - p01 * b1) / determinant, (p00 * b1 - p01 * b0) / determinant];
  const square = prec * x.reduce((sum, value) => sum + value * value, 0) - (b0 * mean[0] + b1 * mean[1]);
  const value = 0.5 * (sums.n * Math.log(prec / (2 * Math.PI)) - Math.log(determinant) - square);
  return { value, mean, precision: [p00, p11] };
}

/** Both signals of every well are seen; B is 0 = 0 + 0 t and adds this constant. */
const constantOfB = 0.5 * linearTimes.length * Math.log(prec / (2 * Math.PI));

function plan(draws: number, epochs: number): FitPlan {
  const wells = 40;
  return planOf({
    spec: {
      ...linearSpec(
        [
          ['z', 'population', standardNormal],
          ['u', 'population', standardNormal],
        ],
        { prec, y: 0, a: 0 },
      ),
      learning: { boundaries: [60, 100], rates: [0.05, 0.01, 0.002] },
    },
    model: linearModel(),
    experiment: linearExperiment(wells, (s, t) => (s === 0 ? 0.7 - 0.5 * t + noise(t) : 0)),
    split: linearSplit(wells, 8),
    settings: {
      ...linearSettings,
      batch: 32,
      draws,
      epochs: epochs * 10,
      evaluateEvery: 1e6,
      evaluationDraws: 3000,
    },
  });
}

const lines = Array.from(linearTimes, (t) => 0.7 - 0.5 * t + noise(t));

async function bound(of: FitPlan, state: FitState, kernel = linearKernel()): Promise<number> {
  kernel.bind(of.individuals);
  const evaluation = await evaluateFit(of, state, kernel, freeHooks);
  return evaluation === null || evaluation === 'notFinite' ? Number.NaN : evaluation.validationElbo;
}

describe('population parameters of straight lines', () => {
  test('training with one draw ends at the exact mean and the diagonal of the exact precision', async () => {
    const one = plan(1, 150);
    const spec = { ...one.spec, learning: { boundaries: [600, 1000], rates: [0.05, 0.01, 0.002] } };
    const slow: FitPlan = { ...one, spec };
    const state = await train(slow, initFit(slow));
    const weights = averagedWeights(state);
    const exact = logEvidence(lines);
    // Drawn order is the model's: z, u.
    for (const p of [0, 1] as const) {
      const moments = one.guide.populationMoments(weights);
      const mean = moments.mean[p] as number;
      const precision = Math.exp(moments.logPrecision[p] as number);
      expect(Math.abs(mean - exact.mean[p]) * Math.sqrt(exact.precision[p])).toBeLessThan(0.05);
      expect(Math.abs(precision / exact.precision[p] - 1)).toBeLessThan(0.1);
    }
  });

  test('the bound of many draws is the exact log evidence, and from below', async () => {
    const many = plan(1, 1);
    const exact = logEvidence(lines).value + constantOfB;
    // At the start q is the prior: 3000 draws of a two-dimensional problem.
    expect(Math.abs((await bound(many, initFit(many))) - exact)).toBeLessThan(0.1);
    const few = { ...many, settings: { ...many.settings, evaluationDraws: 5 } };
    expect(await bound(few, initFit(few))).toBeLessThan(exact);
  });
});

test('individual parameters: each device gets its own exact posterior', async () => {
  const wells = 40;
  const reading = (s: number, t: number, well: number) =>
    s === 0 ? (well % 2 === 0 ? 1.2 : -0.4) + noise(t) : 0;
  const request = planOf({
    spec: {
      ...linearSpec([['z', 'individual', standardNormal]], { prec, u: 0, y: 0, a: 0 }),
      learning: { boundaries: [500, 900], rates: [0.02, 0.004, 0.0008] },
      individualConditioning: { devices: true, treatments: false },
    },
    model: linearModel(),
    experiment: linearExperiment(wells, reading),
    split: linearSplit(wells, 8),
    settings: { ...linearSettings, batch: 32, draws: 4, epochs: 1200, evaluateEvery: 1e6 },
  });
  const state = await train(request, initFit(request));
  const workspace = request.guide.workspace(2) as FactorisedWorkspace;
  const batch = { features: request.features, wells: Int32Array.of(0, 1) };
  request.guide.forward(averagedWeights(state), batch, workspace);
  const precision = 1 + prec * sums.n;
  for (const well of [0, 1]) {
    const total = linearTimes.reduce((sum, t) => sum + reading(0, t, well), 0);
    const error = ((workspace.mean[well] as number) - (prec * total) / precision) * Math.sqrt(precision);
    expect(Math.abs(error)).toBeLessThan(0.05);
    expect(Math.abs(Math.exp(workspace.logPrecision[well] as number) / precision - 1)).toBeLessThan(0.1);
  }
});

test('part values: training finds the value of the part that differs from the baseline', async () => {
  const wells = 40;
  // B_t = 0.5 + a t with a = 1 for the baseline part and 2.5 for the other.
  const reading = (s: number, t: number, well: number) =>
    s === 1 ? 0.5 + (well % 2 === 0 ? 1 : 2.5) * t : 0;
  const request = planOf({
    spec: {
      ...linearSpec([['y', 'population', standardNormal]], { prec: 100, u: 0, z: 0 }),
      learning: { boundaries: [500, 900], rates: [0.02, 0.004, 0.0008] },
    },
    model: linearModel(),
    experiment: linearExperiment(wells, reading),
    split: linearSplit(wells, 8),
    settings: { ...linearSettings, batch: 32, draws: 4, epochs: 1200, evaluateEvery: 1e6 },
  });
  const state = await train(request, initFit(request));
  const segment = request.guide.layout.segments.get('parts.a');
  expect(Math.exp(averagedWeights(state)[segment?.offset ?? -1] as number)).toBeCloseTo(2.5, 1);
});
