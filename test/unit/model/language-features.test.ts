import { describe, expect, test } from 'vitest';
import type { Model } from '../../../shared/model/model.ts';
import { parseModel } from '../../../shared/model/parse-model.ts';

interface Parts {
  readonly settings?: string;
  readonly treatments?: string;
  readonly parameters?: string;
  readonly definitions?: string;
  readonly networks?: string;
  readonly rate?: string;
  readonly observable?: string;
}

/** Parameters begin on line 6, definitions on 8, networks on 10. */
const text = (parts: Parts) => `model m "M"
settings
  ${parts.settings ?? 'n = 2'}
treatments
  ${parts.treatments ?? '# none'}
parameters
  ${parts.parameters ?? '# none'}
definitions
  ${parts.definitions ?? '# none'}
networks
  ${parts.networks ?? '# none'}
states
  x starts at 0
rates
  x' = ${parts.rate ?? 'x'}
observables
  ${parts.observable ?? 'X = x with precision 1'}
`;

function modelOf(parts: Parts, settings: readonly (readonly [string, number | string])[] = []): Model {
  const outcome = parseModel(text(parts), 'm', new Map(settings));
  expect(outcome.problems).toEqual([]);
  if (!outcome.ok) throw new Error('has no problem');
  return outcome.value;
}

describe('priors that name parameters', () => {
  const hierarchy = (own: string, others: string) => ({
    parameters: `r ${own}\n  ${others}`,
    rate: 'r * x',
  });

  test('start at the medians of the named ones, through several steps', () => {
    const model = modelOf(
      hierarchy(
        'individual LogNormal(mu_r, sd_r)',
        'mu_r population Normal(top, 1)\n  sd_r population TruncatedNormal(0, 1, 0, 5)\n  top constant = 3',
      ),
    );
    expect(model.parameters[0]?.prior).toEqual({
      distribution: 'LogNormal',
      mu: 3,
      sigma: 0.6745,
      statesPrec: false,
      muParameter: 'mu_r',
      sigmaParameter: 'sd_r',
    });
  });

  test.each([
    ['unknown', 'individual LogNormal(mu_r, 1)', 'mu_s constant = 1', 'which is not a parameter', 26],
    ['a lower level', 'population LogNormal(z, 1)', 'z individual Normal(0, 1)', 'which is individual', 26],
    [
      'a width that may be negative',
      'individual LogNormal(0, s)',
      's population Normal(0, 1)',
      'may be 0 or less',
      29,
    ],
    ['a width of 0', 'individual LogNormal(0, s)', 's constant = 0', 'may be 0 or less', 29],
    ['itself', 'population Normal(r, 1)', '# none', 'back to itself', 23],
    ['a circle', 'population Normal(a, 1)', 'a population Normal(r, 1)', 'back to itself', 23],
  ])('%s is a problem at the name', (_, own, others, message, column) => {
    const outcome = parseModel(text(hierarchy(own, others)), 'm');
    const problem = outcome.problems.find(({ code }) => code === 'model.priorParameter');
    expect(outcome.ok).toBe(false);
    expect(problem?.message).toContain(message);
    expect(problem?.place).toMatchObject({ line: 7, column });
    expect(problem?.remedy).toBeTruthy();
  });
});

describe('settings', () => {
  test.each([
    ['=', [0, 1, 0]],
    ['!=', [1, 0, 1]],
    ['<', [1, 0, 0]],
    ['>', [0, 0, 1]],
    ['<=', [1, 1, 0]],
    ['>=', [0, 1, 1]],
  ] as const)('when n %s 2', (sign, wanted) => {
    const definitions = `y = 1\n  when n ${sign} 2: z = y\n  w = y + x`;
    const counts = [1, 2, 3].map((n) => {
      const outcome = parseModel(text({ definitions, rate: 'w' }), 'm', new Map([['n', n]]));
      // z is unused where it exists
      return outcome.problems.length;
    });
    expect(counts).toEqual(wanted);
  });

  test('words: the first is the default, others are chosen, none else is', () => {
    const parts = {
      settings: 'form = a or b',
      definitions: 'when form = b: k = 2\n  when form = a: k = 1',
      rate: 'k',
    };
    const value = (model: Model) => model.definitions[0]?.expression;
    expect(value(modelOf(parts))).toMatchObject({ value: 1 });
    expect(value(modelOf(parts, [['form', 'b']]))).toMatchObject({ value: 2 });
    const [problem] = parseModel(text(parts), 'm', new Map([['form', 'c']])).problems;
    expect(problem).toMatchObject({ code: 'model.setting', remedy: 'choose one of a, b' });
  });

  test('a number is not compared with a word', () => {
    const [problem] = parseModel(text({ definitions: 'when n = two: k = 1' }), 'm').problems;
    expect(problem?.message).toBe('`n` is a number and cannot be compared with `two`');
  });

  test('each over words and ranges, inside one another', () => {
    const definitions = 'each s in u, v: each i in 1..n: {s}{i} = i{i} + 1\n  each i in 1 .. 2: i{i} = x';
    const model = modelOf({ definitions, rate: 'u1 + u2 + v1 + v2' });
    expect(model.definitions.map(({ name }) => name).sort()).toEqual(['i1', 'i2', 'u1', 'u2', 'v1', 'v2']);
  });
});

