import { describe, expect, test } from 'vitest';
import { present } from '../../../../shared/base/assert.ts';
import { fillNormals } from '../../../../shared/base/random.ts';
import { boundWorkspace } from '../../../../shared/inference/draws/bound-workspace.ts';
import { startWeights } from '../../../../shared/inference/guide/start-weights.ts';
import type { FitPlan } from '../../../../shared/inference/plan/fit-plan.ts';
import { jointLayout } from '../../../../shared/inference/posterior/joint/joint-layout.ts';
import { startPosterior } from '../../../../shared/inference/posterior/posterior-state.ts';
import type { Expression } from '../../../../shared/model/expression.ts';
import { predictWell } from '../../../../shared/prediction/predict-well.ts';
import { refinedWells } from '../../../../shared/prediction/refined-wells.ts';
import type { FinishedFit } from '../../../../shared/prediction/scenario/finished-fit.ts';
import { predictScenario } from '../../../../shared/prediction/scenario/predict-scenario.ts';
import type { Scenario, ScenarioPrediction } from '../../../../shared/prediction/scenario/scenario.ts';
import { everyLevel, planOf } from '../../../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearKernel,
  linearSettings,
  linearSpec,
  standardNormal,
} from '../../../helpers/linear-kernel.ts';

/** A = z + u t, B = y + a t: signals have the scales 2 and 10, ten times 0 .. 0.9. */
const prec = 20;
const last = 9;
const own = ['z', 'individual', standardNormal] as const;
const population = ['u', 'population', standardNormal] as const;
const nothing: Scenario = {
  ...{ well: null, device: 'Device 1', parts: [], treatments: [] },
  ...{ seen_h: null, until_h: null, every_min: null, draws: null, seed: null },
};

function planWith(constants: Readonly<Record<string, number>>, evaluationDraws: number): FitPlan {
  const spec = linearSpec([own, population], { prec, y: 0.1, ...constants });
  return planOf(everyLevel({ spec, settings: { ...linearSettings, evaluationDraws } }));
}

/** Chains that agree: every coordinate normal about `mean` with `sd`. */
function chainFit(plan: FitPlan, mean: number, sd: number): FinishedFit {
  const layout = jointLayout(plan, plan.split.train);
  const state = startPosterior(4);
  state.record.forEach(({ draws, energy }, chain) => {
    for (let k = 0; k < 1000; k++) {
      const normals = new Float64Array(layout.size);
      fillNormals({ seed: 3, purpose: 'test', step: k, individual: chain }, normals);
      draws.push(Float32Array.from(normals, (one) => mean + sd * one));
      energy.push(normals[0] ?? 0);
    }
  });
  return { kind: 'chains', plan, state, layout, fine: linearKernel() };
}

function trainedFit(plan: FitPlan): Extract<FinishedFit, { kind: 'trained' }> {
  const kernel = linearKernel();
  const best = { epoch: 0, step: 0, validationElbo: 0, weights: startWeights(plan) };
  return { kind: 'trained', plan, best, kernel, fine: kernel };
}

const number = (value: number): Expression => ({ kind: 'number', value });

/** The same with errors of A that last. */
function withLastingErrors(plan: FitPlan, correlation: Expression): FitPlan {
  const [A, ...others] = plan.model.observables;
  if (A === undefined) throw new Error('the model has A');
  const lasting = { ...A, residual: { ...A.residual, correlation } };
  return { ...plan, model: { ...plan.model, observables: [lasting, ...others] } };
}

async function predicted(
  fit: FinishedFit,
  scenario: Partial<Scenario> = {},
): Promise<readonly ScenarioPrediction[]> {
  const made = await predictScenario(fit, { ...nothing, ...scenario });
  if (!made.ok) throw new Error(made.problems.map(({ message }) => message).join('; '));
  return made.value;
}

async function only(fit: FinishedFit, scenario: Partial<Scenario> = {}): Promise<ScenarioPrediction> {
  return present((await predicted(fit, scenario))[0], 'one well was asked for');
}

async function problemsOf(fit: FinishedFit, scenario: Partial<Scenario>): Promise<string> {
  const { problems } = await predictScenario(fit, { ...nothing, ...scenario });
  return problems.map(({ message, remedy }) => `${message} ${remedy}`).join('; ');
}

