import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../shared/base/random.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { type BoundRequest, boundWorkspace } from '../../shared/inference/draws/bound-workspace.ts';
import type { Estimator } from '../../shared/inference/estimator/estimator.ts';
import { estimators } from '../../shared/inference/estimator/index.ts';
import { guides } from '../../shared/inference/guide/index.ts';
import { objectives } from '../../shared/inference/objective/index.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import type { FitSettings } from '../../shared/inference/plan/fit-settings.ts';
import { type Members, membersOf } from '../../shared/inference/plan/members.ts';
import type { PlanSources } from '../../shared/inference/plan/prepare-fit.ts';
import { initFit, stepFit } from '../../shared/inference/training/fit.ts';
import { type Batch, draw, sumGradient, weighDraws } from '../../shared/inference/training/passes.ts';
import type { PriorSpec } from '../../shared/model/prior.ts';
import { fullRank, mostOfFullRank } from '../helpers/full-rank-guide.ts';
import { learningKernel, learningModel } from '../helpers/learning-model.ts';
import { everyLevel, planOf, problemsOf } from '../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearKernel,
  linearSettings,
  linearSpec,
  standardNormal,
} from '../helpers/linear-kernel.ts';
import { arrows } from '../laws/import-arrows.ts';

/** Folders beside a family's contract that hold its members, and not what these share. */
function foldersOf(family: string): readonly string[] {
  const shared = arrows.sharedInFamily[`shared/inference/${family}`] ?? [];
  const folder = new URL(`../../shared/inference/${family}/`, import.meta.url);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !shared.includes(entry.name))
    .map((entry) => entry.name)
    .sort();
}

test('each member of a family is a folder and a line in its index, under its own name', () => {
  for (const [family, members] of Object.entries({
    guide: guides,
    objective: objectives,
    estimator: estimators,
  })) {
    expect(Object.keys(members).sort()).toEqual(foldersOf(family));
    for (const [name, { id }] of Object.entries(members)) expect(id).toBe(name);
  }
});

/** The product's guides, and one of the test's own that shares no more with them than the contract. */
const combinations: readonly (Members & { readonly name: string })[] = [
  ...Object.values(guides),
  fullRank,
].flatMap((guide) =>
  Object.values(objectives).flatMap((objective) =>
    Object.values(estimators).map((estimator) => ({
      name: `${guide.id}, ${objective.id}, ${estimator.id}`,
      ...{ guide, objective, estimator },
    })),
  ),
);

/** Settings that an estimator takes: of some draws, or of one. */
function settingsFor({ objective, estimator }: Members): FitSettings {
  const settings = { ...linearSettings, draws: 7 };
  return estimator.refuses(objective, settings).length === 0 ? settings : { ...settings, draws: 1 };
}

type Stated = Parameters<typeof linearSpec>[0];
const log: PriorSpec = { ...standardNormal, distribution: 'LogNormal' };
const truncated: PriorSpec = {
  ...{ distribution: 'TruncatedNormal', mu: 0.5, sigma: 1, lower: -1, upper: 3, statesPrec: false },
};
const bounded: PriorSpec = { distribution: 'Kumaraswamy', mu: 2, sigma: 1.5, statesPrec: false };
/** Devices with parts 0, 1 and none, and no baseline. */
const threeDevices = linearExperiment(7, (s, t, well) => Math.cos(2 * t + well) + s, [0, 1, null], null);

const stated = (parameters: Stated, constants: Readonly<Record<string, number>> = {}) => ({
  spec: linearSpec(parameters, { prec: 20, ...constants }),
});

/** What plans differ in that members must bear. */
const plans: Readonly<Record<string, Partial<PlanSources>>> = {
  'every level, part values with a baseline': {},
  'part values without a baseline, a device without a part': { experiment: threeDevices },
  'a part parameter with a prior, devices where it is given': {
    ...{ experiment: threeDevices },
    ...stated([
      ['z', 'individual', standardNormal],
      ['u', 'population', standardNormal],
      ['y', 'group', standardNormal],
      ['a', 'group', log],
    ]),
  },
  'bounded priors': stated(
    [
      ['z', 'individual', truncated],
      ['u', 'population', bounded],
    ],
    { y: 0.3 },
  ),
  // a narrow prior of the sd: where it is near 0, differences are poor derivatives
  'priors whose numbers are parameters': stated([
    ['u', 'population', { ...log, sigma: 0.3 }],
    ['y', 'group', standardNormal],
    ['z', 'individual', { ...standardNormal, muParameter: 'y', sigmaParameter: 'u' }],
  ]),
  'a bounded parent': stated([
    ['u', 'population', bounded],
    ['y', 'group', { ...standardNormal, muParameter: 'u' }],
    ['z', 'individual', { ...log, sigmaParameter: 'u' }],
  ]),
  'a parent that some devices give': {
    ...{ experiment: threeDevices },
    ...stated(
      [
        ['u', 'population', standardNormal],
        ['a', 'group', log],
        ['z', 'individual', { ...standardNormal, muParameter: 'a' }],
      ],
      { y: 0.3 },
    ),
  },
  'networks, and a learned population': { model: learningModel, spec: linearSpec([], {}) },
};

