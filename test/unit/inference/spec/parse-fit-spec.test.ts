import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../../shared/base/problem.ts';
import { parseFitSpec } from '../../../../shared/inference/spec/parse-fit-spec.ts';

const examples = new URL('../../../../resources/examples/vi-hds/', import.meta.url);
const specs = readdirSync(examples).filter((name) => name.endsWith('.yaml'));
const load = (name: string) => readFileSync(new URL(name, examples), 'utf8');
const parse = (text: string, file = 'spec.yaml') => {
  const outcome = parseFitSpec(text, file);
  if (!outcome.ok) throw new Error(outcome.problems.map(formatProblem).join('\n'));
  return outcome.value;
};
const icml = load('dr_constant_icml.yaml');

describe('published specs', () => {
  it('are all there', () => expect(specs).toHaveLength(16));

  it.each(specs)('%s parses without a problem', (name) => {
    const outcome = parseFitSpec(load(name), name);
    expect(outcome.problems.map(formatProblem)).toEqual([]);
    expect(outcome.ok).toBe(true);
  });

  it('dr_constant_icml: data', () => {
    const { data } = parse(icml);
    expect(data.devices).toHaveLength(6);
    expect(data.prettyDevices[5]).toBe('R33-S175');
    expect(data.files[5]).toBe('proc141028.csv');
    expect(data.signals).toEqual(['OD', 'mRFP1', 'EYFP', 'ECFP']);
    expect(data.conditions).toEqual(['C6', 'C12']);
    expect([...(data.groups ?? [])]).toEqual([
      ['aR', [0, 1, 1, 2, 2, 2]],
      ['aS', [0, 1, 2, 1, 2, 3]],
    ]);
    expect([...data.defaultDevices]).toEqual([
      ['aR', 0],
      ['aS', 0],
    ]);
    expect(data).toMatchObject({
      normalize: null,
      merge: true,
      subtractBackground: true,
      separateConditions: true,
    });
    expect(data.dtype).toBe('float32');
    expect(data.places?.devices[1]?.place).toEqual({ file: 'spec.yaml', line: 7, column: 27 });
  });

  it('with our own format on top has our own preprocessing, unless it states one', () => {
    expect(parse(icml).data.preprocessing).toBeUndefined();
    const own = parse(`wellspring: 1\n${icml}`);
    expect([own.format, own.data.preprocessing]).toEqual(['wellspring/1', 'wells']);
    const stated = icml.replace('data:', 'data:\n  preprocessing: reference');
    expect(parse(`wellspring: 1\n${stated}`).data.preprocessing).toBe('reference');
  });

  it('dr_constant_icml: parameters, constants, rates, defaults', () => {
    const spec = parse(icml);
    const of = (level: string) => spec.parameters.filter((parameter) => parameter.level === level);
    expect([of('population').length, of('group').length, of('individual').length]).toEqual([25, 0, 4]);
    expect([...spec.constants]).toEqual([
      ['init_x', 0.002],
      ['init_rfp', 0],
      ['init_yfp', 0],
      ['init_cfp', 0],
      ['init_luxR', 0],
      ['init_lasR', 0],
    ]);
    expect(spec.format).toBe('reference');
    expect([spec.model, spec.method, spec.batch]).toEqual(['dr_constant', 'midpoint', 36]);
    expect(spec.learning.boundaries).toEqual([250, 1000]);
    expect(spec.learning.rates.map((rate) => rate.toPrecision(12))).toEqual(
      [0.01, 0.002, 0.0004].map((rate) => rate.toPrecision(12)),
    );
    expect(spec.encoder).toEqual({ filters: 10, width: 10, pool: 5, hidden: 50 });
    expect(spec.groupConditioning).toEqual({ devices: true, treatments: false });
    expect(spec.individualConditioning).toEqual({ devices: true, treatments: false });
    const find = (name: string) => spec.parameters.find((parameter) => parameter.name === name);
    expect(find('K')?.prior).toEqual({
      distribution: 'LogNormal',
      mu: 1,
      sigma: 1 / Math.sqrt(2),
      statesPrec: true,
    });
    expect(find('prec_x')).toMatchObject({
      sharedPrior: 'data_prec',
      prior: { mu: 8, sigma: 2, statesPrec: false },
    });
    expect(find('e76')).toMatchObject({
      sharedPrior: null,
      place: { file: 'spec.yaml', line: 52, column: 5 },
    });
    // sizes of neural blocks are the model's, unless the spec states them
    expect([...spec.modelSettings]).toEqual([['use_laplace', 0]]);
  });

  it('the older layout: model inside params, one rate an interval', () => {
    const spec = parse(load('debug_precisions.yaml'));
    expect(spec.model).toBe('dr_constant_precisions');
    expect(spec.learning).toEqual({ boundaries: [250, 1000], rates: [0.01, 0.002, 0.0002] });
    expect(parse(load('debug.yaml')).learning.boundaries).toEqual([250, 500]);
  });

  it('dr_blackbox_icml: group parameters and sizes', () => {
    const spec = parse(load('dr_blackbox_icml.yaml'));
    expect(spec.parameters.filter(({ level }) => level === 'group').map(({ name }) => name)).toEqual([
      'y1',
      'y2',
    ]);
    expect([...spec.modelSettings].slice(0, 6)).toEqual([
      ['n_hidden_decoder', 25],
      ['n_hidden_decoder_precisions', 20],
      ['n_x', 5],
      ['n_y', 2],
      ['n_z', 5],
      ['n_latent_species', 2],
    ]);
  });

  it('without groups there are none', () => expect(parse(load('auto_constant.yaml')).data.groups).toBeNull());
});

