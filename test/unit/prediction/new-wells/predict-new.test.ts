import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../../../shared/base/problem.ts';
import { fillNormals } from '../../../../shared/base/random.ts';
import type { SourceFile } from '../../../../shared/experiment/name-runs.ts';
import { startWeights } from '../../../../shared/inference/guide/start-weights.ts';
import type { FitPlan } from '../../../../shared/inference/plan/fit-plan.ts';
import { jointLayout } from '../../../../shared/inference/posterior/joint/joint-layout.ts';
import { startPosterior } from '../../../../shared/inference/posterior/posterior-state.ts';
import type { Layout } from '../../../../shared/plate/layout/layout.ts';
import { newPlan } from '../../../../shared/prediction/new-wells/new-plan.ts';
import {
  type NewPrediction,
  type NewPredictions,
  predictNew,
} from '../../../../shared/prediction/new-wells/predict-new.ts';
import type { FinishedFit } from '../../../../shared/prediction/scenario/finished-fit.ts';
import { everyLevel, planOf } from '../../../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearKernel,
  linearSettings,
  linearSpec,
  linearTimes,
  standardNormal,
} from '../../../helpers/linear-kernel.ts';
import { filesOf, signalOf, wellOf } from '../../../helpers/plate-runs.ts';

/** A = z + u t, B = y + a t: signals have the scales 2 and 10. */
const prec = 20;
const own = ['z', 'individual', standardNormal] as const;
const population = ['u', 'population', standardNormal] as const;
const draws = 4000;

function planWith(change: Partial<Parameters<typeof everyLevel>[0]> & object): FitPlan {
  const spec = linearSpec([own, population], { prec, y: 0.1, a: 0.5 });
  const plan = planOf(
    everyLevel({ spec, settings: { ...linearSettings, evaluationDraws: draws }, ...change }),
  );
  return { ...plan, experiment: { ...plan.experiment, preprocessing: 'wells' } };
}

/** So little that a part's prior counts beside a well's readings. */
const partPrec = 0.02;

/** Devices with parts 0, 1 of a; every parameter but z and a is known. */
function partPlan(): FitPlan {
  const spec = linearSpec([own], { prec: partPrec, u: 0, y: 0 });
  const data = { ...spec.data, groups: new Map([['a', [0, 1]]]) };
  return planWith({ spec: { ...spec, data }, experiment: linearExperiment(7, (s, t) => s * t) });
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
  const nuts: FitPlan = { ...plan, settings: { ...plan.settings, posterior: 'nuts' } };
  return { kind: 'chains', plan: nuts, state, layout, fine: linearKernel() };
}

function trainedFit(plan: FitPlan): FinishedFit {
  const kernel = linearKernel();
  const best = { epoch: 0, step: 0, validationElbo: 0, weights: startWeights(plan) };
  return { kind: 'trained', plan, best, kernel, fine: kernel };
}

const noise = (n: number): number => 0.2 * Math.sin(7 * n + 1);

/** One plate with a well of each device, readings in the file's units. */
function plates(
  devices: readonly string[],
  [a, b]: readonly [(t: number) => number, (t: number) => number],
  times: Float64Array = linearTimes,
): ReadonlyMap<string, SourceFile> {
  const wells = devices.map((device, n) => wellOf(`A${n + 1}`, { device }));
  const seconds = Array.from(times, (time) => 3600 * time);
  const series = (value: (t: number) => number, scale: number) =>
    wells.map(() => Array.from(times, (t, n) => scale * (value(t) + noise(n))));
  return filesOf({
    'new.csv': {
      wells,
      signals: [signalOf('A', seconds, series(a, 2)), signalOf('B', seconds, series(b, 10))],
    },
  });
}

async function made(
  fit: FinishedFit,
  files: ReadonlyMap<string, SourceFile>,
  layouts: readonly Layout[] = [],
): Promise<NewPredictions> {
  const plan = newPlan(fit.plan, [], { files, layouts, corrections: null });
  if (!plan.ok) throw new Error(plan.problems.map(formatProblem).join('\n'));
  return predictNew(fit, plan.value);
}

function rowOf({ parameters }: NewPrediction, name: string) {
  const row = parameters.find(({ parameter }) => parameter === name);
  if (row === undefined) throw new Error(`there is a row of ${name}`);
  return row;
}

/** z given A = z + u t with normal errors and u ~ N(mean, sd^2): mean and sd of z, and the mean of the curve at the last time. */
function exact(a: (t: number) => number, mean: number, sd: number) {
  const [p, q] = [1, 1 / sd ** 2];
  let [zz, zu, uu, z, u] = [p, 0, q, 0, q * mean];
  linearTimes.forEach((t, n) => {
    const x = a(t) + noise(n);
    zz += prec;
    zu += prec * t;
    uu += prec * t * t;
    z += prec * x;
    u += prec * t * x;
  });
  const det = zz * uu - zu * zu;
  const zMean = (uu * z - zu * u) / det;
  const uMean = (zz * u - zu * z) / det;
  const last = linearTimes.at(-1) ?? 0;
  const curve = zMean + last * uMean;
  const curveSd = Math.sqrt((uu - 2 * last * zu + last * last * zz) / det);
  return { zMean, zSd: Math.sqrt(uu / det), curve, curveSd };
}