/** Half the width of a 95 % band in sds, by two limits. */
const reach = 1.959964;

describe('a well that was never there', () => {
  test('of chains: z from its prior, u from the draws, both bands as the closed form has them', async () => {
    const fit = chainFit(planWith({ a: 0.5 }, 4000), 0.4, 0.3);
    const well = await only(fit);
    for (const t of [0, last]) {
      const hours = 0.1 * t;
      const sd = Math.sqrt(1 + (0.3 * hours) ** 2);
      expect(Math.abs((well.mean[t] ?? 0) / 2 - 0.4 * hours)).toBeLessThan(0.06);
      expect((well.sd[t] ?? 0) / 2 / Math.sqrt(sd ** 2 + 1 / prec)).toBeCloseTo(1, 1);
      const width = ((well.curve.q975[t] ?? 0) - (well.curve.q025[t] ?? 0)) / 2;
      expect(width / (2 * reach * sd)).toBeCloseTo(1, 1);
      // the band of new readings is the wider one
      expect(well.quantiles.q975[t]).toBeGreaterThan(well.curve.q975[t] ?? 0);
    }
    // B has nothing that is random but its readings' errors: 0.1 + 0.5 t, in units of 10
    expect(well.curve.q025[10 + last]).toBeCloseTo(10 * (0.1 + 0.5 * 0.9), 6);
    expect(well.marks).toContain('prior only: z of a well come from stated priors');
  });

  test('negative control: without the spread of its own value the band would be another', async () => {
    const fit = chainFit(planWith({ a: 0.5, z: 0 }, 1000), 0.4, 0.3);
    const plan = planOf(everyLevel({ spec: linearSpec([population], { prec, y: 0.1, a: 0.5, z: 0 }) }));
    const well = await only({ ...chainFit({ ...plan, settings: fit.plan.settings }, 0.4, 0.3) });
    expect((well.sd[last] ?? 0) / 2).toBeLessThan(0.5);
  });

  test('of a trained fit: u from the guide, z from its prior', async () => {
    const fit = trainedFit(planWith({ a: 0.5 }, 4000));
    const { mean, logPrecision } = fit.plan.guide.populationMoments(fit.best.weights);
    const well = await only(fit);
    const sd = Math.sqrt(1 + 0.81 * Math.exp(-(logPrecision[0] ?? 0)));
    expect(Math.abs((well.mean[last] ?? 0) / 2 - 0.9 * (mean[0] ?? 0))).toBeLessThan(0.08);
    const width = ((well.curve.q975[last] ?? 0) - (well.curve.q025[last] ?? 0)) / 2;
    expect(width / (2 * reach * sd)).toBeCloseTo(1, 1);
    expect(well.marks[0]).toContain('not a posterior');
  });

  test('is the same from the same seed, and another from another', async () => {
    const fit = chainFit(planWith({ a: 0.5 }, 50), 0.4, 0.3);
    const again = await only(fit);
    expect((await only(fit)).mean).toEqual(again.mean);
    expect((await only(fit, { seed: 9 })).mean).not.toEqual(again.mean);
  });

  test('is refused with what there is where a name is unknown', async () => {
    const fit = chainFit(planWith({ a: 0.5 }, 50), 0.4, 0.3);
    expect(await problemsOf(fit, { device: 'R33' })).toContain('Device 0, Device 1');
    expect(await problemsOf(fit, { device: null, well: 'plate/Z9' })).toContain('plate/A1');
    const C7 = { name: 'C7', doses: [1], unit: null, time_h: null };
    expect(await problemsOf(fit, { treatments: [C7] })).toContain('It has C6');
    const parts = [{ group: 'a', part: 'S9' }];
    expect(await problemsOf(fit, { device: null, parts })).toContain('0 (Device 0), 1 (Device 1)');
    expect(await problemsOf(fit, { until_h: -1 })).toContain('no time to predict for');
  });
});

