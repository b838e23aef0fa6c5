import { beforeAll, describe, expect, test } from 'vitest';
import { fillNormals } from '../../shared/base/random.ts';
import type { Experiment, PartGroup } from '../../shared/experiment/experiment.ts';
import { type FitPlan, kernelChoice } from '../../shared/inference/plan/fit-plan.ts';
import { jointDensity } from '../../shared/inference/posterior/joint/joint-density.ts';
import { jointLayout } from '../../shared/inference/posterior/joint/joint-layout.ts';
import { startPosterior } from '../../shared/inference/posterior/posterior-state.ts';
import { samplePosterior } from '../../shared/inference/posterior/sample-posterior.ts';
import type { FinishedFit } from '../../shared/prediction/scenario/finished-fit.ts';
import { predictZeroShot } from '../../shared/prediction/zero-shot/predict-zero-shot.ts';
import type {
  ZeroShotAnswer,
  ZeroShotKind,
  ZeroShotQuestion,
  ZeroShotScore,
} from '../../shared/prediction/zero-shot/zero-shot.ts';
import { kernelFor } from '../helpers/kernels.ts';
import { modelFromText } from '../helpers/library-model.ts';
import { everyLevel, planOf } from '../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearKernel,
  linearSettings,
  linearSpec,
  standardNormal,
} from '../helpers/linear-kernel.ts';

/** Growth A of a well is its own; of what it makes, B, two parts of its device decide. How wells differ is learned. */
const model = modelFromText(`model parts "Two parts"
parameters
  z      individual  LogNormal(z_mean, z_sd)
  z_mean population  Normal(0, 1)
  z_sd   population  LogNormal(-1, 0.7)
  a      part
  b      part
  k      population  LogNormal(0, 1)
  s      population  LogNormal(-3, 1)
states
  x starts at 0
rates
  x' = z
observables
  A = x                with sd s
  B = a * b * k * x    with sd s
`);

/** Parts of the four devices: the last one is left out, each of its parts is in another one. */
const aOf = [0, 1, 0, 1];
const bOf = [0, 0, 1, 1];
const left = 3;
const wells = 64;
const truth = { a: [1, 2.2], b: [1, 0.4], k: 1.3, sd: 0.4, s: 0.02 };

const groupOf = (name: string, partOfDevice: readonly number[]): PartGroup => ({
  ...{ name, partOfDevice, count: 2, baseline: 0 },
});

/** @param parts of the device left out, as the fit is told. */
function experimentOf(parts: readonly [a: number, b: number] = [1, 1]): Experiment {
  const normals = (step: number, count: number): Float64Array => {
    const out = new Float64Array(count);
    fillNormals({ seed: 5, purpose: 'test', step, individual: 0 }, out);
    return out;
  };
  const own = normals(0, wells).map((value) => Math.exp(truth.sd * value));
  const errors = normals(1, 2 * wells * 10);
  let next = 0;
  const made = linearExperiment(
    wells,
    (signal, t, well) => {
      const device = well % aOf.length;
      const made = truth.k * (truth.a[aOf[device] ?? 0] ?? 0) * (truth.b[bOf[device] ?? 0] ?? 0);
      return (signal === 0 ? 1 : made) * (own[well] ?? 0) * t + truth.s * (errors[next++] ?? 0);
    },
    aOf,
  );
  const [a, b] = parts;
  return {
    ...made,
    parts: [groupOf('a', aOf.with(left, a)), groupOf('b', bOf.with(left, b))],
  };
}

/** Readings of one signal of the wells left out are other ones. */
function spoilt(experiment: Experiment, signal: number): Experiment {
  const individuals = experiment.individuals.map((one) => {
    if (one.device !== left) return one;
    const times = one.times_h.length;
    const observations = one.observations.map((value, at) =>
      Math.floor(at / times) === signal ? 3 - 2 * value : value,
    );
    return { ...one, observations };
  });
  return { ...experiment, individuals };
}

const wellsOf = (isOf: (well: number) => boolean): Int32Array =>
  Int32Array.from(Array.from({ length: wells }, (_, well) => well).filter(isOf));

