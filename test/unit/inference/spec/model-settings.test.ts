import { expect, test } from 'vitest';
import { overrideEdits } from '../../../../main/jobs/overrides.ts';
import { formatProblem, type Problem } from '../../../../shared/base/problem.ts';
import { parseSpecModel } from '../../../../shared/inference/spec/model-settings.ts';
import { parseFitSpec } from '../../../../shared/inference/spec/parse-fit-spec.ts';

const model = `model own "Stages"
settings
  stages = 3
  shape = linear or saturating
  n_batch = 7
  tb_gradients = 2
  when shape = saturating: strength = 1.5
parameters
  k population LogNormal(0, 1)
states
  each i in 1 .. stages: X{i} starts at 0
rates
  each i in 1 .. stages: X{i}' = k * n_batch * tb_gradients - X{i}
observables
  when shape = linear: OD = X{stages .. stages} with sd 0.1
  when shape = saturating: OD = X{stages .. stages} * strength with sd 0.1
`;

const specText = (params: string) =>
  `data:\n  devices: [a]\n  files: [x.csv]\n  signals: [OD]\n  conditions: [C]\nmodel: own.model\nparams:\n  solver: rk4\n${params}`;

/** [settings that the model was read with, or null; problems]. */
function join(params: string, set: readonly string[] = []) {
  const overrides = set.map((text) => ({ name: text.split('=')[0] ?? '', value: text.split('=')[1] ?? '' }));
  const spec = parseFitSpec(specText(params), 'own.yaml', overrideEdits(overrides, 'own.yaml'));
  if (!spec.ok) throw new Error(spec.problems.map(formatProblem).join('\n'));
  const read = parseSpecModel(spec.value, model, 'own.model');
  return { settings: read.ok ? Object.fromEntries(read.value.settings) : null, problems: read.problems };
}

const own = { stages: 3, shape: 'linear', n_batch: 7, tb_gradients: 2 };
const placeOf = ({ place }: Problem) => place?.where ?? `${place?.file}:${place?.line}:${place?.column}`;

test.each([
  ['nothing', '', [], own],
  ['a number', '  stages: 4', [], { ...own, stages: 4 }],
  ['a word', '  shape: saturating', [], { ...own, shape: 'saturating', strength: 1.5 }],
  ['a number by --set', '', ['stages=5'], { ...own, stages: 5 }],
  [
    '--set over the spec',
    '  stages: 4',
    ['stages=2', 'params.shape=saturating'],
    { ...own, stages: 2, shape: 'saturating', strength: 1.5 },
  ],
  [
    'one that another setting brings',
    '  shape: saturating\n  strength: 9',
    [],
    { ...own, shape: 'saturating', strength: 9 },
  ],
  ['a key that published specs have without effect', '  tb_gradients: 6', [], { ...own, tb_gradients: 6 }],
])('a setting of the model is chosen by a key of params: %s', (_, params, set, settings) => {
  expect(join(params, set)).toEqual({ settings, problems: [] });
});

test.each([
  [
    'a word that is none of the choices',
    '  shape: round',
    [],
    'own.yaml:9:3',
    'choose one of linear, saturating',
  ],
  ['a word for a number', '  stages: many', [], 'own.yaml:9:3', 'such as 3'],
  ['a number for a word', '', ['shape=3'], '--set shape=3', 'choose one of linear, saturating'],
  ['a misspelt one', '  stags: 4', [], 'own.yaml:9:3', '“stages”'],
  ['a misspelt key of the layout', '  learning_rat: 0.1', [], 'own.yaml:9:3', '“learning_rate”'],
  ['a misspelt one by --set', '', ['shpe=linear'], '--set shpe=linear', '“shape”'],
  ['one that the chosen settings do not bring', '  strength: 9', [], 'own.yaml:9:3', 'shape'],
])('%s is refused where it was written', (_, params, set, place, told) => {
  const { settings, problems } = join(params, set);
  expect(settings).toBeNull();
  expect(problems).toHaveLength(1);
  expect(problems.map(placeOf)).toEqual([place]);
  expect(`${problems[0]?.message} ${problems[0]?.remedy}`).toContain(told);
});

test('a key that the layout has a use for keeps it, and the setting of that name its value, with a warning', () => {
  const { settings, problems } = join('  n_batch: 12');
  expect(settings).toEqual(own);
  expect(problems).toMatchObject([{ severity: 'warning', code: 'spec.settingName', place: { line: 9 } }]);
});

test('published keys of which the model knows nothing are not spoken of; a form that it has not is', () => {
  expect(join('  n_z: 3\n  lambda_l2: 0.1\n  transfer_func: tanh')).toEqual({ settings: own, problems: [] });
  expect(join('  noise_form: variance')).toMatchObject({
    settings: own,
    problems: [{ severity: 'warning' }],
  });
});
