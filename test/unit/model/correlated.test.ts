import { describe, expect, test } from 'vitest';
import type { Model } from '../../../shared/model/model.ts';
import { parseModel } from '../../../shared/model/parse-model.ts';

interface Parts {
  readonly parameters: string;
  readonly rate: string;
}

/** Parameters begin on line 3. */
const text = ({ parameters, rate }: Parts) => `model m "M"
parameters
  ${parameters}
states
  x starts at 0
rates
  x' = ${rate}
observables
  X = x with precision 1
`;

function modelOf(parts: Parts): Model {
  const outcome = parseModel(text(parts), 'm');
  expect(outcome.problems).toEqual([]);
  if (!outcome.ok) throw new Error('has no problem');
  return outcome.value;
}

describe('means that follow other parameters', () => {
  const burdened = (mean: string, others: string) => ({
    parameters: `r individual LogNormal(${mean}, 1)\n  ${others}`,
    rate: 'r * x',
  });

  test('are a number or a parameter, and terms', () => {
    const of = (mean: string) =>
      modelOf(burdened(mean, 'k population Normal(0, 1)\n  a part\n  m population Normal(3, 1)'))
        .parameters[0]?.prior;
    expect(
      modelOf(burdened('m + k * log(a)', 'k population Normal(2, 1)\n  a part\n  m constant = 3'))
        .parameters[0]?.prior,
    ).toEqual({
      ...{ distribution: 'LogNormal', mu: 3, sigma: 1, statesPrec: false, muParameter: 'm' },
      muTerms: [{ coefficient: 'k', of: 'a' }],
    });
    expect(of('m + k * log(a) + k * log(a)')?.muTerms).toHaveLength(2);
  });

  test.each([
    ['0 + k * log(b)', 'k population Normal(0, 1)', 'which is not a parameter'],
    ['0 + k * log(b)', 'k population Normal(0, 1)\n  b population Normal(1, 1)', 'may be 0 or less'],
    ['0 + k * log(b)', 'k population Normal(0, 1)\n  b carries "P"', 'has no logarithm'],
    ['0 + k * log(r)', 'k population Normal(0, 1)', 'back to itself'],
  ])('%s with %s is a problem at the name', (mean, others, message) => {
    const outcome = parseModel(text(burdened(mean, others)), 'm');
    const problem = outcome.problems.find(({ code }) => code === 'model.priorParameter');
    expect(problem?.message).toContain(message);
    expect(problem?.place?.line).toBe(3);
    expect(problem?.remedy).toBeTruthy();
  });

  test.each([
    ['0 - k * log(b)', 'may be negative'],
    ['0 + k * b', 'write it as'],
    ['0 + log(b)', 'write it as'],
  ])('%s is told how it is written', (mean, remedy) => {
    const outcome = parseModel(text(burdened(mean, 'k population Normal(0, 1)\n  b part')), 'm');
    expect(outcome.ok).toBe(false);
    expect(outcome.problems[0]?.remedy).toContain(remedy);
  });

  test('belong to normal priors', () => {
    const prior =
      'r individual TruncatedNormal(0 + k * log(b), 1, 0, 1)\n  k population Normal(0, 1)\n  b part';
    expect(parseModel(text({ parameters: prior, rate: 'r * x' }), 'm').ok).toBe(false);
  });
});

describe('individual parameters that go together', () => {
  const own = ['r', 'K', 's'].map((name) => `${name} individual LogNormal(0, 1)`).join('\n  ');
  const together = (line: string, more = 'c constant = 1') => ({
    parameters: `${own}\n  ${more}\n  ${line}`,
    rate: 'r * K * s * c * x',
  });

  test('have a correlation each pair, with its share of LKJ, in the order in which they are stated', () => {
    const { parameters, correlated } = modelOf(together('correlated s, K, r by LKJ(2)'));
    expect(correlated).toEqual([{ members: [0, 1, 2], correlations: [4, 5, 6] }]);
    expect(parameters.slice(4).map(({ name, level, prior }) => [name, level, prior?.sigma])).toEqual([
      ['corr(r, K)', 'population', 2.5],
      ['corr(r, s)', 'population', 2.5],
      ['corr(K, s)', 'population', 2],
    ]);
    expect(modelOf(together('# none')).correlated).toBeUndefined();
  });

  test.each([
    ['correlated r by LKJ(2)', 'alone has no correlation'],
    ['correlated r, k by LKJ(2)', 'is not a parameter'],
    ['correlated r, c by LKJ(2)', 'is constant'],
    ['correlated r, r by LKJ(2)', 'named twice'],
    ['correlated r, K by LKJ(2)\n  correlated K, s by LKJ(2)', 'named twice'],
    ['correlated r, K by LKJ(0)', 'must be above 0'],
  ])('%s is a problem', (line, message) => {
    const outcome = parseModel(text(together(line)), 'm');
    const problem = outcome.problems.find(({ code }) => code === 'model.correlated');
    expect(outcome.ok).toBe(false);
    expect(problem?.message).toContain(message);
    expect(problem?.place?.line).toBeGreaterThan(6);
    expect(problem?.remedy).toBeTruthy();
  });

  test.each(['b individual Kumaraswamy(1, 1)', 'b individual TruncatedNormal(0, 1, 0, 2)'])(
    '%s is not normal among wells',
    (more) => {
      const parts = { ...together('correlated r, b by LKJ(2)', more), rate: 'r * K * s * b * x' };
      expect(parseModel(text(parts), 'm').problems[0]?.message).toContain('neither normal');
    },
  );

  test.each(['correlated r, K', 'correlated r K by LKJ(2)', 'correlated r, K by Normal(0, 1)'])(
    '%s is told how it is written',
    (line) => {
      expect(parseModel(text(together(line)), 'm').problems[0]?.remedy).toContain(
        'correlated r, K, rc by LKJ(2)',
      );
    },
  );
});
