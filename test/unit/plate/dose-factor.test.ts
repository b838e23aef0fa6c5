import { expect, test } from 'vitest';
import { doseFactor } from '../../../shared/plate/dose-unit.ts';

test.each([
  ['uM', 'nM', 1000],
  ['µM', 'nM', 1000],
  ['nM', 'M', 1e-9],
  ['nM', 'nM', 1],
  ['mol/L', 'mM', 1000],
  ['ng/mL', 'µg/mL', 1e-3],
  ['mg/L', 'µg/ml', 1],
  ['%', '%', 1],
  ['nM', 'ng/mL', null],
  ['nM', '', null],
  ['%', 'x', null],
] as const)('a dose in %s is told in %s by the factor %s', (from, to, factor) => {
  expect(doseFactor(from, to)).toBe(factor);
});
