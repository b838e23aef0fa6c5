import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../../renderer/steps/compare/verdict.ts';
import type { WellBands } from '../../../shared/prediction/predict-well.ts';
import {
  addToTally,
  emptyTally,
  lag1Of,
  type SignalTally,
  scoreOf,
} from '../../../shared/prediction/score.ts';
import { everyLevel, planOf } from '../../helpers/linear-fit.ts';

const plan = planOf(everyLevel());

/** A tally of wells given by readings (null: none) and predictions of one signal. */
function tallyOf(wells: readonly (readonly [readonly (number | null)[], readonly number[]])[]): SignalTally {
  const tally = emptyTally();
  for (const [observed, mean] of wells) {
    const [individual] = plan.individuals;
    if (individual === undefined) throw new Error('the plan has wells');
    const values = Float64Array.from(mean);
    const bands: WellBands = {
      mean: values,
      sd: values.map(() => 1),
      unsolved: 0,
      quantiles: {
        q025: values.map((value) => value - 2),
        q25: values.map((value) => value - 0.5),
        q50: values,
        q75: values.map((value) => value + 0.5),
        q975: values.map((value) => value + 2),
      },
    };
    const own = {
      ...individual,
      times_h: Float64Array.from(observed.keys()),
      observations: Float64Array.from(observed, (value) => value ?? 0),
      mask: Uint8Array.from(observed, (value) => (value === null ? 0 : 1)),
    };
    addToTally(tally, { ...plan, individuals: [own] }, 0, 0, bands);
  }
  return tally;
}

describe('a score', () => {
  it('law: is R2 and rmse as defined, wherever the readings lie', () => {
    const value = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value), { minLength: 3, maxLength: 20 }),
        fc.constantFrom(0, 1, 1e6),
        (pairs, offset) => {
          const observed = pairs.map(([x]) => x + offset);
          const mean = pairs.map(([, y]) => y + offset);
          const middle = observed.reduce((sum, x) => sum + x, 0) / observed.length;
          const total = observed.reduce((sum, x) => sum + (x - middle) ** 2, 0);
          fc.pre(total > 1e-3);
          const errors = observed.reduce((sum, x, n) => sum + (x - (mean[n] as number)) ** 2, 0);
          fc.pre(errors > 1e-3);
          const { r2, rmse, why } = scoreOf(tallyOf([[observed, mean]]));
          expect((1 - (r2 as number)) / (errors / total)).toBeCloseTo(1, 6);
          expect(rmse).toBeCloseTo(Math.sqrt(errors / observed.length), 9);
          expect(why).toBeUndefined();
        },
      ),
      { numRuns: 100, seed: 1 },
    );
  });

  it.each([0, 7, 0.1, 0.3, -1e-9, 1e9])('has no R2 where all readings are %d, and says so', (level) => {
    const observed = new Array<number>(31).fill(level);
    const score = scoreOf(
      tallyOf([
        [observed, observed.map((x) => x + 0.1)],
        [observed, observed],
      ]),
    );
    expect(score.r2).toBeNull();
    expect(score.rmse).toBeCloseTo(0.1 / Math.SQRT2, 6);
    expect([score.coverage50, score.coverage95]).toEqual([1, 1]);
    expect(score.why).toContain('its 62 validation readings are all the same');
    expect(JSON.parse(JSON.stringify(score)).r2).toBeNull();
  });

  it.each([
    [
      'no reading',
      [
        [
          [null, null],
          [1, 2],
        ],
      ],
      'no validation well has a reading',
    ],
    ['no well', [], 'no validation well has a reading'],
    [
      'no prediction',
      [
        [
          [1, 2],
          [Number.NaN, Number.NaN],
        ],
      ],
      'none of its 2 validation readings has a prediction',
    ],
  ] as const)('of %s is no number, and says why', (_, wells, why) => {
    const score = scoreOf(tallyOf(wells));
    expect([score.r2, score.rmse, score.coverage50, score.coverage95]).toEqual([null, null, null, null]);
    expect(score.why).toContain(why);
    expect(verdictOf({ signal: 'A', ...score })).toMatchObject({
      trust: 'cannot say',
      sentence: expect.stringContaining(why),
    });
  });

  it('of a single reading has an error and no R2', () => {
    const score = scoreOf(
      tallyOf([
        [
          [1, null],
          [1.5, 9],
        ],
      ]),
    );
    expect([score.r2, score.rmse]).toEqual([null, 0.5]);
    expect(score.why).toContain('one validation reading');
  });

  it('is one of few readings where others have no prediction', () => {
    const score = scoreOf(
      tallyOf([
        [
          [1, 2, 3],
          [1, 2, Number.NaN],
        ],
      ]),
    );
    expect([score.r2, score.rmse, score.why]).toEqual([1, 0, undefined]);
  });
});

describe('the correlation of neighbouring residuals', () => {
  it('is that of pairs within wells', () => {
    const tally = tallyOf([
      [
        [1, 2, 4, 3],
        [0, 0, 0, 0],
      ],
      [
        [5, 1],
        [0, 0],
      ],
    ]);
    const pairs = [
      [1, 2],
      [2, 4],
      [4, 3],
      [5, 1],
    ] as const;
    const mean = (k: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[k], 0) / 4;
    const about = (j: 0 | 1, k: 0 | 1) =>
      pairs.reduce((sum, pair) => sum + (pair[j] - mean(j)) * (pair[k] - mean(k)), 0);
    expect(lag1Of(tally)).toBeCloseTo(about(0, 1) / Math.sqrt(about(0, 0) * about(1, 1)), 12);
  });

  it('is none without pairs, of one pair, and where residuals do not vary', () => {
    expect(lag1Of(tallyOf([]))).toBeNull();
    expect(
      lag1Of(
        tallyOf([
          [[1], [0]],
          [[2], [0]],
        ]),
      ),
    ).toBeNull();
    expect(
      lag1Of(
        tallyOf([
          [
            [1, 2],
            [0, 0],
          ],
        ]),
      ),
    ).toBeNull();
    expect(
      lag1Of(
        tallyOf([
          [
            [0.3, 0.3, 0.3],
            [0.1, 0.1, 0.1],
          ],
        ]),
      ),
    ).toBeNull();
  });
});
