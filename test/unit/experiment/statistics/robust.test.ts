import { expect, test } from 'vitest';
import {
  medianOf,
  medianWithout,
  noiseSd,
  quantileOf,
  quantileOfSorted,
  robustSd,
  sortedReadings,
} from '../../../../shared/experiment/statistics/robust.ts';
import { randomIntegers } from '../../../helpers/random-integers.ts';

const draw = randomIntegers(11);
/** Short lists with ties, of which some readings are missing. */
const lists = Array.from({ length: 400 }, () =>
  Array.from({ length: 2 + draw(9) }, () => (draw(6) === 0 ? Number.NaN : draw(8) / 4 - 1)),
);

test('the median of the others is that of the list without one', () => {
  for (const list of lists) {
    const sorted = sortedReadings(list);
    for (const [n, own] of list.entries()) {
      if (Number.isNaN(own)) continue;
      const others = list.filter((_, m) => m !== n);
      expect(medianWithout(sorted, own) + 0, `${list} without ${own}`).toBe(medianOf(others) + 0);
    }
  }
});

test('quantiles are of typed arrays, arrays and other lists alike, NaN passed over', () => {
  for (const list of lists) {
    const plain = list.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
    if (plain.length === 0) {
      expect(quantileOf(list, 0.5)).toBe(Number.NaN);
      continue;
    }
    for (const p of [0, 0.25, 0.5, 0.9, 1]) {
      const at = p * (plain.length - 1);
      const [low, high] = [Math.floor(at), Math.ceil(at)].map((n) => plain[n] ?? Number.NaN);
      const expected = (low ?? 0) + (at - Math.floor(at)) * ((high ?? 0) - (low ?? 0));
      for (const values of [list, Float64Array.from(list)])
        expect(quantileOf(values, p)).toBeCloseTo(expected, 14);
      expect(quantileOfSorted(sortedReadings(list), p)).toBe(quantileOf(list, p));
    }
    expect(quantileOf(list.values(), 0.5)).toBe(medianOf(list));
    const deviations = plain.map((value) => Math.abs(value - 0.25));
    expect(robustSd(list, 0.25)).toBe(1.4826022185056018 * medianOf(deviations));
  }
});

test('the noise of a series is that of its second differences, whatever is missing', () => {
  for (const list of lists) {
    const read = list.filter((value) => Number.isFinite(value));
    const seconds = read
      .slice(2)
      .map((after, n) => ((read[n] ?? 0) - 2 * (read[n + 1] ?? 0) + after) / Math.sqrt(6));
    expect(noiseSd(list)).toBe(seconds.length < 3 ? Number.NaN : robustSd(seconds, 0));
  }
});
