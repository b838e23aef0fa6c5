import { describe, expect, it } from 'vitest';
import { logFloat32 } from '../../../shared/experiment/log-float32.ts';

describe('logFloat32', () => {
  it('is 0 at 1, so that no dose stays no dose', () => expect(logFloat32(1)).toBe(0));

  it('law: a float32 within 2 units in the last place of the logarithm, over 39 decades', () => {
    for (let k = 0; k <= 3900; k += 1) {
      const x = Math.fround(10 ** (k / 100) * (k < 3800 ? 1 : 0.1));
      const exact = Math.log(x);
      const value = logFloat32(x);
      expect(value).toBe(Math.fround(value));
      const unit = 2 ** (Math.floor(Math.log2(Math.max(exact, 2 ** -20))) - 23);
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(2 * unit);
    }
  });

  // Two doses of the published data where the published logarithm is not the nearest float32.
  it.each([
    [925.925925925926, 6.831873893737793],
    [1_700_000, 14.346139907836914],
  ])('rounds 1 + %d as the published inputs are', (dose, published) => {
    expect(logFloat32(Math.fround(1 + Math.fround(dose)))).toBe(published);
    expect(Math.fround(Math.log(Math.fround(1 + Math.fround(dose))))).not.toBe(published);
  });
});
