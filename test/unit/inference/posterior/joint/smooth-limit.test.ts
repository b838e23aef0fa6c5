import { describe, expect, test } from 'vitest';
import { present } from '../../../../../shared/base/assert.ts';
import {
  limited,
  limitedSlope,
  limitOfLog,
  limitOfShare,
  limitOfValue,
} from '../../../../../shared/inference/posterior/joint/smooth-limit.ts';
import { toNatural } from '../../../../../shared/inference/prior/transform.ts';

describe('a smooth limit', () => {
  const both = limitOfLog(0.5, 3);
  const upper = limitOfLog(0, 4);
  const ofValue = limitOfValue(-1, 1, 0.5);
  const share = { kind: 'logit', lower: 0, upper: 2 } as const;
  const ofShare = limitOfShare(share, 0.5, 1.5, 1);

  test.each([both, upper, ofValue, ofShare])(
    'stays inside, grows, and its slope is the derivative',
    (limit) => {
      if (limit === null) throw new Error('these parameters have limits');
      let before = Number.NEGATIVE_INFINITY;
      for (let eta = -6; eta <= 6; eta += 0.25) {
        const value = limited(limit, eta);
        expect(value).toBeGreaterThanOrEqual(limit.lower);
        expect(value).toBeLessThanOrEqual(limit.upper);
        expect(value).toBeGreaterThanOrEqual(before);
        before = value;
        const slope = (limited(limit, eta + 1e-6) - limited(limit, eta - 1e-6)) / 2e-6;
        expect(limitedSlope(limit, eta)).toBeCloseTo(slope, 6);
      }
    },
  );

  test('is the identity far inside', () => {
    const wide = limitOfLog(1e-12, 1e6);
    if (wide === null) throw new Error('it has limits');
    expect(limited(wide, -3)).toBeCloseTo(-3, 12);
    expect(limitedSlope(wide, -3)).toBeCloseTo(1, 12);
  });

  test('is none where no positive number can meet it', () => {
    expect(limitOfLog(0, Number.POSITIVE_INFINITY)).toBeNull();
  });

  test('of a bounded prior lies between its ends, or is none where the prior keeps them', () => {
    for (const [eta, end] of [
      [-20, 0.5],
      [20, 1.5],
    ] as const)
      expect(toNatural(share, limited(present(ofShare, 'it has ends'), eta))).toBeCloseTo(end, 6);
    expect(limitOfShare(share, 0, 2, 1)).toBeNull();
    expect(limitOfShare(share, -1, 5, 1)).toBeNull();
    expect(limitOfShare(share, 0, 1, 1)?.lower).toBe(Number.NEGATIVE_INFINITY);
  });
});
