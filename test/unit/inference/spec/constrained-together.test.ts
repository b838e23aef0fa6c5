import { expect, test } from 'vitest';
import { parseSpecModel } from '../../../../shared/inference/spec/model-settings.ts';
import { parseFitSpec } from '../../../../shared/inference/spec/parse-fit-spec.ts';

const model = `model own "What goes together"
parameters
  p   individual Normal(0 + k * log(a), 1)
  q   individual Normal(0 + k2 * log(b), 1)
  z   individual Normal(0, 1)
  correlated p, q by LKJ(2)
  a   population LogNormal(0, 1)
  b   population LogNormal(0, 1)
  k   population Normal(0, 1)
  k2  population Normal(0, 1)
states
  X starts at 0
rates
  X' = p + q + z
observables
  A = X with sd 0.1
`;

function read(params: string) {
  const head = 'data:\n  devices: [a]\n  files: [x.csv]\n  signals: [A]\n  conditions: [C]\n';
  const spec = parseFitSpec(`${head}model: own.model\nparams:\n  solver: rk4\n${params}`, 'own.yaml');
  if (!spec.ok) throw new Error('a spec');
  return parseSpecModel(spec.value, model, 'own.model');
}

test('terms of means follow ties', () => {
  const tied = read('  tie: {k2: k, b: a}');
  if (!tied.ok) throw new Error(tied.problems.map(({ message }) => message).join());
  expect(tied.value.parameters.find(({ name }) => name === 'q')?.prior?.muTerms).toEqual([
    { coefficient: 'k', of: 'a' },
  ]);
  expect(tied.value.correlated).toEqual([{ members: [0, 1], correlations: [5] }]);
});

test.each([
  ['  tie: {q: p}', 'q'],
  ['  bound: {"corr(p, q)": [-0.5, 0.5]}', 'corr(p, q)'],
  ['  tie: {"corr(p, q)": k}', 'corr(p, q)'],
])('%s is refused: wells’ values are correlated as the model says', (params, name) => {
  const found = read(params);
  expect(found.ok).toBe(false);
  expect(found.problems[0]).toMatchObject({ code: 'spec.correlated', severity: 'error' });
  expect(found.problems[0]?.message).toContain(`${name} is to be something else`);
});

test('another may be tied to one of them', () => {
  expect(read('  tie: {z: p}').ok).toBe(true);
});
