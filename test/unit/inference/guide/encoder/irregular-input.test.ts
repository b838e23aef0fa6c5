import { describe, expect, test } from 'vitest';
import type { Individual } from '../../../../../shared/experiment/experiment.ts';
import {
  type EncoderInputs,
  encoderForward,
  encoderWorkspace,
} from '../../../../../shared/inference/guide/encoder/encoder.ts';
import { inputScale } from '../../../../../shared/inference/guide/encoder/encoder-input.ts';
import {
  irregularExtra,
  irregularInputs,
  irregularSteps,
  steppedSeries,
} from '../../../../../shared/inference/guide/encoder/irregular-input.ts';
import { seriesShape } from '../../../../../shared/inference/guide/encoder/series-shape.ts';
import { initFit } from '../../../../../shared/inference/training/fit.ts';
import { irregularExperiment } from '../../../../helpers/irregular-wells.ts';
import { everyLevel, planOf } from '../../../../helpers/linear-fit.ts';
import { linearExperiment } from '../../../../helpers/linear-kernel.ts';

const sizes = { filters: 2, width: 3, pool: 5, hidden: 4 };

/** One signal read at these times; more signals by further lists of values, NaN where there is none. */
function individualOf(times: readonly number[], ...signals: readonly (readonly number[])[]): Individual {
  const [first] = linearExperiment(1, () => 0).individuals;
  if (first === undefined) throw new Error('there is one well');
  const values = signals.flat();
  return {
    ...first,
    times_h: Float64Array.from(times),
    observations: Float64Array.from(values, (value) => (Number.isNaN(value) ? 0 : value)),
    mask: Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1)),
  };
}