const small = (params = '', data = '', top = '') => `${top}
data:
  devices: [a, b]
  files: [f.csv]
  signals: [OD]
  conditions: [C6]
${data}
model: m
params:
  learning_rate: 0.1
${params}
`;

describe('what a spec may say', () => {
  it('defaults', () => {
    const spec = parse(small());
    expect(spec.data.prettyDevices).toEqual(['a', 'b']);
    expect(spec.data).toMatchObject({ groups: null, merge: true, separateConditions: false });
    expect(spec.learning.boundaries).toEqual([250, 500]);
    expect(spec.parameters).toEqual([]);
  });

  it.each([
    ['midpoint', 'midpoint'],
    ['modeuler', 'modified-euler'],
    ['modeulerwhile', 'modified-euler'],
    ['euler', 'euler'],
    ['rk4', 'rk4'],
    ['dopri5', 'dormand-prince'],
  ])('solver %s is method %s', (solver, method) => {
    expect(parse(small(`  solver: ${solver}`)).method).toBe(method);
  });

  it('no part, as None and as null; TruncNormal; a constant among the parameters; capitalised booleans', () => {
    const spec = parse(
      small(
        `  global:
    x: {distribution: TruncNormal, mu: 1, sigma: 2, a: 0, b: 4}
    y: {distribution: Constant, value: 3}
  use_laplace: True
  noise_form: variance
  lambda_l2: 0.1`,
        '  groups: {aR: [None, 0], aS: [0, null]}\n  merge: False\n  normalize: {OD: 2}',
      ),
    );
    expect([...(spec.data.groups ?? [])]).toEqual([
      ['aR', [null, 0]],
      ['aS', [0, null]],
    ]);
    expect(spec.data.merge).toBe(false);
    expect(spec.data.normalize).toEqual([2]);
    expect(spec.parameters[0]?.prior).toEqual({
      distribution: 'TruncatedNormal',
      mu: 1,
      sigma: 2,
      statesPrec: false,
      lower: 0,
      upper: 4,
    });
    expect(spec.constants.get('y')).toBe(3);
    expect(spec.modelSettings.get('use_laplace')).toBe(1);
    expect(spec.modelSettings.get('noise_form')).toBe('variance');
  });
});