/** What solves such a plan, bound to its wells. */
function kernelOf(plan: FitPlan): Kernel {
  const kernel = plan.network === null ? linearKernel() : learningKernel(plan);
  kernel.bind(plan.individuals);
  return kernel;
}

/** Where training starts and a little away from it, so that no term vanishes by symmetry. */
function awayFromStart(plan: FitPlan): Float64Array {
  const { weights } = initFit(plan);
  const shift = new Float64Array(weights.length);
  fillNormals({ seed: 5, purpose: 'test', step: 0, individual: 0 }, shift);
  return weights.map((weight, i) => weight + 0.1 * (shift[i] as number));
}

function batchOf(plan: FitPlan, weights: Float64Array, draws: number): Batch {
  const request: BoundRequest = { wells: plan.split.train, draws, purpose: 'test', step: 0 };
  const series = request.wells.length;
  return { plan, weights, request, workspace: boundWorkspace(plan, series, series * draws) };
}

describe.each(combinations)('$name', (members) => {
  describe.each(Object.entries(plans))('%s', (_, change) => {
    const settings = settingsFor(members);
    const plan = planOf(everyLevel({ ...change, settings }), members);

    if (members.estimator.density === 'whole')
      test('its gradient is the central difference of its bound, in each segment', async () => {
        const kernel = kernelOf(plan);
        const weights = awayFromStart(plan);
        const batch = batchOf(plan, weights, settings.draws);
        const loss = async (): Promise<number> => {
          await weighDraws(batch, kernel, false);
          return -batch.workspace.bound.reduce((sum, bound) => sum + bound, 0) / batch.request.wells.length;
        };
        const gradient = new Float64Array(weights.length);
        await weighDraws(batch, kernel, true);
        await sumGradient(batch, kernel, gradient);
        for (const [name, { offset, length }] of plan.guide.layout.segments) {
          if (length === 0) continue;
          const own = gradient.subarray(offset, offset + length);
          const largest = own.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
          expect(largest, name).toBeGreaterThan(1e-8);
          for (let i = offset; i < offset + length; i += Math.max(1, length >> 3)) {
            const kept = weights[i] as number;
            weights[i] = kept + 1e-5;
            const up = await loss();
            weights[i] = kept - 1e-5;
            const down = await loss();
            weights[i] = kept;
            expect(
              Math.abs((gradient[i] as number) - (up - down) / 2e-5),
              `${name} ${i}`,
            ).toBeLessThanOrEqual(1e-6 * largest);
          }
        }
      });

    if (members.estimator.density === 'path')
      test('the mean of its gradient is that of plain, along a direction of each segment', async () => {
        const kernel = kernelOf(plan);
        const batch = batchOf(plan, awayFromStart(plan), settings.draws);
        const direction = new Float64Array(batch.weights.length);
        fillNormals({ seed: 6, purpose: 'test', step: 0, individual: 0 }, direction);
        const repeats = 150;
        const segments = [...plan.guide.layout.segments].filter(([, { length }]) => length > 0);
        const differences = segments.map((): number[] => []);
        for (let step = 0; step < repeats; step++) {
          const own = { ...batch, request: { ...batch.request, step } };
          const [path, whole] = [new Float64Array(direction.length), new Float64Array(direction.length)];
          await weighDraws(own, kernel, true);
          await sumGradient(own, kernel, path);
          const asItStands = { ...own, plan: { ...plan, estimator: estimators.plain } };
          await weighDraws(asItStands, kernel, true);
          await sumGradient(asItStands, kernel, whole);
          for (const [n, [, { offset, length }]] of segments.entries()) {
            let sum = 0;
            for (let i = offset; i < offset + length; i++)
              sum += (direction[i] as number) * ((path[i] as number) - (whole[i] as number));
            differences[n]?.push(sum);
          }
        }
        for (const [n, [name]] of segments.entries()) {
          const found = differences[n] ?? [];
          const mean = found.reduce((sum, one) => sum + one, 0) / repeats;
          const variance = found.reduce((sum, one) => sum + (one - mean) ** 2, 0) / repeats;
          expect(Math.abs(mean), name).toBeLessThanOrEqual(4.5 * Math.sqrt(variance / repeats));
        }
      });

    test('trains a step, the same whatever was drawn before', async () => {
      const kernel = kernelOf(plan);
      const states = [initFit(plan), initFit(plan)] as const;
      for (const [n, state] of states.entries()) {
        const wells = plan.split.train.subarray(0, 1);
        const request: BoundRequest = { wells, draws: 2, purpose: 'test', step: 3 };
        const batch: Batch = { plan, weights: state.weights, request, workspace: state.workspace.bound };
        if (n === 1) await weighDraws(batch, kernel, true);
        const { status, elbo } = await stepFit(plan, state, kernel, () => 0);
        expect(status).toBe('ok');
        expect(Number.isFinite(elbo)).toBe(true);
      }
      expect(states[1].weights).toEqual(states[0].weights);
      expect(states[0].weights).not.toEqual(initFit(plan).weights);
    });
  });

  test.each([
    'every level, part values with a baseline',
    'a part parameter with a prior, devices where it is given',
  ])('its log q is the density that it draws from: the mean of p / q is 1 (%s)', (name) => {
    const plan = planOf(everyLevel({ ...plans[name], settings: settingsFor(members) }), members);
    const draws = 4000;
    const batch = batchOf(plan, awayFromStart(plan), draws);
    draw(batch);
    for (let series = 0; series < batch.request.wells.length; series++) {
      const ratios = batch.workspace.logRatio
        .slice(series * draws, (series + 1) * draws)
        .map((ratio) => Math.exp(ratio));
      const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / draws;
      const variance = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / draws;
      const error = Math.sqrt(variance / draws);
      expect(error).toBeLessThan(0.05);
      expect(Math.abs(mean - 1)).toBeLessThan(5 * error + 1e-9);
    }
  });

  test('its draws are counted for training and evaluation', () => {
    const { draws } = members.objective;
    for (const purpose of ['training', 'evaluation'] as const) {
      const count = draws({ draws: 20, evaluationDraws: 100 }, purpose);
      expect(count).toBe(purpose === 'training' ? 20 : 100);
    }
  });
});

