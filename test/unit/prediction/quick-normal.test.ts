import { expect, test } from 'vitest';
import { normalDensity, normalDistribution } from '../../../shared/base/normal.ts';
import { addQuickly } from '../../../shared/prediction/quick-normal.ts';

test('interpolated distribution functions are near the functions themselves, and end with them', () => {
  for (let n = -1500; n <= 1500; n++) {
    const x = n * 0.00731;
    const found = new Float64Array(2);
    addQuickly(Float64Array.of(0.3), Float64Array.of(1.7), Float64Array.of(0.25), x, found);
    const z = (x - 0.3) / 1.7;
    expect(Math.abs((found[0] as number) - 0.25 * normalDistribution(z))).toBeLessThan(1e-10);
    expect(Math.abs((found[1] as number) - (0.25 * normalDensity(z)) / 1.7)).toBeLessThan(1e-5);
  }
  const far = new Float64Array(2);
  addQuickly(Float64Array.of(0, 0), Float64Array.of(1, 1e-3), Float64Array.of(0.4, 0.6), 100, far);
  expect([...far]).toEqual([1, 0]);
});
