import { expect, test } from 'vitest';
import type { Experiment } from '../../../../shared/experiment/experiment.ts';
import { type BoundRequest, boundWorkspace } from '../../../../shared/inference/draws/bound-workspace.ts';
import { guides } from '../../../../shared/inference/guide/index.ts';
import { type DrawPlan, pinnedAt, pinnedValues } from '../../../../shared/inference/plan/draw-plan.ts';
import { factorsOf } from '../../../../shared/inference/plan/factor.ts';
import { newerMeaning } from '../../../../shared/inference/plan/fingerprint.ts';
import type { FitPlan } from '../../../../shared/inference/plan/fit-plan.ts';
import { blockName, levelBlocks, sortedByBlock } from '../../../../shared/inference/plan/level-block.ts';
import { jointLayout } from '../../../../shared/inference/posterior/joint/joint-layout.ts';
import { addPriors } from '../../../../shared/inference/posterior/joint/joint-prior.ts';
import { priorTables } from '../../../../shared/inference/prior/tables.ts';
import { initFit } from '../../../../shared/inference/training/fit.ts';
import { draw, sumGradient, weighDraws } from '../../../../shared/inference/training/passes.ts';
import type { Model } from '../../../../shared/model/model.ts';
import { deviceFactor } from '../../../../shared/model/prior.ts';
import { modelFromText } from '../../../helpers/library-model.ts';
import { everyLevel, planOf, problemsOf } from '../../../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearKernel,
  linearParameters,
  linearSpec,
  linearSplit,
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

/** A model whose `gain` belongs to `factor`. */
function grouped(factor: string): Model {
  return modelFromText(`model m "Groups"
parameters
  gain group(${factor}) LogNormal(0, 1)
  z individual Normal(0, 1)
states
  x starts at 0
rates
  x' = 0 * x
observables
  A = gain * z + x with sd 0.1
  B = x with sd 0.1
`);
}

/** Wells of two plates; layouts state a medium for the first `stated` of them. */
function laidOut(stated: number): Experiment {
  const base = linearExperiment(5, () => 0.5);
  const individuals = base.individuals.map((one, well) => ({
    ...one,
    plate: `p${well % 2}`,
    ...(well < stated ? { factors: { medium: well < 3 ? 'LB' : 'M9' } } : {}),
  }));
  return { ...base, individuals };
}

const groupedRequest = (factor: string, experiment: Experiment) =>
  everyLevel({
    ...{ spec: linearSpec([], {}), model: grouped(factor), experiment },
    split: linearSplit(5, 1),
  });

test('what a model asks for by name is a factor: the plate, or a column of layouts', () => {
  const plate = planOf(groupedRequest('plate', laidOut(0))).factors;
  expect([...plate.keys()]).toEqual(['device', 'plate']);
  expect(plate.get('plate')).toEqual({
    name: 'plate',
    titles: ['p0', 'p1'],
    levelOf: Int32Array.of(0, 1, 0, 1, 0),
  });
  const medium = planOf(groupedRequest('medium', laidOut(5))).factors.get('medium');
  expect(medium).toMatchObject({ titles: ['LB', 'M9'], levelOf: Int32Array.of(0, 0, 0, 1, 1) });
});

test('a factor that no layout states, or not for all wells, is refused with the way out', () => {
  const errors = (factor: string, stated: number) =>
    problemsOf(groupedRequest(factor, laidOut(stated))).filter(({ severity }) => severity === 'error');
  const [unknown, ...others] = errors('mediun', 5);
  expect(others).toEqual([]);
  expect(unknown).toMatchObject({ code: 'spec.unknownFactor' });
  expect(unknown?.message).toContain('gain has a value for each mediun');
  expect(unknown?.remedy).toContain('Did you mean “medium”?');
  const [lacking] = errors('medium', 3);
  expect(lacking).toMatchObject({ code: 'spec.noLevel' });
  expect(lacking?.message).toContain('of 2 of the wells: plate/A4, plate/A5');
  expect(errors('medium', 0)[0]?.code).toBe('spec.unknownFactor');
});