describe('what a member refuses is a problem of the fit, with a reason and a way out', () => {
  /** As estimators that hold q's own parameters fixed must. */
  const ofOneDraw: Estimator = {
    ...estimators.plain,
    id: 'of-one-draw',
    refuses: ({ id }, { draws }) =>
      draws === 1
        ? []
        : [
            {
              code: 'fit.refusedEstimator',
              severity: 'error',
              message: `of-one-draw is biased for ${id} of ${draws} draws.`,
              remedy: 'Use plain, or one draw.',
            },
          ],
  };

  test('an estimator, of an objective under its settings', () => {
    const members = { ...membersOf(linearSettings), estimator: ofOneDraw };
    expect(problemsOf(everyLevel(), members)).toMatchObject([
      {
        ...{ code: 'fit.refusedEstimator', severity: 'error' },
        message: `of-one-draw is biased for iwae of ${linearSettings.draws} draws.`,
        remedy: 'Use plain, or one draw.',
      },
    ]);
    expect(problemsOf(everyLevel({ settings: { ...linearSettings, draws: 1 } }), members)).toEqual([]);
  });

  test('a guide, of the parameters', () => {
    const members = { ...membersOf(linearSettings), guide: fullRank };
    const { model } = everyLevel();
    const many = Array.from({ length: mostOfFullRank + 1 }, (_, n) => `more${n}`);
    const base = model.parameters.find(({ name }) => name === 'u') as (typeof model.parameters)[number];
    const larger = {
      ...model,
      parameters: [...model.parameters, ...many.map((name) => ({ ...base, name }))],
    };
    const spec = linearSpec(
      many.map((name) => [name, 'population', standardNormal] as const),
      { prec: 20, z: 0, u: 0, y: 0 },
    );
    const [problem, ...others] = problemsOf(everyLevel({ model: larger, spec }), members);
    expect(others).toEqual([]);
    expect(problem?.message).toContain(`of ${many.length} parameters`);
    expect(problem?.remedy).toBe('Use the factorised guide.');
    expect(problemsOf(everyLevel({ model: larger, spec }))).toEqual([]);
  });

  test('the factorised guide, of series that its encoder cannot read', () => {
    const short = { ...everyLevel().spec, encoder: { filters: 2, width: 7, pool: 4, hidden: 4 } };
    const [problem] = problemsOf(everyLevel({ spec: short }));
    expect(problem).toMatchObject({ code: 'fit.seriesTooShort', severity: 'error' });
    expect(problem?.remedy).toContain('filter_size');
    expect(
      problemsOf(everyLevel({ spec: short }), { ...membersOf(linearSettings), guide: fullRank }),
    ).toEqual([]);
  });
});