describe('doses and times', () => {
  const C6 = (doses: readonly number[]) => ({ name: 'C6', doses, unit: null, time_h: null });

  test('a list is a well for each dose, and one beyond those of training wells is marked', async () => {
    const fit = chainFit(planWith({ a: 0.5 }, 20), 0.4, 0.3);
    const wells = await predicted(fit, { treatments: [C6([0, 4, 1000])], until_h: 2, every_min: 30 });
    expect(wells.map(({ treatments }) => treatments)).toEqual(['C6=0', 'C6=4', 'C6=1000']);
    expect(Array.from(wells[0]?.times_h ?? [])).toEqual([0, 0.5, 1, 1.5, 2]);
    const beyond = wells.map(({ marks }) => marks.filter((mark) => mark.startsWith('dose beyond')));
    // wells 0 .. 4 train, with doses of 0 .. 4
    expect(beyond).toEqual([[], [], ['dose beyond those measured: 4 of C6 is the highest']]);
    expect(wells[0]?.marks).toContain('time beyond those measured: 0.9 h is the last');
  });

  test('too many wells are refused before they are made', async () => {
    const fit = chainFit(planWith({ a: 0.5 }, 20), 0.4, 0.3);
    const many = C6(Array.from({ length: 10_001 }, (_, n) => n));
    expect(await problemsOf(fit, { treatments: [many] })).toContain('10000 are the most');
  });
});

describe('a part', () => {
  /** Devices with parts 0, 1, 2 of a; only the first two train. */
  function partPlan(): FitPlan {
    const spec = linearSpec([own], { prec: 1e6, u: 0, y: 0 });
    const experiment = linearExperiment(9, () => 0, [0, 1, 2]);
    const split = {
      train: Int32Array.of(0, 1, 3, 4, 6, 7),
      validation: Int32Array.of(2, 5, 8),
      heldOut: new Int32Array(0),
    };
    const data = { ...spec.data, devices: ['d0', 'd1', 'd2'], groups: new Map([['a', [0, 1, 2]]]) };
    const settings = { ...linearSettings, evaluationDraws: 4000 };
    return planOf(everyLevel({ spec: { ...spec, data }, experiment, split, settings }));
  }

  test.each([
    ['chains', (plan: FitPlan) => chainFit(plan, 0, 0.01)],
    ['training', trainedFit],
  ] as const)('that no training well has is drawn from its prior and marked; by %s', async (_, fitOf) => {
    const well = await only(fitOf(partPlan()), { device: 'Device 2' });
    const at = 10 + last;
    const logOf = (value: number | undefined): number => Math.log((value ?? 0) / (10 * 0.9));
    expect(Math.abs(logOf(well.curve.q50[at]))).toBeLessThan(0.1);
    expect(logOf(well.curve.q975[at]) / (1.5 * reach)).toBeCloseTo(1, 1);
    expect(well.marks).toContain('part never measured: a is drawn from its prior');
  });

  test('that was measured has what was learned of it, and no mark', async () => {
    const well = await only(chainFit(partPlan(), 0, 0.01), { device: 'Device 1' });
    expect(well.curve.q975[10 + last]).toBeCloseTo(10 * 0.9 * Math.exp(0.01 * reach), 1);
    expect(well.marks.join()).not.toContain('never measured');
  });
});

