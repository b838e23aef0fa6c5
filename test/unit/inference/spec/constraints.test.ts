import { describe, expect, test } from 'vitest';
import { overrideEdits } from '../../../../main/jobs/overrides.ts';
import { formatProblem, type Problem } from '../../../../shared/base/problem.ts';
import { parseSpecModel } from '../../../../shared/inference/spec/model-settings.ts';
import { parseFitSpec } from '../../../../shared/inference/spec/parse-fit-spec.ts';
import { parseModel } from '../../../../shared/model/parse-model.ts';

/** Every place of the text where a parameter may stand, with `b` where the other text has `a`. */
const text = (b: string, line: string) => `model own "Places"
parameters
  a    population LogNormal(0, 1)    [1/h] within 0 .. 4
${line}  c    population Normal(0, 1)       [OD]
  wide individual LogNormal(0, ${b})
  z    individual Normal(0, 1)
  only individual LogNormal(0, 1)    [1/h]
  tube group(plate) LogNormal(0, 1)
  rack group(medium) LogNormal(0, 1)
  some population TruncatedNormal(0.5, 1, 0, 1)
  k    constant = 0.5
states
  X starts at ${b} * 0.1
definitions
  speed = (${b} + 1) * wide
networks
  made = sigmoid layer for X from X, ${b}
rates
  X' = made.X * speed * k - a * X - (${b} + only + c * z) * X
observables
  A = X * tube * rack with sd ${b} * some correlated over 2 * ${b} with white share 0.1 + 0.1 * ${b}
  B = X with sd 0.1 with discrepancy sd ${b} over ${b} + 1
  C = X with student sd 0.1 nu 2 + ${b}
`;
const model = text('b', '  b    population LogNormal(-1, 1)   [1/h]\n');

const specText = (params: string) =>
  `data:\n  devices: [a]\n  files: [x.csv]\n  signals: [OD]\n  conditions: [C]\nmodel: own.model\nparams:\n  solver: rk4\n${params}`;

/** The spec’s model; what was given by options stands after it. */
function read(params: string, options: readonly (readonly [string, string])[] = []) {
  const overrides = options.map(([name, value]) => ({ name, value }));
  const spec = parseFitSpec(specText(params), 'own.yaml', overrideEdits(overrides, 'own.yaml'));
  if (!spec.ok) return { spec: null, model: null, problems: spec.problems };
  const outcome = parseSpecModel(spec.value, model, 'own.model');
  return { spec: spec.value, model: outcome.ok ? outcome.value : null, problems: outcome.problems };
}

const errors = (problems: readonly Problem[]) => problems.filter(({ severity }) => severity === 'error');

/** Structure alone: units of a text with one parameter in place of two may clash elsewhere. */
const bare = (value: unknown) =>
  JSON.parse(JSON.stringify(value, (key, each) => (key === 'place' ? undefined : (each as unknown))));

test('a tied parameter is gone, and the other stands wherever it stood', () => {
  const written = parseModel(text('a', ''), 'own.model');
  const tied = read('  tie: {b: a}');
  expect(errors(tied.problems).map(formatProblem)).toEqual([]);
  expect(written.ok).toBe(true);
  expect(bare(tied.model)).toEqual(written.ok ? bare(written.value) : null);
});

test('a fixed parameter is a constant of the spec, whatever the spec says of it besides', () => {
  const { spec, model: same } = read(
    '  fix: {b: 0.25}\n  global:\n    b: {distribution: LogNormal, mu: 0, sigma: 1}',
  );
  expect(spec?.constants.get('b')).toBe(0.25);
  expect(same?.parameters.length).toBe(10);
});

test('bounds are limits, in place of those of the model', () => {
  const { model: bounded } = read('  bound: {a: [0.5, 2], c: [-1, 1]}');
  const limits = Object.fromEntries(bounded?.parameters.map((one) => [one.name, one.limits]) ?? []);
  expect(limits).toMatchObject({ a: { lower: 0.5, upper: 2 }, b: null, c: { lower: -1, upper: 1 } });
});