describe('planted errors: code, line, and a way out', () => {
  it.each([
    ['an unknown key of data', icml.replace('pretty_devices', 'prety_devices'), 'document.unknownKey', 8],
    ['an unknown section of params', icml.replace('  global:', '  globl:'), 'document.unknownKey', 46],
    ['an unknown key on top', `${icml}\nmodels: x\n`, 'document.unknownKey', 81],
    ['an unknown solver', icml.replace('solver: midpoint', 'solver: midpiont'), 'document.choice', 27],
    [
      'an unknown shared prior',
      icml.replace('prec_x:   { distribution: data_prec', 'prec_x:   { distribution: dat_prec'),
      'spec.unknownPrior',
      47,
    ],
    ['a prior without sigma', icml.replace('mu: 0.0,   sigma: 0.25', 'mu: 0.0'), 'document.missing', 77],
    [
      'prec and sigma',
      icml.replace('mu: 1.0,   prec: 2.0', 'mu: 1.0, sigma: 1, prec: 2.0'),
      'spec.range',
      78,
    ],
    ['sigma below 0', icml.replace('sigma: 0.25', 'sigma: -1'), 'spec.range', 62],
    ['a part too few', icml.replace('[0, 1, 2, 1, 2, 3]', '[0, 1, 2, 1, 2]'), 'spec.length', 11],
    ['a baseline that is no part', icml.replace('aS: 0', 'aS: 9'), 'spec.partIndex', 14],
    ['a baseline of no group', icml.replace('    aS: 0', '    aX: 0'), 'spec.unknownGroup', 14],
    ['a condition twice', icml.replace('["C6","C12"]', '["C6","C12","C6"]'), 'spec.duplicate', 17],
    ['a device twice', icml.replace("'RS100S32_Y81C76'", "'Pcat_Y81C76'"), 'spec.duplicate', 7],
    ['boundaries that fall', icml.replace('[250,1000]', '[250,100]'), 'spec.range', 24],
    ['a parameter at two levels', icml.replace('    tlag:', '    e76:'), 'spec.duplicateParameter', 79],
    ['a text for a rate', icml.replace('learning_rate: 0.01', 'learning_rate: fast'), 'document.type', 25],
    ['no model', icml.replace('model: dr_constant', ''), 'spec.missingModel', 6],
    ['a newer format', `wellspring: 2\n${icml}`, 'spec.version', 1],
    ['rates that do not fit', load('debug_precisions.yaml').replace(',0.0002]', ']'), 'spec.range', 23],
    ['another file', 'wells: [A1]\n', 'spec.missingSection', 1],
    ['a list', '- a\n', 'document.type', 1],
  ])('%s', (_, text, code, line) => {
    const outcome = parseFitSpec(text, 'spec.yaml');
    expect(outcome.ok).toBe(false);
    const problem = outcome.problems[0];
    expect([problem?.code, problem?.place?.line]).toEqual([code, line]);
    expect(problem?.place?.file).toBe('spec.yaml');
    expect(problem?.remedy ?? '').not.toBe('');
    expect(problem?.excerpt).toContain('^');
  });

  it('collects all problems of one spec', () => {
    const text = small(
      '  solver: none\n  n_batch: 0\n  global: {x: {distribution: No}}',
      '  groups: {aR: [0]}\n  oops: 1',
    );
    const codes = parseFitSpec(text, 'spec.yaml').problems.map(({ code }) => code);
    expect(codes).toEqual([
      'spec.length',
      'document.unknownKey',
      'spec.unknownPrior',
      'document.choice',
      'spec.range',
    ]);
  });

  it.each([
    ['  rtol: 1e-6', 'rtol', ['spec.noEffect']],
    ['  solver: rk4\n  atol: 1e-6\n  max_steps: 10', 'atol', ['spec.noEffect', 'spec.noEffect']],
    ['  solver: dopri5\n  substeps: 4', 'substeps', ['spec.noEffect']],
    ['  solver: sdirk4\n  substeps: 4\n  rtol: 1e-4', 'substeps', ['spec.noEffect']],
    ['  solver: tsit5\n  rtol: 1e-4\n  atol: 1e-9\n  max_steps: 5', '', []],
    ['  substeps: 4', '', []],
  ])('controls that the solver does not look at are warned of: %s', (params, told, codes) => {
    const outcome = parseFitSpec(small(params), 'spec.yaml');
    expect(outcome.ok).toBe(true);
    expect(outcome.problems.map(({ code }) => code)).toEqual(codes);
    expect(outcome.problems[0]?.message ?? '').toContain(told);
  });

  it('and a factor of the rate beside all rates', () => {
    const text = load('debug_precisions.yaml').replace(
      '  learning_rates:',
      '  learning_gamma: 0.2\n  learning_rates:',
    );
    expect(parseFitSpec(text, 'spec.yaml').problems).toMatchObject([
      { code: 'spec.noEffect', severity: 'warning' },
    ]);
  });

  it.each([
    ['a decimal comma', '  learning_gamma: 0,5', 'document.type', 'write 0.5'],
    ['one that YAML takes for two keys', '  constant: {k: 0,5, l: 3}', 'document.decimalComma', 'write 0.5'],
    ['one in a prior', '  local: {r: {distribution: Normal, mu: 0, sigma: "0,25"}}', 'document.type', '0.25'],
  ])('%s is named with what to write', (_, params, code, remedy) => {
    const [problem] = parseFitSpec(small(params), 'spec.yaml').problems;
    expect([problem?.code, problem?.remedy]).toEqual([code, expect.stringContaining(remedy)]);
  });

  it('numbers with a pasted minus sign, of full width or behind blanks that do not break are read', () => {
    const spec = parse(small('  constant:\n\u00a0\u00a0\u00a0 a: \u22120.5\n    b: \uff11\uff12'));
    expect([...spec.constants]).toEqual([
      ['a', -0.5],
      ['b', 12],
    ]);
  });

  it('warns of an adjoint solver', () => {
    const outcome = parseFitSpec(small('  adjoint_solver: true'), 'spec.yaml');
    expect(outcome.ok).toBe(true);
    expect(outcome.problems.map(({ code, severity }) => [code, severity])).toEqual([
      ['spec.noEffect', 'warning'],
    ]);
  });
});