const line = [(t: number) => 0.9 + 0.3 * t, (t: number) => 0.1 + 0.5 * t] as const;

describe('a new well of a device of the fit', () => {
  test.each([
    ['a trained fit', trainedFit(planWith({})), 0, 1],
    ['chains', chainFit(planWith({}), 0.4, 0.3), 0.4, 0.3],
  ] as const)(
    'of %s: parameters and both bands are those of the exact posterior',
    async (_, fit, mean, sd) => {
      const { wells, posterior } = await made(fit, plates(['d0'], line));
      const [well] = wells;
      if (well === undefined) throw new Error('one well was given');
      const wanted = exact(line[0], mean, sd);
      const z = rowOf(well, 'z');
      expect(Math.abs(z.mean - wanted.zMean)).toBeLessThan(0.1 * wanted.zSd);
      expect(z.sd / wanted.zSd).toBeCloseTo(1, 1);
      const last = linearTimes.length - 1;
      expect(Math.abs((well.mean[last] ?? 0) / 2 - wanted.curve)).toBeLessThan(0.1 * wanted.curveSd);
      const width = ((well.curve.q975[last] ?? 0) - (well.curve.q025[last] ?? 0)) / 2;
      expect(width / (2 * 1.959964 * wanted.curveSd)).toBeCloseTo(1, 1);
      expect((well.sd[last] ?? 0) / 2 / Math.sqrt(wanted.curveSd ** 2 + 1 / prec)).toBeCloseTo(1, 1);
      // in the file's unit, as it was read
      expect(well.observed[3]).toBeCloseTo(2 * ((line[0](linearTimes[3] ?? 0) ?? 0) + noise(3)), 9);
      expect(well.ess).toBeGreaterThan(draws / 4);
      expect(well.kHat).toBeLessThan(0.5);
      expect(well.marks.join()).not.toContain('never measured');
      const kept = posterior.wells[0];
      const place = posterior.parameters.findIndex(({ parameter }) => parameter === 'z');
      const zs = Array.from(
        { length: posterior.draws },
        (_, k) => kept?.values[k * posterior.parameters.length + place] ?? 0,
      );
      const average = zs.reduce((sum, value) => sum + value, 0) / zs.length;
      expect(Math.abs(average - wanted.zMean)).toBeLessThan((5 * wanted.zSd) / Math.sqrt(zs.length));
    },
  );

  test('is the same from the same seed', async () => {
    const fit = trainedFit(planWith({}));
    const [one, two] = [await made(fit, plates(['d0'], line)), await made(fit, plates(['d0'], line))];
    expect(two).toEqual(one);
  });

  test('with times of its own: chains take any, and an encoder that knows one grid takes near ones', async () => {
    const shifted = linearTimes.map((time) => time + 0.02);
    const far = linearTimes.map((time) => 0.5 * time);
    const near = (await made(trainedFit(planWith({})), plates(['d0'], line, shifted))).wells[0];
    expect(Array.from(near?.times_h ?? [])).toEqual(Array.from(shifted, (time) => expect.closeTo(time, 12)));
    const [byChains] = (await made(chainFit(planWith({}), 0.4, 0.3), plates(['d0'], line, far))).wells;
    expect(byChains?.times_h.at(-1)).toBeCloseTo(0.45, 12);
    const files = plates(['d0'], line, far);
    const refused = newPlan(planWith({}), [], { files, layouts: [], corrections: null });
    expect(refused.problems.map(formatProblem).join()).toContain('--posterior nuts');
  });

  test('more of them than a table may have are refused', () => {
    const times = Float64Array.from({ length: 500 }, (_, n) => 1e-3 * n);
    const files = plates(new Array<string>(3200).fill('d0'), line, times);
    const { plan } = chainFit(planWith({}), 0.4, 0.3);
    const refused = newPlan(plan, [], { files, layouts: [], corrections: null });
    expect(refused.ok).toBe(false);
    expect(refused.problems.map(formatProblem).join()).toContain('Give fewer files at a time.');
  });

  test('of which few draws count has means alone, and says so', async () => {
    const fit = trainedFit(planWith({ settings: { ...linearSettings, evaluationDraws: 8 } }));
    const [well] = (await made(fit, plates(['d0'], line))).wells;
    if (well === undefined) throw new Error('one well was given');
    expect(well.ess).toBeLessThan(10);
    expect(well.marks.join()).toContain('few effective draws');
    expect(well.mean.every(Number.isFinite)).toBe(true);
    expect([...well.sd, ...well.quantiles.q50, ...well.curve.q975].every(Number.isNaN)).toBe(true);
    expect(rowOf(well, 'z')).toMatchObject({ sd: Number.NaN, quantiles: { q025: Number.NaN } });
    expect(rowOf(well, 'z').mean).not.toBeNaN();
  });

  test('of which few draws count is led to its posterior where the fit refines so', async () => {
    const settings = { ...linearSettings, evaluationDraws: 8, refinement: 'annealed' } as const;
    const [well] = (await made(trainedFit(planWith({ settings })), plates(['d0'], line))).wells;
    if (well === undefined) throw new Error('one well was given');
    expect(well.ess).toBeGreaterThan(10);
    const wanted = exact(line[0], 0, 1);
    expect(Math.abs(rowOf(well, 'z').mean - wanted.zMean)).toBeLessThan(wanted.zSd);
    expect(rowOf(well, 'z').sd / wanted.zSd).toBeGreaterThan(0.5);
    expect(well.sd.every(Number.isFinite)).toBe(true);
  });

  test('negative control: from readings that are others its parameters are others', async () => {
    const fit = trainedFit(planWith({}));
    const [well] = (await made(fit, plates(['d0'], [(t) => line[0](t) + 1, line[1]]))).wells;
    const wanted = exact(line[0], 0, 1);
    expect(Math.abs((well?.mean[0] ?? 0) / 2 - wanted.zMean)).toBeGreaterThan(3 * wanted.zSd);
  });
});

