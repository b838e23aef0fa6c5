import { expect, it } from 'vitest';
import { type Score, verdictOf } from '../../../renderer/steps/compare/verdict.ts';

const good: Score = { signal: 'OD', r2: 0.98, rmse: 0.03, coverage50: 0.5, coverage95: 0.95 };

it('a constant signal has no R², and nothing can be said of it', () => {
  for (const r2 of [Number.NaN, Number.NEGATIVE_INFINITY]) {
    const verdict = verdictOf({ ...good, r2 });
    expect(verdict.trust).toBe('cannot say');
    expect(verdict.why).toContain('do not vary');
  }
});

it('predictions that are no numbers are not to be used', () => {
  expect(verdictOf({ ...good, r2: Number.NaN, rmse: Number.NaN }).trust).toBe('do not use');
});

it('trust wants both a median that follows and honest bands', () => {
  expect(verdictOf(good)).toMatchObject({ trust: 'trust' });
  expect(verdictOf(good).why).toBeUndefined();
  expect(verdictOf({ ...good, coverage95: 0.7 }).trust).toBe('look at');
  expect(verdictOf({ ...good, r2: 0.3 }).trust).toBe('do not use');
});
