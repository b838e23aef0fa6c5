import { expect, test } from 'vitest';
import { noCurves } from '../../../../../renderer/steps/import/no-curves.ts';

test('what keeps curves away is told: an open question, or readings that are no series', () => {
  for (const questions of [{ timeUnit_s: null }, { interval_s: null }])
    expect(noCurves({ questions })).toContain('Say above');
  for (const questions of [{}, { timeUnit_s: 60 }, { format: null }])
    expect(noCurves({ questions })).toContain('read once');
});