describe('a device that was never seen', () => {
  const slope = 6;
  const parted = [(_: number) => 0.3, (t: number) => slope * t] as const;
  const layout = (part: string): readonly Layout[] => [
    { plate: null, wells: [{ well: 'A1', device: 'dX' }], parts: { dX: { a: part } } },
  ];

  /** log a ~ N(0, 1.5^2), B = a t: by quadrature. */
  function partMean(): { mean: number; sd: number } {
    let [sum, first, second] = [0, 0, 0];
    for (let x = -8; x <= 6; x += 0.001) {
      const a = Math.exp(x);
      let log = -0.5 * (x / 1.5) ** 2;
      linearTimes.forEach((t, n) => {
        log -= 0.5 * partPrec * (slope * t + noise(n) - a * t) ** 2;
      });
      const weight = Math.exp(log);
      sum += weight;
      first += weight * a;
      second += weight * a * a;
    }
    const mean = first / sum;
    return { mean, sd: Math.sqrt(second / sum - mean ** 2) };
  }

  test.each([
    ['a trained fit', trainedFit(partPlan())],
    ['chains', chainFit(partPlan(), 0, 0.01)],
  ] as const)(
    'of %s: a part that nobody measured has its prior and the well’s readings, and a mark',
    async (_, fit) => {
      const [well] = (await made(fit, plates(['dX'], parted), layout('P9'))).wells;
      if (well === undefined) throw new Error('one well was given');
      expect(well.marks).toContain('part never measured: a has the prior and this well alone');
      const last = linearTimes.length - 1;
      const wanted = partMean();
      const t = linearTimes[last] ?? 0;
      const mean = (well.mean[10 + last] ?? 0) / (10 * t);
      expect(Math.abs(mean - wanted.mean)).toBeLessThan(0.2 * wanted.sd);
      const row = rowOf(well, 'a');
      expect(row).toMatchObject({ level: 'group', group: 'a:2', individual: 'new/A1' });
      expect(Math.abs(row.mean - wanted.mean)).toBeLessThan(0.2 * wanted.sd);
      expect(row.sd / wanted.sd).toBeGreaterThan(0.9);
      expect(row.sd / wanted.sd).toBeLessThan(1.1);
    },
  );

  test('a part that nobody measured is known as well after tempered steps, where few draws count before', async () => {
    const settings = { ...linearSettings, evaluationDraws: 9, refinement: 'annealed' } as const;
    const whole = partPlan();
    const [well] = (await made(trainedFit({ ...whole, settings }), plates(['dX'], parted), layout('P9')))
      .wells;
    if (well === undefined) throw new Error('one well was given');
    expect(well.ess).toBeGreaterThan(10);
    const wanted = partMean();
    expect(Math.abs(rowOf(well, 'a').mean - wanted.mean)).toBeLessThan(wanted.sd);
    expect(rowOf(well, 'a').sd / wanted.sd).toBeGreaterThan(0.4);
  });

  test.each([
    ['a trained fit', trainedFit(partPlan())],
    ['chains', chainFit(partPlan(), 0, 0.01)],
  ] as const)('of %s: a known part is used as it was learned, with no mark of it', async (_, fit) => {
    const [known, twin] = (
      await made(fit, plates(['dX', 'd1'], parted), [
        { plate: null, wells: [{ well: 'A1', device: 'dX' }], parts: { dX: { a: '1' } } },
      ])
    ).wells;
    expect(known?.marks.join()).not.toContain('part never measured');
    expect(known?.marks.join()).toContain('device never measured');
    const last = 10 + linearTimes.length - 1;
    expect(known?.mean[last]).toBeCloseTo(twin?.mean[last] ?? Number.NaN, 2);
    expect(known?.parameters.map(({ parameter }) => parameter)).not.toContain('a');
  });
});
