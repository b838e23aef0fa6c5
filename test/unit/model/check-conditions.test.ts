import { expect, test } from 'vitest';
import { parseModel } from '../../../shared/model/parse-model.ts';

/** Warnings about conditions of a model with this rate, observable and definition, each with its column's text. */
function warnings(rate: string, observable = 'X', definition = 'unused = 1'): readonly string[] {
  const text = `model m "Conditions"
treatments
  C
  light in steps
parameters
  on_at population LogNormal(0, 1)
  K     individual LogNormal(0, 1)
  held  constant = 2
  prec  population LogNormal(0, 1)
states
  X starts at 1
definitions
  ${definition}
rates
  X' = ${rate}
observables
  G = ${observable} with precision prec
`;
  return parseModel(text, 'm.model')
    .problems.filter(({ code }) => code === 'model.noGradient')
    .map(({ severity, place, message, remedy }) => {
      expect(severity).toBe('warning');
      expect(remedy).toContain('sigmoid');
      return `${place?.line}: ${/learns (.*) from the branches/.exec(message)?.[1]}`;
    });
}

test.each([
  'if t > on_at then 1 else 0',
  'if t - t0 >= on_at and 2 * t < K + held then 1 else 0',
  'if t / on_at < K then 1 else 0',
  'if t < on_at * (1 + C) then 1 else X',
  'if X > held then 1 else 0',
  'if C > 0 then X / K else 0',
  'if light > 0.5 then 1 else 0',
  'if K > on_at then 1 else 0',
])('nothing to say: %s', (rate) => {
  expect(warnings(rate)).toEqual([]);
});

test.each([
  ['if X > K then 1 else 0', '`K`'],
  ['if C > K then 1 else 0', '`K`'],
  ['if light > K then 1 else 0', '`K`'],
  ['if t^2 > on_at then 1 else 0', '`on_at`'],
  ['if t > on_at + X then 1 else K', '`on_at`'],
  ['if t > held or X * on_at < K then 1 else 0', '`on_at`, `K`'],
])('no gradient: %s', (rate, names) => {
  expect(warnings(rate)).toEqual([`15: ${names}`]);
});

test('a switch in an observable has none either, by itself and through a definition', () => {
  expect(warnings('X', 'if t > on_at then X else 0')).toEqual(['17: `on_at`']);
  expect(warnings('X * late', 'X', 'late = if t > on_at then 1 else 0')).toEqual([]);
  expect(warnings('X', 'X * late', 'late = if t > on_at then 1 else 0')).toEqual(['13: `on_at`']);
});
