import { describe, expect, test } from 'vitest';
import { parseModel } from '../../../shared/model/parse-model.ts';
import { parseUnitText } from '../../../shared/model/units/parse-unit.ts';
import { isSameUnit, unitText } from '../../../shared/model/units/unit.ts';

describe('unit texts', () => {
  test.each([
    ['1/h', '1/h'],
    ['nM', 'nM'],
    ['nM/h', 'nM/h'],
    ['1/nM', '1/nM'],
    ['nmol', 'nmol'],
    ['%', '%'],
    ['OD', 'OD'],
    ['a.u.', 'a.u.'],
    ['a.u./h', 'a.u./h'],
    ['1/a.u.^2', '1/a.u.^2'],
    ['nM/(h OD)', 'nM/(h OD)'],
    ['nM/h/OD', 'nM/(h OD)'],
    ['nM h^-1', 'nM/h'],
    ['nM*h', 'nM h'],
    ['nM·h', 'nM h'],
    ['(nM/h)^2', 'nM^2/h^2'],
    ['1/(1/h)', 'h'],
    ['h/h', '1'],
    ['1', '1'],
    ['nM^0.5', 'nM^0.5'],
    ['µM', 'µM'],
    ['°C', '°C'],
  ])('%s is %s', (text, canonical) => {
    const unit = parseUnitText(text);
    expect(unit === null ? null : unitText(unit)).toBe(canonical);
    // what is written can be read again
    const again = parseUnitText(canonical);
    expect(unit !== null && again !== null && isSameUnit(unit, again)).toBe(true);
  });

  test.each(['', '/h', 'nM/', 'nM//h', '(nM', 'nM)', '10 nM', '^2', 'nM^2^2', '()', 'nM+h', '#'])(
    '`%s` is no unit',
    (text) => expect(parseUnitText(text)).toBeNull(),
  );

  test('nothing is converted', () => {
    const [nM, uM] = [parseUnitText('nM'), parseUnitText('uM')];
    expect(nM !== null && uM !== null && isSameUnit(nM, uM)).toBe(false);
  });
});

/** `rate` is on line 17, from column 8 on. */
const model = (rate: string, definition = 'X') => `model m "M"
treatments
  C [nM]
parameters
  k population LogNormal(0, 1) [1/h]
  K population LogNormal(0, 1) [nM]
  n population LogNormal(0, 1)
  u population LogNormal(0, 1)
  tau population LogNormal(0, 1) [h]
  s population LogNormal(0, 1)
states
  X [nM] starts at 0 [nM]
  Y starts at u * tau * n * k * K * C
definitions
  D = ${definition}
rates
  X' = ${rate}
  Y' = D
observables
  G = X with sd s
`;

const warnings = (text: string) => {
  const outcome = parseModel(text, 'm.model');
  expect(outcome.ok).toBe(true);
  return outcome.problems;
};

describe('sound', () => {
  test.each([
    ['the state’s unit an hour', 'k * X'],
    ['a number takes any unit in a sum', 'k * (X + 1)'],
    ['a ratio has none', 'k * X * (1 - X / K)'],
    ['a function of a ratio', 'k * X * log(1 + C / K)'],
    ['a number with a unit', 'k * X * sigmoid(4 [1/h] * (t - tau))'],
    ['an unknown unit goes with all', 'u * X + u'],
    ['a power by a number', 'k * X^3 / K^2'],
    ['a root', 'k * sqrt(X * K)'],
    ['a negative power', 'k * X^-1 * K^2'],
    ['a power by a parameter of a ratio', 'k * K * (C / K)^n'],
    ['a power by a parameter is unknown', 'C^n / (C^n + K^n)'],
    ['hill', 'k * K * hill(C, K, n)'],
    ['if', 'if t > tau then k * X else 0'],
    ['min and max', 'k * max(0, min(X, K))'],
    ['clamp', 'k * clamp(X, 0, K)'],
    ['zero', '0'],
  ])('%s', (_, rate) => expect(warnings(model(rate))).toEqual([]));

  test('through definitions', () => {
    expect(warnings(model('k * D', 'X + C'))).toEqual([]);
    expect(warnings(model('D', 'X + C')).map(({ code }) => code)).toEqual(['model.units']);
  });
});

