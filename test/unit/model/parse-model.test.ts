import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseModel } from '../../../shared/model/parse-model.ts';
import { libraryModel } from '../../helpers/library-model.ts';

const sound = `model decay "Decay"

notes
  What it is.

    An indented line.

treatments
  D [nM] within 0 .. 10
parameters
  k individual LogNormal(0, 1) [nM] within 0 .. 4   # a comment
  p population TruncatedNormal(1, 2, 0, 5)
  x0 constant = -1.5e-1
  a part
states
  x [nM] starts at x0
definitions
  second = first * 2
  first = (k +
    D) * a
rates
  x' = -second * x^2
observables
  X = x with precision p
`;

test('a sound text', () => {
  const outcome = parseModel(sound, 'decay.model');
  expect(outcome.problems).toEqual([]);
  if (!outcome.ok) return;
  const model = outcome.value;
  expect(model).toMatchObject({
    id: 'decay',
    title: 'Decay',
    notes: 'What it is.\n\n  An indented line.',
    treatments: [{ name: 'D', unit: 'nM', limits: { lower: 0, upper: 10 } }],
    states: [{ name: 'x', unit: 'nM' }],
  });
  expect(model.parameters).toMatchObject([
    { name: 'k', unit: 'nM', level: 'individual', limits: { lower: 0, upper: 4 }, part: false },
    { name: 'p', prior: { distribution: 'TruncatedNormal', mu: 1, sigma: 2, lower: 0, upper: 5 } },
    { name: 'x0', level: 'constant', value: -0.15, prior: null },
    { name: 'a', level: 'group', part: true, prior: null },
  ]);
  expect(model.definitions.map(({ name }) => name)).toEqual(['first', 'second']);
});

test('-a^b^c is -(a^(b^c)), a - b - c is (a - b) - c', () => {
  const outcome = parseModel(sound.replace('-second * x^2', '-x^2^k - x - k'), 'm');
  expect(outcome.ok).toBe(true);
  if (!outcome.ok) return;
  const rate = outcome.value.states[0]?.rate;
  expect(JSON.stringify(rate, (key, value) => (key === 'role' || key === 'index' ? undefined : value))).toBe(
    JSON.stringify({
      kind: 'call',
      operation: 'subtract',
      args: [
        {
          kind: 'call',
          operation: 'subtract',
          args: [
            {
              kind: 'call',
              operation: 'negate',
              args: [
                {
                  kind: 'call',
                  operation: 'power',
                  args: [
                    { kind: 'name', name: 'x' },
                    {
                      kind: 'call',
                      operation: 'power',
                      args: [
                        { kind: 'number', value: 2 },
                        { kind: 'name', name: 'k' },
                      ],
                    },
                  ],
                },
              ],
            },
            { kind: 'name', name: 'x' },
          ],
        },
        { kind: 'name', name: 'k' },
      ],
    }),
  );
});

describe('problems', () => {
  test.each([
    ['unknown name', ['* x^2', '* y^2'], 'model.unknownName', 22, 18],
    ['typo of a name', ['-second', '-secnd'], 'model.unknownName', 22, 9],
    ['unknown function', ['-second * x^2', 'sigmoidd(x)'], 'model.unknownFunction', 22, 8],
    ['arguments', ['-second * x^2', 'max(x)'], 'model.arguments', 22, 8],
    ['character', ['-second * x^2', 'x & 2'], 'model.character', 22, 10],
    ['open parenthesis', ['-second * x^2', '(x'], 'model.expected', 22, 10],
    ['two operands', ['-second * x^2', 'x x'], 'model.trailing', 22, 10],
    ['circle', ['second = first * 2', 'second = first * third\n  third = second'], 'model.circular', 18, 3],
    ['level', ['k individual', 'k indivdual'], 'model.level', 11, 5],
    ['distribution', ['LogNormal(0, 1)', 'LogNorml(0, 1)'], 'model.distribution', 11, 16],
    ['width', ['LogNormal(0, 1)', 'LogNormal(0, 0)'], 'model.sigma', 11, 16],
    ['no prior', ['k individual LogNormal(0, 1)', 'k individual'], 'model.noPrior', 11, 3],
    ['limits', ['0 .. 10', '10 .. 0'], 'model.limits', 9, 10],
    ['no rate', ["  x' = -second * x^2\n", ''], 'model.noRate', 16, 3],
    ['rate of nothing', ["x' =", "xx' ="], 'model.rateOfNothing', 22, 3],
    ['no prime', ["x' =", 'x ='], 'model.prime', 22, 3],
    ['section', ['definitions', 'definitons'], 'model.heading', 17, 1],
    ['no header', ['model decay "Decay"', ''], 'model.noHeader', 1, 1],
    ['no precision', [' with precision p', ''], 'model.expected', 24, 8],
    ['name taken twice', ['x0 constant', 'k constant'], 'model.duplicate', 13, 3],
    ['name of a function', ['x0 constant', 'exp constant'], 'model.duplicate', 13, 3],
    ['the time as a name', ['x0 constant', 't constant'], 'model.duplicate', 13, 3],
    ['state in an initial value', ['starts at x0', 'starts at x'], 'model.initial', 16, 20],
  ] as const)('%s', (_, [from, to], code, line, column) => {
    expect(sound).toContain(from);
    const outcome = parseModel(sound.replace(from, to), 'decay.model');
    expect(outcome.ok).toBe(false);
    const problem = outcome.problems.find((candidate) => candidate.code === code);
    expect(problem?.place).toEqual({ file: 'decay.model', line, column });
    const [text, caret] = problem?.excerpt?.split('\n') ?? [];
    expect(text).toContain(sound.replace(from, to).split('\n')[line - 1]);
    expect((caret ?? '').length).toBe((text ?? '').indexOf('|') + 1 + column + 1);
  });

  test('a near name is suggested', () => {
    const outcome = parseModel(sound.replace('-second', '-secnd'), 'm');
    expect(outcome.problems[0]?.remedy).toBe('did you mean `second`?');
  });

  test('all of them at once', () => {
    const text = sound
      .replace('LogNormal(0, 1)', 'LogNorml(0, 1)')
      .replace('x^2', 'x^')
      .replace('0 .. 10', '9 .. 1');
    expect(parseModel(text, 'm').problems.map(({ code }) => code)).toEqual([
      'model.limits',
      'model.distribution',
      'model.expected',
    ]);
  });

  test('what nothing uses is a warning', () => {
    const outcome = parseModel(sound.replace('(k +\n    D)', 'k'), 'm');
    expect(outcome.ok).toBe(true);
    expect(outcome.problems.map(({ code, severity }) => [code, severity])).toEqual([
      ['model.unused', 'warning'],
    ]);
  });

  test.each([
    ['deep parentheses', sound.replace('-second * x^2', `${'('.repeat(5000)}x${')'.repeat(5000)}`)],
    ['deep signs', sound.replace('-second * x^2', `${'-'.repeat(5000)}x`)],
    ['a megabyte', sound + '#'.repeat(1_000_001)],
    ['nothing', ''],
    ['another kind of file', 'PK\u0003\u0004\u0000\u0000'],
  ])('%s is refused, not thrown', (_, text) => {
    const outcome = parseModel(text, 'm');
    expect(outcome.ok).toBe(false);
    expect(outcome.problems.length).toBeGreaterThan(0);
  });
});

test.each(readdirSync(new URL('../../../resources/models/', import.meta.url)))(
  'library model %s parses without a warning, has its file name as id',
  (id) => {
    expect(libraryModel(id).id).toBe(id);
  },
);