describe('a known well', () => {
  test('as it was: the fit’s own prediction, bit for bit, with its readings', async () => {
    const fit = trainedFit(planWith({ a: 0.5 }, 200));
    const { plan, best, kernel } = fit;
    kernel.bind(plan.individuals);
    const workspace = boundWorkspace(plan, 1, 200);
    const fine = kernel;
    const drawn = { plan, weights: best.weights, kernel, fine, step: 0, workspace };
    const draws = await (await refinedWells(drawn, [0, 1, 2], {}))(1);
    const bands = await predictWell(plan, kernel, draws);
    const dose = { name: 'C6', doses: [1], unit: null, time_h: null };
    for (const treatments of [[], [dose]]) {
      const well = await only(fit, { well: 'plate/A2', device: null, treatments });
      expect(well.mean.slice(0, 10)).toEqual(bands.mean.slice(0, 10).map((value) => 2 * value));
      expect(well.ess).toBe(draws.ess);
      expect(well.observed.some((value) => !Number.isNaN(value))).toBe(treatments.length === 0);
    }
  });

  test('a forecast that has seen everything is the prediction of the well; of half of it, it is wider', async () => {
    const fit = chainFit(planWith({ a: 0.5 }, 1000), 0.4, 0.3);
    const well = { well: 'plate/A7', device: null };
    const whole = await only(fit, well);
    const seen = await only(fit, { ...well, seen_h: 5 });
    expect(Math.abs((seen.mean[last] ?? 0) - (whole.mean[last] ?? 0))).toBeLessThan(0.03);
    expect((seen.sd[last] ?? 0) / (whole.sd[last] ?? 1)).toBeCloseTo(1, 1);
    expect(seen.forecast?.A?.readings).toBe(0);
    const half = await only(fit, { ...well, seen_h: 0.05 });
    expect(half.forecast?.A?.readings).toBe(9);
    // of A = z + u t only the reading at 0 is known, which says nothing of u: z has the precision 1 + prec
    const sd = Math.sqrt(1 / (1 + prec) + (0.3 * 0.9) ** 2 + 1 / prec);
    expect((half.sd[last] ?? 0) / 2 / sd).toBeCloseTo(1, 1);
    expect(half.sd[last] ?? 0).toBeGreaterThan(1.2 * (whole.sd[last] ?? 0));
    expect(half.observed[last]).not.toBeNaN();
  });

  test('a forecast under errors that last carries each draw’s last residual on, and its score is of that', async () => {
    const tau = 0.4;
    const fit = chainFit(planWith({ a: 0.5 }, 500), 0.4, 0.05);
    const asked = { well: 'plate/A7', device: null, seen_h: 0.45 };
    const apart = await only(fit, asked);
    const lasting = await only({ ...fit, plan: withLastingErrors(fit.plan, number(tau)) }, asked);
    const known = fit.plan.experiment.individuals[6];
    const reading = 2 * (known?.observations[4] ?? Number.NaN);
    for (const t of [5, 7, last]) {
      const rho = Math.exp(-(0.1 * (t - 4)) / tau);
      const residual = reading - (apart.mean[4] ?? 0);
      // the kernel of these tests weighs draws as if errors were apart, so that draws and curves are the same
      expect(lasting.mean[t]).toBeCloseTo((apart.mean[t] ?? 0) + rho * residual, 8);
      const error = 2 * Math.sqrt((1 - rho ** 2) / prec);
      expect(lasting.sd[t]).toBeGreaterThan(error);
      expect(lasting.sd[t]).toBeLessThan(error + 0.2);
    }
    expect(lasting.curve).toEqual(apart.curve);
    expect(lasting.mean.slice(0, 5)).toEqual(apart.mean.slice(0, 5));
    const end = lasting.responses[0]?.end;
    expect(end?.mean).toBeCloseTo(lasting.mean[last] ?? 0, 8);
    expect(end?.curve).toEqual(apart.responses[0]?.end.curve);
    const squares = [5, 6, 7, 8, 9].map((t) => ((lasting.observed[t] ?? 0) - (lasting.mean[t] ?? 0)) ** 2);
    expect(lasting.forecast?.A?.rmse).toBeCloseTo(Math.sqrt(squares.reduce((a, b) => a + b) / 5), 8);
    expect(lasting.forecast?.A?.rmse).not.toBeCloseTo(apart.forecast?.A?.rmse ?? 0, 2);
    // other times than the fit's are carried on to as well
    const later = await only(
      { ...fit, plan: withLastingErrors(fit.plan, number(tau)) },
      {
        ...asked,
        ...{ until_h: 0.7, every_min: 21 },
      },
    );
    expect(later.mean[2]).toBeCloseTo(lasting.mean[7] ?? 0, 8);
  });

  test('errors of which it changes how long they last are not carried on, and marked', async () => {
    const fit = chainFit(planWith({ a: 0.5 }, 50), 0.4, 0.05);
    const asked = { well: 'plate/A7', device: null, seen_h: 0.45 };
    const changing = withLastingErrors(fit.plan, {
      kind: 'name',
      name: 'time',
      role: 'time',
      index: 0,
    });
    const well = await only({ ...fit, plan: changing }, asked);
    expect(well.mean).toEqual((await only(fit, asked)).mean);
    expect(well.marks.join()).toContain('residuals are not carried on');
  });
});
