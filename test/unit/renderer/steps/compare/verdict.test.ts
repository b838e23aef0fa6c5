import { expect, it } from 'vitest';
import { type Score, verdictOf } from '../../../../../renderer/steps/compare/verdict.ts';

const good: Score = { signal: 'OD', r2: 0.98, rmse: 0.03, coverage50: 0.5, coverage95: 0.95 };

it('where there is no R², nothing can be said, and the reason is told with what is missing', () => {
  const why = 'its 30 validation readings are all the same';
  expect(verdictOf({ ...good, r2: null, why })).toMatchObject({
    trust: 'cannot say',
    sentence: `No R²: ${why}.`,
    why: `No R²: ${why}.`,
  });
  const none = { r2: null, rmse: null, coverage50: null, coverage95: null };
  expect(verdictOf({ signal: 'OD', ...none, why: 'it has no readings' }).sentence).toBe(
    'No score: it has no readings.',
  );
});

it('scores of older fits that are no numbers say that there is nothing to compare with', () => {
  for (const r2 of [Number.NaN, Number.NEGATIVE_INFINITY])
    expect(verdictOf({ ...good, r2 })).toMatchObject({
      trust: 'cannot say',
      sentence: 'No R²: there is nothing to compare predictions with.',
    });
});

it('trust wants both a median that follows and honest bands', () => {
  expect(verdictOf(good)).toMatchObject({ trust: 'trust' });
  expect(verdictOf(good).why).toBeUndefined();
  expect(verdictOf({ ...good, coverage95: 0.7 }).trust).toBe('look at');
  expect(verdictOf({ ...good, r2: 0.3 }).trust).toBe('do not use');
});