describe('warnings stand at the operator, with value and remedy', () => {
  test.each([
    ['a sum', 'k * (C + t)', '`nM + h`: these are different units', 15],
    ['a difference', 'k * (C - t)', '`nM - h`: these are different units', 15],
    ['a comparison', 'if C < t then k * X else 0', '`nM < h`: these are different units', 13],
    ['branches', 'if t < tau then X else k * X', '`then nM else nM/h`: these are different units', 8],
    ['max', 'k * max(X, t)', '`max(nM, h)`: these are different units', 12],
    ['hill', 'k * K * hill(C, tau, n)', '`hill(nM, h)`: these are different units', 16],
    ['exp', 'k * K * exp(t)', '`exp(h)`: exp takes a number without a unit, not h', 16],
    [
      'log of a shifted dose',
      'k * K * log(1 + C)',
      '`log(nM)`: log takes a number without a unit, not nM',
      16,
    ],
    ['sigmoid', 'k * K * sigmoid(t - tau)', '`sigmoid(h)`: sigmoid takes a number without a unit, not h', 16],
    ['exponent', 'k * K * 2^t', '`^ h`: an exponent takes a number without a unit, not h', 17],
    ['rate', 'X', "`X'` is in nM, but `X` is in nM, so its rate is in nM/h", 3],
    ['another scale', 'k * X + 1 [uM/h]', '`nM/h + uM/h`: these are different units', 14],
    ['a unit that is none', 'k * X + 1 [nM/]', 'the unit `nM/` cannot be read', 16],
  ])('%s', (_, rate, message, column) => {
    const [problem, ...others] = warnings(model(rate));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'model.units', severity: 'warning', message });
    expect(problem?.remedy).toBeTruthy();
    expect(problem?.place).toEqual({ file: 'm.model', line: 17, column });
    const [line, caret] = problem?.excerpt?.split('\n') ?? [];
    expect((caret ?? '').indexOf('^') - (line ?? '').indexOf('|')).toBe(column + 1);
  });

  test('initial values', () => {
    const text = model('k * X').replace('starts at 0 [nM]', 'starts at tau');
    expect(warnings(text).map(({ message }) => message)).toEqual(['`X` is in nM and starts at a value in h']);
  });

  test('times of correlation and degrees of freedom', () => {
    const wrong = model('k * X').replace('with sd s', 'with student sd s nu tau correlated over k');
    expect(warnings(wrong).map(({ message }) => message)).toEqual([
      'a time of correlation is in h, here it is in 1/h',
      'degrees of freedom have no unit, here it is in h',
    ]);
    expect(
      warnings(model('k * X').replace('with sd s', 'with student sd s nu 4 correlated over tau')),
    ).toEqual([]);
  });

  test('shares, and what a discrepancy lasts', () => {
    const wrong = model('k * X').replace(
      'with sd s',
      'with sd s correlated over tau with white share tau with discrepancy sd prediction + tau over k',
    );
    expect(warnings(wrong).map(({ message }) => message)).toEqual([
      '`nM + h`: these are different units',
      'a share has no unit, here it is in h',
      'what a discrepancy lasts is in h, here it is in 1/h',
    ]);
  });

  test('`prediction` has the unit of the formula', () => {
    const text = model('k * X').replace('with sd s', 'with sd s * log(prediction)');
    expect(warnings(text).map(({ message }) => message)).toEqual([
      '`log(nM)`: log takes a number without a unit, not nM',
    ]);
  });

  test('a line that `each` repeats is warned of once', () => {
    const text = model('k * X').replace('  D = X', '  D = D1 + D2\n  each i in 1 .. 2: D{i} = C + t');
    expect(warnings(text)).toHaveLength(1);
  });
});
