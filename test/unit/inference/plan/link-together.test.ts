import { expect, test } from 'vitest';
import type { Problem } from '../../../../shared/base/problem.ts';
import { newerMeaning } from '../../../../shared/inference/plan/fingerprint.ts';
import { jointOnly } from '../../../../shared/inference/plan/joint-only.ts';
import { modelFromText } from '../../../helpers/library-model.ts';
import { everyLevel, planOf, problemsOf } from '../../../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearSettings,
  linearSpec,
  linearSplit,
  standardNormal,
} from '../../../helpers/linear-kernel.ts';
import { pairModel } from '../../../helpers/together.ts';

const experiment = linearExperiment(5, (signal, t, well) => signal + t * well);
const joint = { ...linearSettings, objective: 'hierarchical' } as const;

function request(
  spec: ReturnType<typeof linearSpec> = linearSpec([], {}),
  settings: typeof linearSettings = joint,
) {
  return everyLevel({ model: pairModel, experiment, spec, settings, split: linearSplit(5, 1) });
}

const errors = (problems: readonly Problem[]) => problems.filter(({ severity }) => severity === 'error');

test('terms go by a point’s column behind the drawn ones, and by numbers where a spec states them', () => {
  const { parameters } = planOf(request());
  const p = parameters.drawn.find(({ name }) => name === 'p');
  const slope = parameters.drawn.findIndex(({ name }) => name === 'p_a');
  expect(p?.terms).toEqual([
    { coefficient: { column: slope }, covariate: { column: parameters.drawn.length } },
  ]);
  const stated = planOf(request(linearSpec([], { p_a: -0.2, a: 3 }))).parameters;
  expect(stated.drawn.find(({ name }) => name === 'p')?.terms).toEqual([
    { coefficient: { value: -0.2 }, covariate: { value: 3 } },
  ]);
});

test('training well by well is refused, with what can be done', () => {
  const plan = planOf(request());
  const [problem] = jointOnly(plan.parameters, plan.spec);
  expect(problem).toMatchObject({ code: 'fit.jointOnly', severity: 'error' });
  expect(problem?.message).toContain('p, q of a well are correlated and the means of p go with');
  expect(problem?.remedy).toContain('--objective hierarchical or --posterior nuts');
  const apart = planOf(everyLevel());
  expect(jointOnly(apart.parameters, apart.spec)).toEqual([]);
});

test.each([
  ['a constant', linearSpec([], { p: 1 }), 'p'],
  ['of the population', linearSpec([['q', 'population', standardNormal]], {}), 'q'],
  [
    'bounded',
    linearSpec(
      [['q', 'individual', { ...standardNormal, distribution: 'TruncatedNormal', lower: 0, upper: 1 }]],
      {},
    ),
    'q',
  ],
  ['its correlation a number', linearSpec([], { 'corr(p, q)': 0.5 }), 'corr(p, q)'],
])('a spec that makes one that goes with others %s is refused', (_, spec, name) => {
  const [problem] = errors(problemsOf(request(spec)));
  expect(problem).toMatchObject({ code: 'spec.correlated', severity: 'error' });
  expect(problem?.message).toContain(`makes something else of ${name}`);
});

test('what has no logarithm is refused, and a device without the part is told of', () => {
  const [problem] = errors(problemsOf(request(linearSpec([], { a: 0 }))));
  expect(problem).toMatchObject({ code: 'spec.priorTerm' });
  const negative = linearSpec([['a', 'group', standardNormal]], {});
  expect(errors(problemsOf(request(negative)))[0]?.message).toContain('0 or less');
  const without = linearExperiment(5, (signal, t, well) => signal + t * well, [0, 1, null]);
  const found = problemsOf({ ...request(), experiment: without });
  expect(errors(found)).toEqual([]);
  expect(found.find(({ code }) => code === 'spec.priorTerm')?.message).toContain(
    'Device 2 has no part of it',
  );
});

test('fits whose wells go together otherwise are other fits', () => {
  const text = (mean: string, line: string): string => `model pair "P"
parameters
  p individual Normal(${mean}, 1)
  q individual Normal(0, 1)
  a population LogNormal(0, 1)
  k population Normal(0, 1)
  ${line}
states
  x starts at 0
rates
  x' = 0 * x
observables
  A = p + q + x * a * k with sd 1
`;
  const meanings = [
    ['0', '# apart'],
    ['0 + k * log(a)', '# apart'],
    ['0 + a * log(a)', '# apart'],
    ['0', 'correlated p, q by LKJ(2)'],
  ].map(([mean = '', line = '']) => newerMeaning(modelFromText(text(mean, line)), experiment));
  expect(meanings[0]).toBeNull();
  expect(new Set(meanings).size).toBe(4);
});