test('a value of each plate cannot be one of each part', () => {
  const request = groupedRequest('plate', laidOut(0));
  const parts = [{ name: 'gain', partOfDevice: [0, 1], count: 2, baseline: 0 }];
  const [problem] = problemsOf({ ...request, experiment: { ...request.experiment, parts } });
  expect(problem).toMatchObject({ code: 'spec.partFactor', severity: 'error' });
});

test('fits that group by other things are other fits, and those that group by devices are what they were', () => {
  const fingerprints = ['device', 'plate', 'medium'].map(
    (factor) => planOf(groupedRequest(factor, laidOut(5))).fingerprint,
  );
  expect(new Set(fingerprints).size).toBe(3);
  const plain = groupedRequest('device', laidOut(5));
  expect(newerMeaning(plain.model, plain.experiment)).toBeNull();
  const otherMedia = groupedRequest('medium', laidOut(5));
  const individuals = otherMedia.experiment.individuals.map((one) => ({ ...one, factors: { medium: 'LB' } }));
  const changed = planOf({ ...otherMedia, experiment: { ...otherMedia.experiment, individuals } });
  expect(changed.fingerprint).not.toBe(fingerprints[2]);
});

test('errors with a white share or a discrepancy are of another fit', () => {
  const base = groupedRequest('device', laidOut(0));
  const of = (errors: string): string => {
    const observables = modelFromText(`model m "M"
parameters
  gain population LogNormal(0, 1)
states
  x starts at 0
rates
  x' = 0 * x
observables
  A = gain + x with sd 0.1 ${errors}
`).observables;
    const { A } = Object.fromEntries(observables.map((one) => [one.signal, one]));
    const model = {
      ...base.model,
      observables: base.model.observables.map((one) =>
        one.signal === 'A' && A ? { ...one, residual: A.residual } : one,
      ),
    };
    return planOf({ ...base, model }).fingerprint;
  };
  const all = [
    'correlated over 2',
    'correlated over 2 with white share 0.1',
    'correlated over 2 with white share 0.2',
    'correlated over 2 with discrepancy sd 1 over 3',
    'correlated over 2 with discrepancy sd 1 over 4',
  ].map(of);
  expect(new Set(all).size).toBe(all.length);
});

test('the parent of a group is that of the same group', () => {
  const model = modelFromText(`model m "Groups of groups"
parameters
  middle group(plate) Normal(0, 1)
  level group(plate) Normal(middle, 0.5)
states
  x starts at 0
rates
  x' = 0 * x
observables
  A = level + x with sd 0.1
  B = x with sd 0.1
`);
  const plan = planOf({ ...groupedRequest('plate', laidOut(0)), model });
  const layout = jointLayout(plan, plan.split.train);
  expect(layout.shared.map(({ parameter, of }) => `${parameter} ${of}`)).toEqual([
    'middle p0',
    'middle p1',
    'level p0',
    'level p1',
  ]);
  const slope = new Float64Array(layout.size);
  addPriors(layout, Float64Array.of(1, -2, 1, -2), slope, 0, new Float64Array(layout.wells.length));
  // each level at its own middle, which alone pulls its middle
  expect([...slope]).toEqual([-1, 2, 0, 0]);
});

test('a spec that makes a parent of plates one of devices is refused, and another prior leaves the groups', () => {
  const model = modelFromText(`model m "Plates"
parameters
  spread population LogNormal(0, 1)
  gain group(plate) LogNormal(0, spread)
states
  x starts at 0
rates
  x' = 0 * x
observables
  A = gain + x with sd 0.1
  B = x with sd 0.1
`);
  const request = { ...groupedRequest('plate', laidOut(0)), model };
  const group = (name: string) =>
    linearSpec([[name, 'group', { ...standardNormal, distribution: 'LogNormal' }]], {});
  const [problem] = problemsOf({ ...request, spec: group('spread') }).filter(
    ({ severity }) => severity === 'error',
  );
  expect(problem).toMatchObject({ code: 'spec.priorParent' });
  expect(problem?.message).toContain('it has values for other groups');
  const { drawn } = planOf({ ...request, spec: group('gain') }).parameters;
  expect(drawn.map(({ name, factor }) => `${name} ${factor}`)).toEqual(['spread null', 'gain plate']);
});
