import { describe, expect, test } from 'vitest';
import {
  limited,
  limitedSlope,
  limitOfLog,
  limitOfValue,
} from '../../../../../shared/inference/posterior/joint/smooth-limit.ts';

describe('a smooth limit', () => {
  const both = limitOfLog(0.5, 3);
  const upper = limitOfLog(0, 4);
  const ofValue = limitOfValue(-1, 1, 0.5);

  test.each([both, upper, ofValue])('stays inside, grows, and its slope is the derivative', (limit) => {
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
  });

  test('is the identity far inside', () => {
    const wide = limitOfLog(1e-12, 1e6);
    if (wide === null) throw new Error('it has limits');
    expect(limited(wide, -3)).toBeCloseTo(-3, 12);
    expect(limitedSlope(wide, -3)).toBeCloseTo(1, 12);
  });

  test('is none where no positive number can meet it', () => {
    expect(limitOfLog(0, Number.POSITIVE_INFINITY)).toBeNull();
  });
});