describe('names from outside', () => {
  test('a treatment and a signal may be called anything', () => {
    const model = modelOf({
      treatments: '"3OC6-HSL (nM)" as C6 [nM]\n  x as dose',
      rate: 'C6 + dose + x',
      observable: '"OD 600" = x with precision 1',
    });
    expect(model.treatments.map(({ name }) => name)).toEqual(['3OC6-HSL (nM)', 'x']);
    expect(model.observables.map(({ signal }) => signal)).toEqual(['OD 600']);
  });

  test.each([
    ['"3OC6-HSL" [nM]', 'model.expected'],
    ['a as b\n  a as c', 'model.duplicate'],
  ])('%j', (treatments, code) => {
    const outcome = parseModel(text({ treatments, rate: 'b + c' }), 'm');
    expect(outcome.problems.map((problem) => problem.code)).toContain(code);
  });
});

describe('layers', () => {
  test('starting values', () => {
    const networks = 'h = sigmoid layer for a starting at 0.25 from x\n  g = tanh layer for a from x';
    const model = modelOf({ networks, rate: 'h.a + g.a' });
    expect(model.layers.map(({ startsAt }) => startsAt)).toEqual([0.25, null]);
  });

  test.each([
    ['h = sigmoid layer for a starting at 1 from x', 'model.layerStart'],
    ['h = relu layer for a starting at -1 from x', 'model.layerStart'],
    ['h = tanh layer for a from u', 'model.layerOrder'],
    ['h = tanh layer for a from v\n  g = tanh layer for b from x', 'model.layerOrder'],
  ])('%j', (networks, code) => {
    const outcome = parseModel(
      text({ networks, definitions: 'u = h.a * 2\n  v = w + 1\n  w = g.b', rate: 'h.a' }),
      'm',
    );
    expect(outcome.ok).toBe(false);
    expect(outcome.problems.map((problem) => problem.code)).toContain(code);
  });
});

test.each([
  ['sums', Array(50_000).fill('x').join(' + ')],
  ['products', Array(50_000).fill('x').join(' * ')],
  ['conditions', `if x < 1${' and x < 2'.repeat(20_000)} then 1 else 2`],
])('endless %s are refused, not thrown', (_, rate) => {
  const outcome = parseModel(text({ rate }), 'm');
  expect(outcome.problems.map(({ code }) => code)).toContain('model.nesting');
});

test('a residual family that is a setting', () => {
  const parts = { settings: 'tails = normal or laplace', observable: 'X = x with tails sd 1' };
  expect(modelOf(parts).observables[0]?.residual.family).toBe('normal');
  expect(modelOf(parts, [['tails', 'laplace']]).observables[0]?.residual.family).toBe('laplace');
  const [problem] = parseModel(text({ ...parts, settings: 'tails = heavy' }), 'm').problems;
  expect(problem?.code).toBe('model.family');
});

