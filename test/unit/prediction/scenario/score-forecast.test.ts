import { expect, test } from 'vitest';
import { normalDistribution } from '../../../../shared/base/normal.ts';
import { crpsOf } from '../../../../shared/prediction/scenario/score-forecast.ts';

test('the score of a mixture is the integral of its squared distance from what was read', () => {
  const mixture = {
    means: Float64Array.of(-1, 0.5, 2),
    sds: Float64Array.of(0.5, 1, 0.2),
    weights: Float64Array.of(0.2, 0.5, 0.3),
  };
  for (const x of [-3, 0, 2.1]) {
    let integral = 0;
    const step = 1e-3;
    for (let y = -10 + step / 2; y < 10; y += step) {
      let share = 0;
      mixture.means.forEach((mean, k) => {
        share += (mixture.weights[k] ?? 0) * normalDistribution((y - mean) / (mixture.sds[k] ?? 1));
      });
      integral += step * (share - (y >= x ? 1 : 0)) ** 2;
    }
    expect(crpsOf(mixture, x)).toBeCloseTo(integral, 3);
  }
});