describe('steps of one well', () => {
  test('a straight line has equal differences whenever it was read', () => {
    const times = [1, 1.5, 4, 4.1, 9];
    const { differences, step_h, span_h, count } = steppedSeries(
      individualOf(
        times,
        times.map((t) => 3 * t),
      ),
      1,
      5,
    );
    expect([span_h, step_h, count]).toEqual([8, 8 / irregularSteps, 5]);
    for (const difference of differences) expect(difference).toBeCloseTo((3 * 8) / irregularSteps, 12);
  });

  test('span its own readings: more of them, or another start, change nothing of a line', () => {
    const line = (t: number) => 2 + 0.5 * t;
    const few = [0, 3, 7, 10];
    const many = Array.from({ length: 41 }, (_, n) => n / 4);
    const late = few.map((t) => t + 100);
    const [a, b, c] = [few, many, late].map(
      (times) => steppedSeries(individualOf(times, times.map(line)), 1, 5).differences,
    );
    a?.forEach((value, n) => {
      expect(b?.[n]).toBeCloseTo(value, 12);
      expect(c?.[n]).toBeCloseTo(value, 12);
    });
  });

  test('say where a signal was read, and pool its differences only where it is known', () => {
    const gone = Number.NaN;
    const times = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    const late = times.map((t) => (t < 4 ? gone : t === 6 ? gone : 8 * t));
    const { differences, masks } = steppedSeries(individualOf(times, times, late), 2, 1);
    const steps = irregularSteps;
    // 8 hours in 64 steps: readings of whole hours are at every eighth
    const read = (s: number) =>
      [...Array(steps).keys()].filter((k) => masks[s * steps + k] === 1).map((k) => k / 8);
    expect(read(0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 63 / 8]);
    expect(read(1)).toEqual([4, 5, 7, 63 / 8]);
    const second = differences.subarray(steps);
    expect(second.subarray(0, 32).every((value) => value === 0)).toBe(true);
    // interpolated over the missing hour
    for (const value of second.subarray(32)) expect(value).toBeCloseTo(1, 12);
    // pooled over five, the edge is the mean of what is known, not of zeros
    const pooled = steppedSeries(individualOf(times, times, late), 2, 5).differences.subarray(steps - 4);
    expect(pooled[27]).toBe(0);
    for (const value of pooled.subarray(28)) expect(value).toBeCloseTo(1, 12);
  });

  test('a repeated time, one reading, and none are no trouble', () => {
    for (const individual of [
      individualOf([0, 0, 1], [1, 2, 3]),
      individualOf([2], [5]),
      individualOf([2, 3], [Number.NaN, Number.NaN]),
    ]) {
      const { differences, masks, step_h, span_h, count } = steppedSeries(individual, 1, 5);
      const numbers = [...differences, ...masks, Math.log(step_h), Math.log(span_h), Math.log(count)];
      expect(numbers.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('inputs of wells with times of their own', () => {
  const { individuals } = irregularExperiment(7);
  const train = Int32Array.of(0, 2, 3, 5);
  const length = irregularSteps - 5 + 1;

  test('channels are differences and masks of each signal, and the step; then span and count', () => {
    const inputs = irregularInputs(individuals, train, 2, 5);
    for (const input of inputs) expect(input).toHaveLength(5 * length + irregularExtra);
    const column = (n: number) => Array.from(train, (well) => inputs[well]?.[n] as number);
    for (let n = 0; n < 5 * length + irregularExtra; n++)
      expect(column(n).reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    const spans = individuals.map((one) => {
      const seen = [...one.times_h].filter(
        (_, n) => one.mask[n] === 1 || one.mask[one.times_h.length + n] === 1,
      );
      return Math.log((seen.at(-1) ?? 0) - (seen[0] ?? 0));
    });
    const [a = 0, b = 0] = [spans[0], spans[5]];
    const at = 5 * length;
    expect((inputs[5]?.[at] ?? 0) - (inputs[0]?.[at] ?? 0)).toBeCloseTo((b - a) * inputScale, 12);
  });

  test('wells that do not train shape no other well', () => {
    const before = irregularInputs(individuals, train, 2, 5);
    const others = individuals.map((one, well) =>
      train.includes(well) ? one : { ...one, observations: one.observations.map((value) => 50 * value) },
    );
    const after = irregularInputs(others, train, 2, 5);
    for (const well of train) expect(after[well]).toEqual(before[well]);
  });
});

test('span and count reach the dense layer as they are', () => {
  const plan = planOf(everyLevel({ experiment: irregularExperiment(7) }));
  const { encoder } = plan.guide;
  if (encoder === null) throw new Error('this plan has individual parameters');
  const { weights } = initFit(plan);
  const { hidden } = encoder.shape;
  const workspace = encoderWorkspace(encoder, 2);
  /** Before tanh, of two wells. */
  const summed = (inputs: EncoderInputs) => {
    encoderForward(encoder, weights, inputs, Int32Array.of(4, 1), workspace);
    return Array.from(workspace.hidden, Math.atanh);
  };
  const before = summed(plan.features);
  const changed = plan.features.map(({ encoderInput }, well) => {
    const input = encoderInput.slice();
    const at = input.length - irregularExtra + 1;
    if (well === 1) input[at] = (input[at] ?? 0) + 0.001;
    return { encoderInput: input };
  });
  const after = summed(changed);
  for (let h = 0; h < hidden; h++) {
    expect(after[h]).toBe(before[h]);
    const weight = weights[encoder.dense.weight + (h + 1) * encoder.dense.inputs - 1] ?? 0;
    expect((after[hidden + h] ?? 0) - (before[hidden + h] ?? 0)).toBeCloseTo(0.001 * weight, 9);
  }
});

describe('which encoder', () => {
  const complete = linearExperiment(5, (_, t, well) => t * well);
  const irregular = (experiment: typeof complete) => seriesShape(sizes, experiment).shape.extra > 0;
  const gappy = complete.individuals.map((one, n) => {
    const mask = one.mask.slice();
    if (n === 2) mask[4] = 0;
    return { ...one, mask };
  });

  test('the regular one for a complete grid and for reference preprocessing, also with gaps', () => {
    expect(irregular(complete)).toBe(false);
    expect(irregular({ ...complete, preprocessing: 'wells' })).toBe(false);
    expect(irregular({ ...complete, individuals: gappy })).toBe(false);
  });

  test('the other one for times that differ, gaps, and series too short for the filters', () => {
    expect(irregular(irregularExperiment(5))).toBe(true);
    expect(irregular({ ...complete, preprocessing: 'wells', individuals: gappy })).toBe(true);
    const long = { ...sizes, width: 9, pool: 9 };
    expect(seriesShape(long, { ...complete, preprocessing: 'wells' }).shape.extra).toBe(irregularExtra);
    expect(seriesShape(long, complete).shape.extra).toBe(0);
  });
});