describe('errors that last', () => {
  const residualOf = (errors: string) =>
    modelOf({
      parameters: 'w population Kumaraswamy(1, 1)',
      rate: 'w',
      observable: `X = x with sd 1 ${errors}`,
    }).observables[0]?.residual;

  test('a white share and a discrepancy, in any order', () => {
    expect(residualOf('correlated over 2 with white share w')).toMatchObject({
      correlation: { value: 2 },
      whiteShare: { name: 'w' },
      discrepancy: null,
    });
    const both = residualOf(
      'with discrepancy sd 0.1 * prediction over 5 correlated over 2 with white share 0.3',
    );
    expect(both).toMatchObject({ whiteShare: { value: 0.3 }, discrepancy: { time: { value: 5 } } });
    expect(both?.discrepancy?.sd).toMatchObject({ operation: 'multiply' });
    expect(residualOf('')).toMatchObject({ correlation: null, whiteShare: null, discrepancy: null });
  });

  test.each([
    ['student sd 1 correlated over 2 with white share 0.1', 'model.share', 'are student', '0.1'],
    ['laplace sd 1 correlated over 2 with white share 0.1', 'model.share', 'are laplace', '0.1'],
    ['sd 1 with white share 0.1', 'model.share', 'not correlated', '0.1'],
    ['sd 1 correlated over 2 with white share 1.5', 'model.share', 'between 0 and 1', '1.5'],
    ['sd 1 correlated over 2 with white share x', 'model.share', '`x`, which is a state', 'x'],
    [
      'sd 1 correlated over 2 with white share prediction',
      'model.share',
      'which is a prediction',
      'prediction',
    ],
    ['sd -0.1', 'model.width', 'here it is -0.1', '-0.1'],
    ['precision 0', 'model.width', 'a precision is above 0', '0'],
    ['sd 1 correlated over -1', 'model.width', 'a correlation time is above 0', '-1'],
    ['sd 1 with discrepancy sd -1 over 2', 'model.width', 'the sd of a discrepancy', '-1 over'],
    ['student sd 1 with discrepancy sd 1 over 2', 'model.discrepancy', 'are student', '1 over'],
    ['sd 1 with discrepancy 1 over 2', 'model.expected', 'expected `sd`', '1 over'],
    ['sd 1 with white 0.1', 'model.expected', 'expected `share`', '0.1'],
    ['sd 1 with nothing', 'model.expected', 'expected `discrepancy`', 'nothing'],
  ])('%s', (errors, code, message, at) => {
    const column = '  X = x with '.length + errors.lastIndexOf(at) + 1;
    const outcome = parseModel(text({ observable: `X = x with ${errors}` }), 'm');
    const [problem] = outcome.problems;
    expect(outcome.ok).toBe(false);
    expect(problem).toMatchObject({ code, place: { column } });
    expect(problem?.message).toContain(message);
    expect(problem?.remedy).toBeTruthy();
  });
});

describe('what a group is of', () => {
  test('the device, unless it is said: a plate, or a heading of layouts', () => {
    const { parameters } = modelOf({
      parameters: `a group LogNormal(0, 1)
  b group(device) LogNormal(0, 1)
  c group(plate) LogNormal(0, spread)
  d group("Day of run") LogNormal(0, 1)
  spread population LogNormal(-1, 1)
  z individual Normal(c, 1)`,
      rate: 'a + b + c + d + z',
    });
    expect(parameters.map(({ factor }) => factor ?? '')).toEqual(['', '', 'plate', 'Day of run', '', '']);
    expect(parameters.map(({ level }) => level).slice(0, 4)).toEqual(Array(4).fill('group'));
  });

  test.each([
    ['c group(plate LogNormal(0, 1)', 'model.expected', 'expected `)`'],
    ['c group() LogNormal(0, 1)', 'model.expected', 'expected what has a value each'],
    ['c group(plate)', 'model.noPrior', 'has no prior'],
    ['c group(plate) LogNormal(0, d)\n  d group LogNormal(0, 1)', 'model.priorParameter', 'for each device'],
    ['c group LogNormal(0, d)\n  d group(plate) LogNormal(0, 1)', 'model.priorParameter', 'for each plate'],
    [
      'c group(day) LogNormal(0, d)\n  d group(plate) LogNormal(0, 1)',
      'model.priorParameter',
      'for each plate',
    ],
    ['c population(plate) LogNormal(0, 1)', 'model.noPrior', 'population level'],
  ])('%s', (parameters, code, message) => {
    const outcome = parseModel(text({ parameters, rate: 'c' }), 'm');
    const problem = outcome.problems.find((one) => one.code === code);
    expect(outcome.problems.map((one) => one.code)).toContain(code);
    expect(problem?.message).toContain(message);
    expect(problem?.remedy).toBeTruthy();
  });
});
