import { expect, test } from 'vitest';
import { isDensity } from '../../../shared/experiment/density.ts';

test.each(['Trübung bei 600', 'Optische Dichte', 'OD600', 'Absorbance 600'])('%s is a density', (signal) => {
  expect(isDensity({ signal, unit: null })).toBe(true);
});

test.each(['GFP', 'Eintrübungsfaktor', 'Absorbance 280'])('%s is none', (signal) => {
  expect(isDensity({ signal, unit: null })).toBe(false);
});
