import { describe, expect, test } from 'vitest';
import { initFit } from '../../../shared/inference/training/fit.ts';
import { summariseFit } from '../../../shared/prediction/summarise-fit.ts';
import { everyLevel, planOf, train } from '../../helpers/linear-fit.ts';
import { linearKernel, linearSettings } from '../../helpers/linear-kernel.ts';

const request = everyLevel({
  settings: { ...linearSettings, epochs: 40, evaluationDraws: 300, evaluateEvery: 20 },
});
const plan = planOf(request);
const state = await train(plan, initFit(plan));
const result = await summariseFit(plan, state, linearKernel());

/** The same with readings that say little, so that most draws count. */
const vaguePlan = planOf({ ...request, spec: { ...request.spec, constants: new Map([['prec', 0.02]]) } });
const vague = await summariseFit(vaguePlan, await train(vaguePlan, initFit(vaguePlan)), linearKernel());

/** Of so few draws none can count much. */
const fewPlan = planOf({ ...request, settings: { ...request.settings, evaluationDraws: 8 } });
const few = await summariseFit(fewPlan, await train(fewPlan, initFit(fewPlan)), linearKernel());

describe('a summary', () => {
  test('wells that the guide says little of are drawn about their own modes, and marked', () => {
    const { wells } = result.diagnostics;
    const refined = wells.filter((well) => well.refined !== undefined);
    expect(refined.length).toBeGreaterThan(0);
    for (const { ess, refined: { guideEss = 0 } = {} } of refined) {
      expect(guideEss).toBeLessThan(10);
      expect(ess).toBeGreaterThan(100);
    }
    // of one well a bound from a handful of draws may lie above by luck
    const gained = refined.reduce((sum, { elbo, refined: { bound = 0 } = {} }) => sum + bound - elbo, 0);
    expect(gained).toBeGreaterThan(0);
    for (const { refined: none, ess } of vague.diagnostics.wells) {
      if (ess >= 10 && none === undefined) continue;
      expect(none?.guideEss).toBeLessThan(10);
    }
  });

  test('has every well once, with its set', () => {
    expect(result.predictions.map((one) => one.set)).toEqual([
      'train',
      'train',
      'train',
      'train',
      'train',
      'validation',
      'validation',
    ]);
    expect(new Set(result.predictions.map((one) => one.individual)).size).toBe(7);
    expect(result.predictions[0]?.treatments).toBe('C6=0');
    expect(result.predictions[1]?.device).toBe('Device 1');
  });

  test('says which wells chose: those it reports, or a fold that does nothing else and is told apart', async () => {
    const optimistic = result.diagnostics.notes.find((note) => note.startsWith('Selection reported'));
    expect(optimistic).toContain('optimistic');
    const [first = 0, ...train_] = request.split.train;
    const split = {
      ...{ ...request.split, train: Int32Array.from(train_) },
      selecting: { fold: 3, wells: Int32Array.of(first) },
    };
    const inner = planOf({ ...request, settings: { ...request.settings, selection: 'inner' }, split });
    const { predictions, diagnostics } = await summariseFit(
      inner,
      await train(inner, initFit(inner)),
      linearKernel(),
    );
    expect(predictions.map(({ set }) => set)).toEqual([
      ...['train', 'train', 'train', 'train', 'validation', 'validation', 'selection'],
    ]);
    expect(diagnostics.wells.at(-1)).toMatchObject({ individual: 'plate/A1', set: 'selection' });
    const notes = diagnostics.notes.filter((note) => note.startsWith('Selection'));
    expect(notes).toEqual([expect.stringContaining('chosen on fold 3 (1 well)')]);
  });

  test('treatments are the doses as stated, whatever models see of them', async () => {
    const { experiment } = plan;
    const individuals = experiment.individuals.map((one, well) => ({
      ...one,
      statedDoses: Float64Array.of(well * 1e-10),
    }));
    const molar = { ...plan, experiment: { ...experiment, individuals } };
    const { predictions } = await summariseFit(molar, state, linearKernel());
    const texts = predictions.map((one) => one.treatments);
    expect(texts.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `C6=${n === 0 ? 0 : `${n}e-10`}`));
  });

  test('signals have the names of the files, and what was added later its time', async () => {
    const { experiment } = plan;
    const additions = [{ treatment: 0, value: 5, time_h: 0.25 }];
    const individuals = experiment.individuals.map((one) => ({ ...one, additions }));
    const bound = { ...plan, experiment: { ...experiment, signals: ['OD 600', 'GFP'], individuals } };
    const { predictions, validation } = await summariseFit(bound, state, linearKernel());
    expect(predictions[0]?.signals).toEqual(['OD 600', 'GFP']);
    expect(Object.keys(validation)).toEqual(['OD 600', 'GFP']);
    expect(predictions[0]?.treatments).toBe('C6=0;C6=5 at 0.25 h');
  });

  test('numbers of wells are made with noise of their own, not with that of the evaluation that was chosen', async () => {
    const wells = result.diagnostics.wells.filter((well) => well.set === 'validation');
    const mean = wells.reduce((sum, well) => sum + well.elbo, 0) / wells.length;
    expect(mean).not.toBeCloseTo(result.best.validationElbo, 3);
    const again = await summariseFit(plan, state, linearKernel());
    expect(again.diagnostics).toEqual(result.diagnostics);
    for (const well of wells) {
      expect(well.ess).toBeGreaterThanOrEqual(1);
      expect(well.ess).toBeLessThanOrEqual(300);
      expect(well.largestWeight).toBeLessThanOrEqual(1);
    }
  });

  test('a spread that rests on fewer than ten draws is not shown', () => {
    const sharp = few.diagnostics.wells.map((well) => ({ ...well, of: few }));
    const blunt = vague.diagnostics.wells.map((well) => ({ ...well, of: vague }));
    expect(sharp.filter(({ ess }) => ess < 10).length).toBeGreaterThan(0);
    expect(blunt.filter(({ ess }) => ess >= 10).length).toBeGreaterThan(0);
    for (const { individual, ess, of } of [...sharp, ...blunt]) {
      const rows = of.parameters.filter((row) => row.individual === individual);
      expect(rows.length).toBeGreaterThan(0);
      for (const { mean, sd, quantiles } of rows) {
        expect(Number.isFinite(mean)).toBe(true);
        expect(Number.isFinite(sd)).toBe(ess >= 10);
        expect(Number.isFinite(quantiles.q50)).toBe(ess >= 10);
      }
    }
  });

  test('readings and predictions are in the unit of the signal: scale 2 for A, 10 for B', () => {
    const seen = plan.experiment.individuals[0]?.observations;
    const [first] = result.predictions;
    expect(first?.observed[3]).toBeCloseTo(2 * (seen?.[3] as number), 12);
    expect(first?.observed[13]).toBeCloseTo(10 * (seen?.[13] as number), 12);
    // The residual sd of the kernel is 1 / sqrt(20); parameters add to it.
    expect(first?.sd[3] as number).toBeGreaterThan((2 / Math.sqrt(20)) * 0.999);
    expect(first?.sd[13] as number).toBeGreaterThan((10 / Math.sqrt(20)) * 0.999);
  });

  test('quantiles ascend around the mean', () => {
    for (const { quantiles: q, mean } of result.predictions) {
      mean.forEach((_, at) => {
        const row = [q.q025, q.q25, q.q50, q.q75, q.q975].map((values) => values[at] as number);
        expect(row).toEqual([...row].sort((a, b) => a - b));
        expect(mean[at] as number).toBeGreaterThan(row[0] as number);
        expect(mean[at] as number).toBeLessThan(row[4] as number);
      });
    }
  });

  test('scores are those of the predictions, on scaled data', () => {
    const validation = result.predictions.filter((one) => one.set === 'validation');
    const pairs = validation.flatMap((one) =>
      Array.from(
        { length: 10 },
        (_, t) => [(one.observed[t] as number) / 2, (one.mean[t] as number) / 2] as const,
      ),
    );
    const mean = pairs.reduce((sum, [x]) => sum + x, 0) / pairs.length;
    const errors = pairs.reduce((sum, [x, y]) => sum + (x - y) ** 2, 0);
    const total = pairs.reduce((sum, [x]) => sum + (x - mean) ** 2, 0);
    expect(result.validation.A?.rmse).toBeCloseTo(Math.sqrt(errors / pairs.length), 10);
    expect(result.validation.A?.r2).toBeCloseTo(1 - errors / total, 10);
    const inside = validation.flatMap((one) =>
      Array.from(
        { length: 10 },
        (_, t) =>
          (one.observed[t] as number) >= (one.quantiles.q25[t] as number) &&
          (one.observed[t] as number) <= (one.quantiles.q75[t] as number),
      ),
    );
    expect(result.validation.A?.coverage50).toBeCloseTo(inside.filter(Boolean).length / inside.length, 12);
    expect(Math.abs(result.diagnostics.residualLag1.A as number)).toBeLessThanOrEqual(1);
  });

  test('posterior draws weigh the same, have the values the simulator saw, and the means of the table', () => {
    expect(result.posterior.draws).toBe(200);
    expect(result.posterior.parameters.map((one) => one.parameter)).toEqual(['u', 'y', 'z']);
    for (const well of result.posterior.wells) {
      expect(new Set(well.weights)).toEqual(new Set([1]));
      const z = result.parameters.find((row) => row.individual === well.individual && row.parameter === 'z');
      const mean = well.weights.reduce((sum, _, k) => sum + (well.values[k * 3 + 2] ?? 0), 0) / 200;
      const spread = Number.isNaN(z?.sd) ? 1e-9 + Math.abs(z?.mean ?? 0) / 50 : (z?.sd ?? 0) / 2;
      expect(Math.abs(mean - (z?.mean ?? 0))).toBeLessThan(spread);
      // u is LogNormal(0, 1): above 0, and no further than 4 prior sds.
      for (let k = 0; k < 200; k++) {
        expect(well.values[k * 3] as number).toBeGreaterThan(0);
        expect(Math.abs(Math.log(well.values[k * 3] as number))).toBeLessThan(4 + 1e-12);
      }
    }
    expect(result.posterior.fixed.map((one) => one.group)).toEqual(['a:0', 'a:1']);
    expect(result.posterior.fixed[0]?.value).toBe(1);
  });

  test('parameter rows: q(u), fixed parts, then each well', () => {
    const rows = result.parameters.map(
      (row) => `${row.level} ${row.parameter} ${row.group} ${row.individual}`,
    );
    expect(rows.slice(0, 5)).toEqual([
      'population u  ',
      'group a a:0 ',
      'group a a:1 ',
      'group y Device 0 plate/A1',
      'individual z  plate/A1',
    ]);
    expect(rows.length).toBe(3 + 2 * 7);
    const [u] = result.parameters;
    expect(u?.prior).toBe('LogNormal(mu 0, sigma 1)');
    expect(u?.priorMean).toBeCloseTo(Math.exp(0.5), 12);
  });

  test('the label that population draws are a proposal is there', () => {
    expect(result.diagnostics.notes.some((note) => note.includes('proposal'))).toBe(true);
  });
});

test('a well without any solution has no prediction, and says so', async () => {
  const failing = linearKernel(() => true);
  const short = planOf(everyLevel());
  const trained = await train(short, initFit(short), failing);
  const summary = await summariseFit(short, trained, failing);
  expect(summary.predictions[0]?.mean.every((value) => Number.isNaN(value))).toBe(true);
  expect(summary.diagnostics.wells[0]?.failedDraws).toBe(20);
});
