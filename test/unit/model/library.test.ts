import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isCarried } from '../../../shared/model/carried.ts';
import type { Model, ModelSetting } from '../../../shared/model/model.ts';
import { parseModel } from '../../../shared/model/parse-model.ts';
import golden from '../../golden/golden_dr_blackbox.json' with { type: 'json' };
import { libraryModel } from '../../helpers/library-model.ts';

const bases = [
  'auto_constant',
  'prpr_constant',
  'inducer_constant',
  'dr_constant',
  'dr_constant_v2',
  'dr_growthrate',
  'relay_constant',
  'degrader_constant',
] as const;
const twinOf = (id: string) => (id === 'dr_constant_v2' ? 'dr_constant_precisions_v2' : `${id}_precisions`);

function withSettings(id: string, settings: Readonly<Record<string, ModelSetting>>): Model {
  const url = new URL(`../../../resources/models/${id}/${id}.model`, import.meta.url);
  const outcome = parseModel(readFileSync(url, 'utf8'), id, new Map(Object.entries(settings)));
  expect(outcome.problems).toEqual([]);
  if (!outcome.ok) throw new Error('has no problem');
  return outcome.value;
}

/** Equal for equal meaning: names without places and positions in lists. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner) => (key === 'place' || key === 'index' ? undefined : inner)));

const byName = <T extends { readonly name: string }>(entries: readonly T[]) =>
  new Map(entries.map((entry) => [entry.name, plain(entry)]));

describe.each(bases)('%s', (id) => {
  const base = libraryModel(id);

  test.each([twinOf(id), `${id}_learned`])('%s has the same equations', (other) => {
    const model = libraryModel(other);
    const [states, definitions] = [byName(model.states), byName(model.definitions)];
    for (const state of base.states) expect(states.get(state.name)).toEqual(plain(state));
    for (const definition of base.definitions) {
      if (definition.name !== 'fade') expect(definitions.get(definition.name)).toEqual(plain(definition));
    }
    expect(model.observables.map(({ signal, expression }) => [signal, plain(expression)])).toEqual(
      base.observables.map(({ signal, expression }) => [signal, plain(expression)]),
    );
    expect(plain(model.treatments)).toEqual(plain(base.treatments));
  });

  test('the twin has the same parameters, but for the noise', () => {
    const twin = byName(libraryModel(twinOf(id)).parameters);
    for (const parameter of base.parameters) {
      if (parameter.name.startsWith('prec_')) expect(twin.has(parameter.name)).toBe(false);
      else expect(twin.get(parameter.name)).toEqual(plain(parameter));
    }
    expect(twin.size).toBe(base.parameters.length);
  });

  test('neural noise: both forms, with and without a hidden layer', () => {
    const weights = (model: Model) => model.layers.map(({ weightName }) => weightName);
    const rates = ['precisions.prec_production', 'precisions.prec_degradation'];
    const twin = libraryModel(twinOf(id));
    expect(twin.settings.get('noise_form')).toBe('precision');
    expect(weights(twin)).toEqual(rates);
    // the time and the states of the base, each through tanh
    expect(twin.layers[0]?.inputs).toHaveLength(1 + base.states.length);
    const hidden = withSettings(twinOf(id), { n_hidden_decoder_precisions: 5, noise_form: 'variance' });
    expect(weights(hidden)).toEqual(['precisions.prec_hidden', ...rates]);
    expect(hidden.layers[0]).toMatchObject({ outputs: 5, activation: 'tanh' });
    expect(hidden.layers[0]?.inputs).toHaveLength(1 + base.states.length);
    expect(hidden.layers.map(({ startsAt }) => startsAt)).toEqual([null, 0.001, 0.5]);
    const start = (model: Model) => JSON.stringify(plain(model.states.at(-1)?.initial));
    expect(start(twin)).not.toContain('divide');
    expect(start(hidden)).toContain('divide');
  });

  test('residuals and noise by settings', () => {
    expect(base.observables.map(({ residual }) => residual.family)).toEqual(Array(4).fill('normal'));
    const other = withSettings(id, { residuals: 'student', noise: 'decaying' });
    expect(other.observables.map(({ residual }) => residual.family)).toEqual(Array(4).fill('student'));
    expect(JSON.stringify(other.definitions)).toContain('"name":"t0"');
    expect(JSON.stringify(base.definitions)).not.toContain('"name":"t0"');
  });

  test('the learned version learns how wells differ and what errors are like', () => {
    const model = libraryModel(`${id}_learned`);
    const individual = model.parameters.filter(({ level }) => level === 'individual');
    expect(individual.map(({ name }) => name)).toEqual(['r', 'K', 'tlag', 'rc']);
    for (const { name, prior } of individual) {
      expect(prior).toMatchObject({ muParameter: `${name}_mean`, sigmaParameter: `${name}_sd` });
      expect(prior?.sigma).toBeGreaterThan(0);
    }
    for (const { residual } of model.observables) {
      expect(residual.correlation).not.toBeNull();
      expect(JSON.stringify(residual.precision)).toContain('"role":"prediction"');
    }
  });
});

test('dr_constant_burden is dr_constant_learned with correlated wells and means that go with parts', () => {
  const [base, model] = [libraryModel('dr_constant_learned'), libraryModel('dr_constant_burden')];
  for (const key of ['states', 'definitions', 'observables', 'treatments'] as const)
    expect(plain(model[key])).toEqual(plain(base[key]));
  const names = (of: Model) => of.parameters.map(({ name }) => name);
  const more = names(model).filter((name) => !names(base).includes(name));
  expect(names(base).filter((name) => !names(model).includes(name))).toEqual([]);
  const slopes = ['r', 'K', 'rc'].flatMap((name) => [`${name}_aR`, `${name}_aS`]);
  expect(more.filter((name) => !name.startsWith('corr')).sort()).toEqual(slopes.sort());
  expect(model.correlated).toMatchObject([
    { members: ['r', 'K', 'tlag', 'rc'].map((name) => names(model).indexOf(name)) },
  ]);
  expect(more.filter((name) => name.startsWith('corr'))).toEqual([
    ...['corr(r, K)', 'corr(r, tlag)', 'corr(K, tlag)'],
    ...['corr(r, rc)', 'corr(K, rc)', 'corr(tlag, rc)'],
  ]);
  const [priors, known] = [byName(model.parameters), byName(base.parameters)];
  for (const name of names(base).filter((one) => !['r', 'K', 'rc'].includes(one)))
    expect(priors.get(name)).toEqual(known.get(name));
});

describe('dr_blackbox', () => {
  const parts = 7;
  const shapes = (model: Model) => {
    const widths = model.layers.map(({ outputs }) => outputs);
    return Object.fromEntries(
      model.layers.flatMap(({ weightName, inputs, outputs }) => {
        const width = inputs.reduce(
          (sum, input) =>
            sum + (input.kind === 'parts' ? parts : input.kind === 'layer' ? (widths[input.layer] ?? 0) : 1),
          0,
        );
        return [
          [`${weightName}.weight`, [outputs, width]],
          [`${weightName}.bias`, [outputs]],
        ];
      }),
    );
  };

  test('weights have the names and sizes of the reference', () => {
    const wanted = Object.entries(golden.weights).map(([name, values]) => {
      const [row] = values;
      return [name, Array.isArray(row) ? [values.length, row.length] : [values.length]];
    });
    expect(shapes(libraryModel('dr_blackbox'))).toEqual(Object.fromEntries(wanted));
  });

  test('any subset of latent numbers and hidden species', () => {
    const none = withSettings('dr_blackbox', { n_x: 0, n_y: 0, n_z: 0, n_latent_species: 0 });
    expect(shapes(none)).toMatchObject({
      'neural_states.states_hidden.weight': [25, 4 + 2 + parts],
      'precisions.prec_hidden.weight': [20, 1 + 4 + 2 + parts],
    });
    expect(none.parameters.map(({ name }) => name)).toEqual(['init_x', 'init_rfp', 'init_yfp', 'init_cfp']);
    const many = withSettings('dr_blackbox', { n_x: 1, n_y: 3, n_z: 10, n_latent_species: 5 });
    expect(many.states).toHaveLength(4 + 5 + 4);
    expect(shapes(many)).toMatchObject({ 'offset_layer.weight': [3, parts] });
  });
});

describe('what a device carries', () => {
  const carried = libraryModel('relay_constant').parameters.flatMap(({ name, carries, level, value }) =>
    carries === undefined ? [] : [{ name, carries, level, value }],
  );

  test('one constant for each pair of promoter and synthase, 0 unless carried', () => {
    expect(carried).toEqual([
      { name: 's_81LuxI', carries: 'P81LuxI', level: 'constant', value: 0 },
      { name: 's_76LasI', carries: 'P76LasI', level: 'constant', value: 0 },
      { name: 's_81LasI', carries: 'P81LasI', level: 'constant', value: 0 },
    ]);
  });

  test.each([
    ['R33S175DR_P81LuxI', [], [1, 0, 0]],
    ['R33S175DR_P76LasI', [], [0, 1, 0]],
    ['R33S175_Y81C76', [], [0, 0, 0]],
    ['mine', ['aR', 'P81LasI'], [0, 0, 1]],
  ] as const)('%s with groups %j: %j', (device, groups, wanted) => {
    expect(carried.map(({ carries }) => (isCarried(carries, device, groups) ? 1 : 0))).toEqual(wanted);
  });
});

test.each(['growth_baranyi', 'growth_gompertz', 'growth_logistic'])(
  '%s: errors of readings are white, last, or are mixed',
  (id) => {
    const residuals = (noise: string) =>
      withSettings(id, { noise }).observables.map(({ residual }) => [
        residual.correlation !== null,
        residual.whiteShare !== null,
      ]);
    const count = libraryModel(id).observables.length;
    expect(residuals('white')).toEqual(Array(count).fill([false, false]));
    expect(residuals('lasting')).toEqual(Array(count).fill([true, false]));
    expect(residuals('mixed')).toEqual(Array(count).fill([true, true]));
    const known = (noise: string) => withSettings(id, { noise }).parameters.map(({ name }) => name);
    expect(known('mixed').filter((name) => !known('lasting').includes(name))).toHaveLength(count);
  },
);
