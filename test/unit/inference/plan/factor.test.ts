import { expect, test } from 'vitest';
import { type BoundRequest, boundWorkspace } from '../../../../shared/inference/draws/bound-workspace.ts';
import { guides } from '../../../../shared/inference/guide/index.ts';
import { type DrawPlan, pinnedAt, pinnedValues } from '../../../../shared/inference/plan/draw-plan.ts';
import { factorsOf } from '../../../../shared/inference/plan/factor.ts';
import type { FitPlan } from '../../../../shared/inference/plan/fit-plan.ts';
import { blockName, levelBlocks, sortedByBlock } from '../../../../shared/inference/plan/level-block.ts';
import { priorTables } from '../../../../shared/inference/prior/tables.ts';
import { initFit } from '../../../../shared/inference/training/fit.ts';
import { draw, sumGradient, weighDraws } from '../../../../shared/inference/training/passes.ts';
import { deviceFactor } from '../../../../shared/model/prior.ts';
import { everyLevel, planOf } from '../../../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearKernel,
  linearParameters,
  linearSpec,
  standardNormal,
} from '../../../helpers/linear-kernel.ts';

test('the device is a factor, with the devices as its levels', () => {
  const experiment = linearExperiment(5, () => 0, [0, 1, null]);
  const device = factorsOf(experiment, [], []).get(deviceFactor);
  expect(device?.titles).toEqual(['Device 0', 'Device 1', 'Device 2']);
  expect(Array.from(device?.levelOf ?? [])).toEqual([0, 1, 2, 0, 1]);
});

test('blocks of several factors lie side by side within their level, each with a name of its own', () => {
  const drawn = sortedByBlock([
    { name: 'i', level: 'individual', factor: null },
    { name: 'a', level: 'group', factor: deviceFactor },
    { name: 'b', level: 'group', factor: 'plate' },
    { name: 'c', level: 'group', factor: deviceFactor },
    { name: 'p', level: 'population', factor: null },
    { name: 'd', level: 'group', factor: 'plate' },
  ] as const);
  expect(drawn.map(({ name }) => name).join('')).toBe('pacbdi');
  expect(levelBlocks(drawn).map((block) => `${blockName(block)} ${block.from} ${block.count}`)).toEqual([
    'population 0 1',
    'group 1 2',
    'group(plate) 3 2',
    'individual 5 1',
  ]);
});

/** Wells of three plates in turn, over two devices in turn: the factors cross. */
const wells = 7;
const plateOf = Int32Array.from({ length: wells }, (_, well) => Math.floor(well / 2) % 3);
const plateParts = { name: 'a', partOfDevice: [null, 0, 1], count: 2, baseline: 0 };

/** y is of the device, and what `a` is belongs to the plate: drawn with a part of plate 2, given by plates 0 and 1. */
function crossed(isPoint: boolean): FitPlan {
  const spec = linearSpec(
    [
      ['y', 'group', standardNormal],
      ...(isPoint ? [] : [['a', 'group', { ...standardNormal, distribution: 'LogNormal' }] as const]),
      ['z', 'individual', standardNormal],
    ],
    { prec: 20, u: 0.4 },
  );
  const base = planOf(
    everyLevel({ spec, experiment: linearExperiment(wells, (s, t, well) => s + t * well) }),
  );
  const plate = { name: 'plate', titles: ['p0', 'p1', 'p2'], levelOf: plateOf };
  const factors = new Map([...base.factors, [plate.name, plate]]);
  const drawn = sortedByBlock(
    base.parameters.drawn.map((entry) =>
      entry.name === 'a' ? { ...entry, factor: plate.name, parts: plateParts } : entry,
    ),
  );
  const parameters = {
    ...base.parameters,
    ...{ drawn, blocks: levelBlocks(drawn) },
    points: base.parameters.points.map((point) => ({ ...point, factor: plate.name, parts: plateParts })),
    known: [
      { model: linearParameters.indexOf('u'), factor: plate.name, values: Float64Array.of(0.1, 0.2, 0.3) },
    ],
  };
  const plan: DrawPlan = {
    ...{ parameters, factors },
    priors: priorTables(drawn),
    pinned: pinnedValues(parameters, factors),
  };
  const { encoder } = base.guide;
  if (encoder === null) throw new Error('z is individual');
  const guide = guides.factorised.make({
    ...{ plan, encoder: encoder.shape, parts: 2, treatments: 1, network: 0 },
    groupConditioning: spec.groupConditioning,
    individualConditioning: spec.individualConditioning,
  });
  return { ...base, ...plan, guide };
}

