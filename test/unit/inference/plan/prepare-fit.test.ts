import { expect, test } from 'vitest';
import { segment } from '../../../../shared/inference/guide/weight-layout.ts';
import { pinnedValue, pointValue } from '../../../../shared/inference/plan/parameter-layout.ts';
import { initFit } from '../../../../shared/inference/training/fit.ts';
import { everyLevel, planOf, problemsOf } from '../../../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearModel,
  linearSettings,
  linearSpec,
  linearSplit,
  standardNormal,
} from '../../../helpers/linear-kernel.ts';

const codes = (change: Parameters<typeof everyLevel>[0]) =>
  problemsOf(everyLevel(change)).map((problem) => `${problem.severity} ${problem.code}`);
const spec = everyLevel().spec;

test('a good request has no problem and every level in its place', () => {
  const request = everyLevel();
  expect(problemsOf(request)).toEqual([]);
  const { parameters } = planOf(request);
  expect(parameters.drawn.map((entry) => `${entry.level} ${entry.name}`)).toEqual([
    'population u',
    'group y',
    'individual z',
  ]);
  expect(parameters.points.map((point) => point.name)).toEqual(['a']);
  expect(Array.from(parameters.template)).toEqual([0, 0, 0, 0, 20]);
});

test('a parameter without value or prior is an error that names it and the way out', () => {
  const [problem] = problemsOf(
    everyLevel({ spec: linearSpec([['z', 'individual', standardNormal]], { prec: 1, y: 0 }) }),
  );
  expect(problem?.code).toBe('spec.missingParameter');
  expect(problem?.message).toContain('needs u');
  expect(problem?.remedy).toContain('Add u to the spec');
});

test('what does not fit together is said', () => {
  const named = (name: string) => [
    ...spec.parameters,
    { ...(spec.parameters[0] as (typeof spec.parameters)[0]), name },
  ];
  expect(codes({ spec: { ...spec, parameters: named('nonsense') } })).toEqual([
    'warning spec.unusedParameter',
  ]);
  expect(
    codes({
      spec: {
        ...spec,
        constants: new Map([
          ['prec', 20],
          ['init_q', 1],
        ]),
      },
    }),
  ).toEqual(['warning spec.unusedParameter']);
  expect(codes({ experiment: { ...everyLevel().experiment, signals: ['A', 'C'] } })).toEqual([
    'error spec.missingSignal',
    'warning spec.unmodelledSignal',
  ]);
  const ara = { name: 'Ara', unit: '', kind: 'constant', addedTo: null, limits: null, place: {} } as const;
  const treated = { ...linearModel(), treatments: [ara] };
  expect(codes({ model: treated })).toEqual(['warning spec.missingTreatment']);
  expect(codes({ spec: { ...spec, encoder: { filters: 2, width: 7, pool: 4, hidden: 4 } } })).toEqual([
    'error fit.seriesTooShort',
  ]);
  expect(codes({ split: linearSplit(7, 0) })).toEqual(['error fit.emptySet']);
  expect(codes({ settings: { ...linearSettings, draws: 0 } })).toEqual(['error fit.badSetting']);
  const flat = linearSpec([['u', 'population', { ...standardNormal, sigma: 0 }]], { prec: 1, y: 0, z: 0 });
  expect(codes({ spec: flat })).toEqual(['error spec.badPrior']);
});

test('the shortest series the encoder takes is accepted', () => {
  expect(codes({ spec: { ...spec, encoder: { filters: 2, width: 7, pool: 3, hidden: 4 } } })).toEqual([]);
});

test('part values: the baseline is exactly 1, others exp(w), of the published models 1 + relu(w), no part 0', () => {
  const experiment = linearExperiment(7, () => 0, [0, 1, 2, null], 1);
  const plan = planOf(everyLevel({ experiment }));
  const [point] = plan.parameters.points;
  if (point === undefined) throw new Error('a is a part value');
  const { offset, length } = segment(plan.guide.layout, 'parts.a');
  expect(length).toBe(2);
  const weights = initFit(plan).weights;
  weights.set([0.5, -3], offset);
  expect([0, 1, 2, null].map((part) => pointValue(point, weights, offset, part))).toEqual([
    Math.exp(0.5),
    1,
    Math.exp(-3),
    0,
  ]);
  const published = { ...point, form: 'published' } as const;
  expect([0, 1, 2, null].map((part) => pointValue(published, weights, offset, part))).toEqual([1.5, 1, 1, 0]);
});