function planFor(experiment: Experiment): FitPlan {
  const isLeft = (well: number): boolean => well % aOf.length === left;
  const spec = linearSpec([], {});
  const groups = new Map([
    ['a', aOf],
    ['b', bOf],
  ]);
  const devices = ['d0', 'd1', 'd2', 'd3'];
  return planOf(
    everyLevel({
      ...{ model, experiment, settings: { ...linearSettings, evaluationDraws: 400 } },
      spec: { ...spec, data: { ...spec.data, devices, prettyDevices: devices, groups } },
      split: {
        train: wellsOf((well) => well > 0 && !isLeft(well)),
        validation: Int32Array.of(0),
        heldOut: wellsOf(isLeft),
      },
    }),
  );
}

type ChainFit = Extract<FinishedFit, { kind: 'chains' }>;

async function sampled(): Promise<ChainFit> {
  const plan = planFor(experimentOf());
  const { method: _, model: __, ...choice } = kernelChoice(plan, 'wasm');
  const fine = kernelFor(plan.model, 'midpoint', 'wasm', { ...choice, precision: 'float64' });
  fine.bind(plan.individuals);
  const layout = jointLayout(plan, plan.split.train);
  const density = jointDensity(plan, layout, fine, 4);
  const state = startPosterior(4);
  const hooks = { now: () => 0, shouldStop: async () => false, onTransition: () => {}, onStage: () => {} };
  const end = await samplePosterior(density, density, state, { seed: 3, warmup: 200, draws: 200 }, hooks);
  expect(end).toBe('done');
  return { kind: 'chains', plan, state, layout, fine };
}

const nothing: ZeroShotQuestion = { seenSignals: null, draws: null, seed: null };
const seesA: ZeroShotQuestion = { ...nothing, seenSignals: ['A'] };

async function answered(fit: FinishedFit, question: ZeroShotQuestion): Promise<ZeroShotAnswer> {
  const made = await predictZeroShot(fit, question);
  if (!made.ok) throw new Error(made.problems.map(({ message }) => message).join('; '));
  return made.value;
}

function scoreOf({ scores }: ZeroShotAnswer, kind: ZeroShotKind, signal = 'B'): ZeroShotScore {
  const found = scores.find((score) => score.kind === kind && score.signal === signal);
  if (found === undefined) throw new Error(`no score of ${signal}, ${kind}`);
  return found;
}

/** All that is predicted, in one way. */
const means = ({ wells: all }: ZeroShotAnswer, kind: ZeroShotKind): readonly Float64Array[] =>
  all.filter((well) => well.kind === kind).map(({ mean }) => mean);

