import { expect, test } from 'vitest';
import { adamMoments, adamStep } from '../../../../shared/inference/training/adam.ts';
import { learningRateOf } from '../../../../shared/inference/training/schedule.ts';

test('two steps of Adam by hand', () => {
  const weights = Float64Array.of(1);
  const moments = adamMoments(1);
  const average = Float64Array.of(0);
  const state = { weights, average, moments };
  adamStep(state, Float64Array.of(0.5), { step: 1, learningRate: 0.1, decay: 0.75 });
  // The first step is the rate times the sign of the gradient, but for epsilon.
  expect(weights[0]).toBeCloseTo(1 - (0.1 * 0.5) / (0.5 + 1e-8), 14);
  const once = weights[0] as number;
  expect(average[0]).toBeCloseTo(0.25 * once, 14);
  adamStep(state, Float64Array.of(-0.2), { step: 2, learningRate: 0.1, decay: 0.5 });
  const first = (0.9 * 0.05 + 0.1 * -0.2) / (1 - 0.81);
  const second = (0.999 * 0.00025 + 0.001 * 0.04) / (1 - 0.999 ** 2);
  expect(weights[0]).toBeCloseTo(0.9 + (0.1 * 1e-8) / 0.5 - (0.1 * first) / (Math.sqrt(second) + 1e-8), 12);
  expect(average[0]).toBeCloseTo(0.5 * 0.25 * once + 0.5 * (weights[0] as number), 14);
});

test('the rate falls from the epoch after a boundary on', () => {
  const learning = { boundaries: [250, 500], rates: [0.01, 0.002, 0.0004] };
  const epochs = [1, 250, 251, 500, 501, 9999];
  expect(epochs.map((epoch) => learningRateOf(learning, epoch))).toEqual([
    0.01, 0.01, 0.002, 0.002, 0.0004, 0.0004,
  ]);
});
