import { expect, test } from 'vitest';
import { formatModel } from '../../../shared/model/format-model.ts';
import { parseModel } from '../../../shared/model/parse-model.ts';
import { parseUnitText } from '../../../shared/model/units/parse-unit.ts';
import { isSameUnit } from '../../../shared/model/units/unit.ts';

/** A model with one rate, or prior, to be tried. */
const textWith = (rate: string, prior = 'LogNormal(0, 1)') => `model m "m"
parameters
  k population ${prior}
  n population LogNormal(0, 1)
  σ population LogNormal(-2, 1)
states
  X starts at 0
rates
  ${rate}
observables
  G = X with sd σ
`;

const rateOf = (text: string) => {
  const model = parseModel(text, 'm.model');
  return model.ok ? model.value.states[0]?.rate : model.problems[0]?.message;
};

test.each([
  ["X' = k \u2212 n*X", "X' = k - n * X"],
  ['X\u2019 = k \u2013 n \u00d7 X', "X' = k - n * X"],
  ['X\u2032 = \u2014k \u22c5 X\u00b2 \u2212 n\u207b\u00b9', "X' = -k * X^2 - n^-1"],
  ["X' = k \u00f7 n \u00b7 10\u207b\u00b3", "X' = k / n * 10^-3"],
  ["X' = if X \u2264 0.3 and n \u2265 1 then k else n", "X' = if X <= 0.3 and n >= 1 then k else n"],
  ["\u00a0X'\u2009=\u202fk", "X' = k"],
  ["X' = \uff4b\uff0b\uff11\uff0e\uff15", "X' = k + 1.5"],
  ["X' = \u{1d458} + 1e\u22123", "X' = k + 1e-3"],
  ["X' = k\u200b + n\ufeff", "X' = k + n"],
])('%s is read as %s, and formatted so', (written, meant) => {
  expect(rateOf(textWith(written))).toEqual(rateOf(textWith(meant)));
  expect(typeof rateOf(textWith(meant))).toBe('object');
  expect(formatModel(textWith(written))).toBe(formatModel(textWith(meant)));
});

test.each([
  ["X' = 0,5 * k", '0.5', 8],
  ["X' = k * (0,25 + n)", '0.25', 13],
  ["X' = if X < 0,3 then k else n", '0.3', 15],
  ["X' = exp(0,5)", '0.5', 8],
  ["X' = hill(X, 0,5, 2)", '0.5', 8],
  ["X' = 1.234,5 * k", '1234.5', 8],
  ["X' = k; n", '0.5', 9],
  ["X' = \u221a(k)", 'sqrt', 8],
  ["X' = 2k", '2 * x', 8],
  ["X' = k ** 2", 'a ^ b', 11],
  ["X' = \u2212\u03b5 + 3\u00bd", '1 / 2', 14],
])('%s is refused with what to write: %s', (written, told, column) => {
  const [problem] = parseModel(textWith(written), 'm.model').problems;
  expect(problem?.severity).toBe('error');
  expect(problem?.remedy).toContain(told);
  expect(problem?.place).toMatchObject({ line: 9, column });
});

test('a comma of a prior is named too; arguments behind commas stay arguments', () => {
  const [problem] = parseModel(textWith("X' = k", 'LogNormal(0,5, 1)'), 'm.model').problems;
  expect(problem?.remedy).toContain('0.5');
  expect(rateOf(textWith("X' = max(0,5)"))).toMatchObject({ args: [{ value: 0 }, { value: 5 }] });
});

test('columns are those of the text as written', () => {
  const [problem] = parseModel(textWith("X' = k\u00b2 \u2265 n"), 'm.model').problems;
  expect(problem?.place).toMatchObject({ line: 9, column: 11 });
  expect(problem?.excerpt?.split('\n').map((line) => line.indexOf('^'))[1]).toBe(
    problem?.excerpt?.split('\n')[0]?.indexOf('\u2265'),
  );
});

test('one spelling a name: the micro sign and mu, composed and not, a subscript and a digit', () => {
  const text = textWith("X' = \u00b5 * e\u0301 * k1", 'LogNormal(\u03bc, 1)').replace(
    '  n population',
    '  \u03bc population LogNormal(0, 1)\n  \u00e9 population LogNormal(0, 1)\n  k\u2081 population LogNormal(0, 1)\n  n population',
  );
  const model = parseModel(text, 'm.model');
  expect(model.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(model.ok && model.value.parameters.map(({ name }) => name)).toEqual(['k', 'μ', 'é', 'k1', 'n', 'σ']);
});

test('letters that look alike are told apart', () => {
  const [problem] = parseModel(textWith("X' = \u043a"), 'm.model').problems;
  expect(`${problem?.message} ${problem?.remedy}`).toContain('not defined');
});

test.each([
  ['h\u207b\u00b9', '1/h'],
  ['nM\u22c5h\u207b\u00b9', 'nM/h'],
  ['\u03bcM', '\u00b5M'],
  ['1\u2215h', '1/h'],
])('the unit %s is %s', (written, meant) => {
  const [a, b] = [parseUnitText(written), parseUnitText(meant)];
  expect(a !== null && b !== null && isSameUnit(a, b)).toBe(true);
});