describe('a device that no chain has seen', () => {
  let fit: ChainFit;
  let answer: ZeroShotAnswer;
  beforeAll(async () => {
    fit = await sampled();
    answer = await answered(fit, seesA);
  });

  test('is predicted better with growth seen than blind, and both bands cover what was read', () => {
    const [blind, informed] = [scoreOf(answer, 'blind'), scoreOf(answer, 'informed')];
    expect(informed.rmse.value).toBeLessThan(0.3 * blind.rmse.value);
    expect(informed.crps.value).toBeLessThan(0.3 * blind.crps.value);
    expect(informed.lpd.value).toBeGreaterThan(blind.lpd.value + 1);
    // errors of a reading are nearly all that is left
    expect(informed.rmse.value / truth.s).toBeLessThan(1.5);
    // sixteen wells, of which the readings of each go together when blind
    for (const { coverage95 } of [blind, informed]) expect(coverage95.value).toBeGreaterThan(0.85);
    expect(informed.coverage95.value).toBeLessThan(0.99);
    for (const { wells: count, readings } of [blind, informed])
      expect([count, readings]).toEqual([wells / 4, (10 * wells) / 4]);
  });

  test('has scores of what was not seen alone, and says what was', () => {
    expect(answer.scores.map(({ kind, signal, seen }) => [kind, signal, ...seen])).toEqual([
      ['blind', 'A'],
      ['blind', 'B'],
      ['informed', 'B', 'A'],
    ]);
    expect(answer.wells).toHaveLength((2 * wells) / 4);
    for (const { kind, marks, device } of answer.wells) {
      expect(device).toBe('Device 3');
      expect(marks[0]).toMatch(
        kind === 'blind' ? /^zero-shot, blind/ : /^zero-shot: .*own readings of A were seen/,
      );
    }
  });

  test('what is not seen has no part in it: other readings, the same predictions to the bit', async () => {
    const other = { ...fit, plan: planFor(spoilt(experimentOf(), 1)) };
    const told = await answered(other, seesA);
    for (const kind of ['blind', 'informed'] as const) expect(means(told, kind)).toEqual(means(answer, kind));
    expect(scoreOf(told, 'informed').rmse.value).toBeGreaterThan(10 * truth.s);
    const ofA = await answered({ ...fit, plan: planFor(spoilt(experimentOf(), 0)) }, seesA);
    expect(means(ofA, 'blind')).toEqual(means(answer, 'blind'));
    // negative control: readings that are seen do
    expect(means(ofA, 'informed')).not.toEqual(means(answer, 'informed'));
  });

  test('negative control: with the parts of another device it is missed', async () => {
    const wrong = await answered({ ...fit, plan: planFor(experimentOf([0, 1])) }, seesA);
    const [right, missed] = [scoreOf(answer, 'informed'), scoreOf(wrong, 'informed')];
    expect(missed.rmse.value).toBeGreaterThan(10 * right.rmse.value);
    expect(missed.coverage95.value).toBeLessThan(0.5);
  });

  test('is the same from the same seed, and another from another', async () => {
    const again = await answered(fit, { ...seesA, draws: 50, seed: 4 });
    expect(await answered(fit, { ...seesA, draws: 50, seed: 4 })).toEqual(again);
    const other = await answered(fit, { ...seesA, draws: 50, seed: 5 });
    expect(means(other, 'blind')).not.toEqual(means(again, 'blind'));
    expect(again.wells[0]?.draws).toBe(50);
  });

  test.each([
    [['C'], 'no signal “C”', 'It has A, B'],
    [['A,B'], 'nothing left to predict', 'Name fewer'],
  ])('seen signals %j are refused', async (seenSignals, message, remedy) => {
    const { problems } = await predictZeroShot(fit, { ...nothing, seenSignals });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.remedy).toContain(remedy);
  });

  test('with a part whose value is not among the draws is drawn from its prior, and says so', async () => {
    const { layout } = fit;
    const isB = ({ parameter }: (typeof layout.shared)[number]): boolean => parameter === 'b';
    const shared = layout.shared.map((one) => (isB(one) ? { ...one, of: 'part 9' } : one));
    const { wells: told, scores } = await answered({ ...fit, layout: { ...layout, shared } }, seesA);
    for (const { marks } of told) expect(marks).toContain('never measured, drawn from the prior: b:part 1');
    for (const { marks } of answer.wells) expect(marks.join()).not.toContain('never measured');
    expect(scoreOf({ ...answer, scores }, 'informed').crps.value).toBeGreaterThan(
      5 * scoreOf(answer, 'informed').crps.value,
    );
  });

  test('a fit that left no device out is refused, and one that was trained', async () => {
    const { plan, fine } = fit;
    const all = { ...plan, split: { ...plan.split, heldOut: new Int32Array(0) } };
    const best = { epoch: 0, step: 0, validationElbo: 0, weights: new Float64Array(0) };
    for (const [other, words] of [
      [{ ...fit, plan: all }, 'made with every device'],
      [{ kind: 'trained', plan, best, kernel: fine, fine }, 'goes by joint draws'],
    ] as const) {
      const { problems } = await predictZeroShot(other, nothing);
      expect(problems).toHaveLength(1);
      expect(problems[0]?.message).toContain(words);
      expect(problems[0]?.remedy).toContain('--held-out DEVICE');
    }
  });
});

test('own values with stated priors are marked as such where no reading speaks for them', async () => {
  const z = ['z', 'individual', standardNormal] as const;
  const u = ['u', 'population', standardNormal] as const;
  const split = {
    train: Int32Array.of(0, 1, 2, 4),
    validation: Int32Array.of(6),
    heldOut: Int32Array.of(3, 5),
  };
  const spec = linearSpec([z, u], { prec: 20, y: 0.1, a: 0.5 });
  const plan = planOf(everyLevel({ spec, split, experiment: linearExperiment(7, () => 0.1, [0, 0]) }));
  const layout = jointLayout(plan, plan.split.train);
  const state = startPosterior(4);
  for (const { draws, energy } of state.record)
    for (let k = 0; k < 20; k++) {
      draws.push(new Float32Array(layout.size));
      energy.push(0);
    }
  const answer = await answered({ kind: 'chains', plan, state, layout, fine: linearKernel() }, seesA);
  expect(answer.wells).toHaveLength(4);
  for (const { kind, marks } of answer.wells)
    expect(marks.some((mark) => mark.startsWith('prior only: z'))).toBe(kind === 'blind');
});