test('a part parameter with a prior is fixed where the device has the baseline or no part', () => {
  const priors = [
    ['z', 'individual', standardNormal],
    ['a', 'group', standardNormal],
  ] as const;
  const plan = planOf(
    everyLevel({
      spec: linearSpec(priors, { prec: 1, u: 0, y: 0 }),
      experiment: linearExperiment(7, () => 0, [0, 1, null], 0),
    }),
  );
  const entry = plan.parameters.drawn.find((one) => one.name === 'a');
  if (entry === undefined) throw new Error('a has a prior');
  expect([0, 1, 2].map((device) => pinnedValue(entry, device))).toEqual([1, Number.NaN, 0]);
});

test('without groups one part value is shared by all devices', () => {
  const experiment = { ...everyLevel().experiment, parts: [] };
  const [point] = planOf(everyLevel({ experiment })).parameters.points;
  expect(point?.parts).toEqual({ name: 'a', partOfDevice: [0, 0], count: 1, baseline: null });
});

test('a held-out device with a part that no training device has is refused, and named', () => {
  // devices of the seven wells in turn: 0 1 2 3 0 1 2; parts 0 (baseline), 1, 2, none
  const experiment = linearExperiment(7, () => 0, [0, 1, 2, null], 0);
  const split = (train: number[], validation: number[], heldOut: number[]) => ({
    train: Int32Array.from(train),
    validation: Int32Array.from(validation),
    heldOut: Int32Array.from(heldOut),
  });
  const [problem, ...others] = problemsOf(everyLevel({ experiment, split: split([0, 2, 3], [4], [1, 5]) }));
  expect(others).toEqual([]);
  expect(problem).toMatchObject({
    code: 'fit.unseenPart',
    severity: 'error',
    place: { where: '--held-out' },
  });
  expect(problem?.message).toContain('part 1 of a');
  // shared with another device, and no part at all: each is known
  const shared = linearExperiment(7, () => 0, [0, 1, 1, null], 0);
  expect(codes({ experiment: shared, split: split([0, 2, 3], [4], [1, 5]) })).toEqual([]);
  expect(codes({ experiment, split: split([0, 1, 2], [4], [3]) })).toEqual([]);
  // what all others are relative to is not known without any of its wells
  const [ofBaseline] = problemsOf(everyLevel({ experiment, split: split([1, 2, 3], [5], [0, 4]) }));
  expect(ofBaseline).toMatchObject({ code: 'fit.unseenPart', severity: 'error' });
  expect(ofBaseline?.message).toContain('part 0 of a');
  // in a fold it costs the wells of that fold, not the fit, and the baseline's nothing
  expect(codes({ experiment, split: split([1, 2, 3], [0, 4], []) })).toEqual([]);
  expect(codes({ experiment, split: split([0, 2, 3], [1, 5], []) })).toEqual(['warning fit.unseenPart']);
  // so it does in the fold that selects
  const selecting = { fold: 2, wells: Int32Array.of(1, 5) };
  const [chosen, ...more] = problemsOf(
    everyLevel({ experiment, split: { ...split([0, 2, 3], [4], []), selecting } }),
  );
  expect(more).toEqual([]);
  expect(chosen).toMatchObject({ code: 'fit.unseenPart', severity: 'warning', place: { where: '--fold' } });
  expect(chosen?.message).toContain('wells of the fold that selects');
});

test('a prior that the model itself gives for each part acts; one of another level is said to be replaced', () => {
  const model = linearModel();
  const withPrior = (level: 'group' | 'population') => ({
    ...model,
    parameters: model.parameters.map((parameter) =>
      parameter.name === 'a' ? { ...parameter, level, part: false, prior: standardNormal } : parameter,
    ),
  });
  expect(planOf(everyLevel({ model: withPrior('group') })).parameters.points).toEqual([]);
  expect(codes({ model: withPrior('group') })).toEqual([]);
  expect(codes({ model: withPrior('population') })).toEqual(['warning spec.replacedPrior']);
});
