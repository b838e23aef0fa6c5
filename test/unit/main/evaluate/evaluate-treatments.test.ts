import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvaluateInput } from '../../../../main/evaluate/evaluate-input.ts';
import {
  added,
  constant,
  errorsOf,
  hours,
  inSteps,
  parse,
  solve,
} from '../../../helpers/evaluated-models.ts';

describe('treatments that change in time', () => {
  it('law: steps and additions act by their time, in whatever order they are given', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .uniqueArray(fc.tuple(hours, fc.double({ min: 0, max: 5, noNaN: true })), {
            selector: ([time]) => time,
            maxLength: 6,
          })
          .chain((pairs) =>
            fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length })),
          ),
        async ([pairs, shuffled]) => {
          for (const of of [inSteps, added]) {
            const [one, other] = [
              await solve(of, { times: [0, 1, 2, 3], treatments: { C: pairs } }),
              await solve(of, { times: [0, 1, 2, 3], treatments: { C: shuffled } }),
            ];
            expect(other).toEqual(one);
          }
        },
      ),
      { numRuns: 30, seed: 1 },
    );
  });

  it('additions at one time add up, once also where a time is repeated', async () => {
    const twice = await solve(added, {
      times: [0, 1, 1, 2],
      treatments: {
        C: [
          [1, 2],
          [1, 3],
        ],
      },
    });
    const once = await solve(added, { times: [0, 1, 1, 2], treatments: { C: [[1, 5]] } });
    const plain = await solve(added, { times: [0, 1, 2], treatments: { C: [[1, 5]] } });
    expect(twice.states).toEqual(once.states);
    const X = once.states.X as readonly number[];
    // A reading at the very time is of before.
    expect(X[1]).toBe(X[2]);
    expect([X[0], X[1], X[3]]).toEqual(plain.states.X);
  });

  it('a step stated before the first time holds from it on, and starts nothing earlier', async () => {
    const early = await solve(inSteps, {
      times: [0, 1, 2],
      treatments: {
        C: [
          [-1, 2],
          [-2, 7],
          [1, 0],
        ],
      },
    });
    const plain = await solve(inSteps, {
      times: [0, 1, 2],
      treatments: {
        C: [
          [0, 2],
          [1, 0],
        ],
      },
    });
    expect(early).toEqual(plain);
    expect(early.times).toEqual([0, 1, 2]);
  });

  it('what comes after the last time is said not to be used', () => {
    for (const of of [inSteps, added]) {
      const outcome = parse(of, {
        times: [0, 1],
        treatments: {
          C: [
            [0.5, 1],
            [4, 2],
          ],
        },
      });
      if (!outcome.ok) throw new Error('it is a warning');
      expect(outcome.problems.map(({ code, place }) => [code, place?.where])).toEqual([
        ['input.unused', 'individuals[0].treatments.C[1]'],
      ]);
      expect(Array.from(outcome.value.individuals[0]?.kernel.times_h ?? [])).toEqual([0, 0.5, 1]);
    }
  });

  it('refuses what was added before the first time, with what to do', () => {
    const outcome = parse(added, { times: [0, 1], treatments: { C: [[-2, 3]] } });
    expect(outcome.ok).toBe(false);
    expect(outcome.problems[0]?.message).toContain('3 is added at -2 h, before the first time, 0 h');
    expect(outcome.problems[0]?.remedy).toContain('Begin times at -2 h');
  });

  it('refuses two values for one time in steps, takes the same one twice', () => {
    expect(
      errorsOf(inSteps, {
        C: [
          [1, 2],
          [0, 1],
          [1, 3],
        ],
      }),
    ).toEqual(['individuals[0].treatments.C[2]: at 1 h the value is 2 in [0] and 3 here']);
    expect(
      errorsOf(inSteps, {
        C: [
          [1, 2],
          [1, 2],
        ],
      }),
    ).toEqual([]);
  });

  it.each([
    [[1]],
    [[]],
    [[1, 2, 3]],
    ['x'],
    [null],
    [7],
    [['1', 2]],
    [[1, null]],
    [[null, 1]],
    [{ time: 1, value: 2 }],
    [[1, [2]]],
    [[true, 1]],
  ])('refuses the pair %j with its place', (pair) => {
    for (const of of [inSteps, added]) {
      expect(errorsOf(of, { C: [[0, 1], pair] })).toEqual([
        `individuals[0].treatments.C[1]: there is ${JSON.stringify(pair)} where [hours, value] should be`,
      ]);
    }
  });

  it.each(['3', { times: [0], values: [1] }, null, true])('refuses %j in place of a treatment', (value) => {
    for (const of of [constant, inSteps, added]) expect(errorsOf(of, { C: value })).toHaveLength(1);
  });

  it('refuses infinite times and values', () => {
    const text = `{"times": [0, 1], "individuals": [{"treatments": {"C": [[1e999, 1], [0, 1e999]]}}], "draws": []}`;
    expect(parseEvaluateInput(text, 'in.json', inSteps).problems).toHaveLength(2);
  });
});
