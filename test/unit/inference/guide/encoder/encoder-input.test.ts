import { expect, test } from 'vitest';
import {
  encoderInputs,
  inputScale,
  pooledDifferences,
} from '../../../../../shared/inference/guide/encoder/encoder-input.ts';
import { linearExperiment } from '../../../../helpers/linear-kernel.ts';

const experiment = linearExperiment(6, (s, t, well) => (s === 0 ? 3 + t * well : 7));
const train = Int32Array.of(0, 1, 2, 3);

test('training wells have mean 0 at each time and the stated spread; a constant signal is 0', () => {
  const inputs = encoderInputs(experiment.individuals, train, 2, 2);
  const length = (inputs[0]?.length ?? 0) / 2;
  let square = 0;
  for (let n = 0; n < length; n++) {
    const column = Array.from(train, (well) => inputs[well]?.[n] as number);
    expect(column.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    square += column.reduce((sum, value) => sum + value * value, 0);
  }
  expect(Math.sqrt(square / (4 * length))).toBeCloseTo(inputScale, 12);
  expect(inputs.every((input) => input.subarray(length).every((value) => value === 0))).toBe(true);
});

test('wells that do not train shape no other well', () => {
  const before = encoderInputs(experiment.individuals, train, 2, 2);
  const others = linearExperiment(6, (s, t, well) => (well > 3 ? 99 * t * t : s === 0 ? 3 + t * well : 7));
  const after = encoderInputs(others.individuals, train, 2, 2);
  for (const well of train) expect(after[well]).toEqual(before[well]);
});

test('a missing reading stands at the one before it', () => {
  const [first] = experiment.individuals;
  if (first === undefined) throw new Error('there are six wells');
  const mask = first.mask.slice();
  mask[5] = 0;
  const observations = first.observations.slice();
  observations[5] = 1e9;
  const gap = pooledDifferences({ ...first, observations, mask }, 2, 1);
  expect(gap[4]).toBe(0);
  expect(gap[5]).toBeCloseTo((first.observations[6] as number) - (first.observations[4] as number), 12);
});