const draws = 6;
const request: BoundRequest = {
  wells: Int32Array.from({ length: wells }, (_, well) => well),
  ...{ draws, purpose: 'test', step: 0 },
};

/** Values of a model parameter in each well's draws. */
function valuesOf(plan: FitPlan, name: string, weights: Float64Array): readonly (readonly number[])[] {
  const workspace = boundWorkspace(plan, wells, wells * draws);
  draw({ plan, weights, request, workspace });
  const column = (linearParameters as readonly string[]).indexOf(name);
  const at = (t: number) => workspace.parameters[t * workspace.width + column] as number;
  return Array.from({ length: wells }, (_, well) =>
    Array.from({ length: draws }, (_, k) => at(well * draws + k)),
  );
}

test('a draw is fixed where the level of its own factor fixes it', () => {
  const plan = crossed(false);
  expect(plan.guide.layout.segments.has('group(plate).mean')).toBe(true);
  const d = plan.parameters.drawn.findIndex(({ name }) => name === 'a');
  const pinned = [0, 1, Number.NaN];
  valuesOf(plan, 'a', initFit(plan).weights).forEach((values, well) => {
    const level = plateOf[well] as number;
    expect(pinnedAt(plan, d, well)).toBe(pinned[level]);
    if (level < 2) expect(values).toEqual(values.map(() => pinned[level]));
    else expect(new Set(values).size).toBe(draws);
  });
});

test('points and what is known follow the level of their own factor', () => {
  const plan = crossed(true);
  const { weights } = initFit(plan);
  const [point] = plan.guide.points;
  if (point === undefined) throw new Error('a is a point');
  expect(point.length).toBe(1);
  weights[point.offset] = Math.log(2.5);
  const found = (name: string) => valuesOf(plan, name, weights).map(([first]) => first);
  expect(found('a')).toEqual(Array.from(plateOf, (level) => [0, 1, 2.5][level]));
  expect(found('u')).toEqual(Array.from(plateOf, (level) => [0.1, 0.2, 0.3][level]));
});

test.each([true, false])('the gradient over crossed factors is the central difference', async (isPoint) => {
  const plan = crossed(isPoint);
  const kernel = linearKernel();
  kernel.bind(plan.individuals);
  const weights = initFit(plan).weights.map((weight, n) => weight + 0.1 * Math.sin(n));
  const workspace = boundWorkspace(plan, wells, wells * draws);
  const batch = { plan, weights, request, workspace };
  const gradient = new Float64Array(weights.length);
  await weighDraws(batch, kernel, true);
  await sumGradient(batch, kernel, gradient);
  const loss = async (n: number, to: number): Promise<number> => {
    const kept = weights[n] as number;
    weights[n] = to;
    await weighDraws(batch, kernel, false);
    weights[n] = kept;
    return -workspace.bound.reduce((sum, bound) => sum + bound, 0) / wells;
  };
  for (const [name, { offset, length }] of plan.guide.layout.segments) {
    if (name.startsWith('encoder.')) continue;
    const largest = gradient
      .subarray(offset, offset + length)
      .reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    for (let n = offset; n < offset + length; n++) {
      const at = weights[n] as number;
      const slope = ((await loss(n, at + 1e-5)) - (await loss(n, at - 1e-5))) / 2e-5;
      expect(Math.abs((gradient[n] as number) - slope), `${name} ${n}`).toBeLessThanOrEqual(1e-6 * largest);
    }
  }
});