test('an option wins over the spec, and null takes back what it says', () => {
  const options = [
    ['params.fix.b', '0.5'],
    ['params.bound.c', '[-2, 2]'],
    ['params.fix.k', 'null'],
  ] as const;
  const { spec } = read('  fix: {b: 0.25, k: 3}\n  bound: {c: [-1, 1]}', options);
  expect(spec?.constraints.fixed.map(({ name, value }) => [name, value])).toEqual([['b', 0.5]]);
  expect(spec?.constraints.bounded[0]?.limits).toEqual({ lower: -2, upper: 2 });
});

describe('is refused where it stands:', () => {
  test.each<readonly [string, string, readonly (readonly [string, string])[], string, string]>([
    ['a name of nothing', '  fix: {bb: 1}', [], 'own.yaml:9:9', 'no parameter “bb” Did you mean “b”?'],
    ['one part of several', '', [['params.fix.tube:1', '2']], '--fix tube:1=2', 'Name tube, for all'],
    ['a tie to nothing', '  tie: {b: only1}', [], 'own.yaml:9:9', 'Did you mean “only”?'],
    ['a value outside the limits', '  fix: {a: 5}', [], 'own.yaml:9:9', 'its limits are 0 .. 4'],
    [
      'a value outside the bound',
      '',
      [
        ['params.fix.c', '5'],
        ['params.bound.c', '[0, 1]'],
      ],
      '--fix c=5',
      '0 .. 1',
    ],
    ['a bound without the constant', '', [['params.bound.k', '[1, 2]']], '--bound k=1..2', 'fixed at 0.5'],
    [
      'a bound beyond the prior',
      '  bound: {some: [2, 3]}',
      [],
      'own.yaml:9:11',
      '0 .. 1, lies within 2 .. 3',
    ],
    ['limits the wrong way round', '  bound: {a: [3, 1]}', [], 'own.yaml:9:14', 'nothing lies within 3 .. 1'],
    ['one limit', '  bound: {a: [3]}', [], 'own.yaml:9:14', 'is not two numbers'],
    ['a limit that is a word', '', [['params.bound.a', '[low, 3]']], '--bound a=low..3', 'not a number'],
    ['a tie to a lower level', '', [['params.tie.b', 'only']], '--tie b=only', 'Tie only to b instead'],
    ['a constant tied', '  tie: {k: z}', [], 'own.yaml:9:9', 'k is constant'],
    ['a tie to itself', '  tie: {b: b}', [], 'own.yaml:9:9', 'leads back to itself'],
    ['a tie of a tied', '  tie: {z: wide, wide: b}', [], 'own.yaml:9:9', 'Tie z to b.'],
    ['a tie to another unit', '  tie: {b: c}', [], 'own.yaml:9:9', 'b is in 1/h'],
    ['a tie to other groups', '  tie: {tube: rack}', [], 'own.yaml:9:9', 'one for each medium'],
    ['fixed and tied', '  fix: {b: 1}\n  tie: {b: a}', [], 'own.yaml:9:9', 'Keep one of the two'],
    ['bounded and tied', '  tie: {b: a}\n  bound: {b: [0, 1]}', [], 'own.yaml:10:11', 'Give a the limits.'],
  ])('%s', (_, params, options, place, told) => {
    const { model: none, problems } = read(params, options);
    expect(none).toBeNull();
    expect(errors(problems)).toHaveLength(1);
    const [problem] = errors(problems);
    expect(`${problem?.message} ${problem?.remedy}`).toContain(told);
    const at = problem?.place;
    expect(at?.where ?? `${at?.file}:${at?.line}:${at?.column}`).toBe(place);
  });

  test('ties in a circle, each of them', () => {
    const { problems } = read('  tie: {b: a, a: b}');
    expect(errors(problems).map(({ message }) => message)).toEqual([
      'b is tied to a, and that leads back to itself',
      'a is tied to b, and that leads back to itself',
    ]);
  });
});
