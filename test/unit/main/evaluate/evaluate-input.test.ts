import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../main/evaluate/evaluate.ts';
import { parseEvaluateInput } from '../../../../main/evaluate/evaluate-input.ts';
import { repeatedKeys } from '../../../../main/evaluate/json-keys.ts';
import { layerShapes } from '../../../../shared/compute/layer-shapes.ts';
import { methods } from '../../../../shared/compute/methods/index.ts';
import type { Model } from '../../../../shared/model/model.ts';
import { libraryModel, modelFromText } from '../../../helpers/library-model.ts';

const parameters = { k: 1, n: 0.5, prec: 10 };

/** One observable G of one state X that a treatment C acts on. */
function model(treatment: string, rate: string, residual = 'precision prec'): Model {
  return modelFromText(`model m "m"
treatments
  ${treatment}
parameters
  k population LogNormal(0, 1)
  n population LogNormal(0, 1)
  prec population LogNormal(4, 1)
states
  X starts at 0.5
rates
  X' = ${rate}
observables
  G = X with ${residual}
`);
}
const constant = model('C', 'k + C - n * X');
const inSteps = model('C in steps', 'k * C - n * X');
const added = model('C added to X', 'k - n * X');

const parse = (of: Model, individual: object, rest: object = {}) =>
  parseEvaluateInput(
    JSON.stringify({ individuals: [individual], draws: [{ individual: 0, parameters }], ...rest }),
    'in.json',
    of,
  );

async function solve(of: Model, individual: object, rest: object = {}) {
  const input = parse(of, individual, rest);
  if (!input.ok) throw new Error(input.problems.map(({ message }) => message).join('\n'));
  const outcome = await evaluate(of, input.value, 'interpreter');
  if (!outcome.ok) throw new Error(outcome.problems[0]?.message);
  const [draw] = outcome.value.draws;
  if (draw === undefined) throw new Error('one draw was asked for');
  return draw;
}

const errorsOf = (of: Model, treatments: object) => {
  const outcome = parse(of, { times: [0, 1, 2, 3], treatments });
  return outcome.problems
    .filter(({ severity }) => severity === 'error')
    .map(({ place, message }) => `${place?.where}: ${message}`);
};

const hours = fc.integer({ min: 0, max: 12 }).map((quarter) => quarter / 4);
const reading = fc.tuple(hours, fc.double({ min: -2, max: 2, noNaN: true }));

describe('readings at repeated times', () => {
  it('both count, whichever is given first', async () => {
    const at = (values: readonly number[]) =>
      solve(constant, { treatments: { C: 0 }, times: [0, 1, 1, 2], observations: { G: values } });
    const [one, other] = [await at([0, 0.1, 5, 0.2]), await at([0, 5, 0.1, 0.2])];
    expect(one.times).toEqual([0, 1, 1, 2]);
    expect(one.logLik).toBeCloseTo(other.logLik as number, 10);
    // Four readings of sd 1 / sqrt 10.
    const X = one.states.X as readonly number[];
    expect(X[1]).toBe(X[2]);
    const expected = [0, 0.1, 5, 0.2].reduce(
      (sum, value, t) => sum + 0.5 * Math.log(10 / (2 * Math.PI)) - 5 * (value - (X[t] as number)) ** 2,
      0,
    );
    expect(one.logLik).toBeCloseTo(expected, 9);
  });

  it.each(methods.map(({ id }) => id))(
    'law: any order of times, and a series of its own, give the same, %s',
    async (method) => {
      await fc.assert(
        fc.asyncProperty(
          fc
            .array(reading, { minLength: 1, maxLength: 8 })
            .chain((readings) =>
              fc.tuple(fc.constant(readings), fc.shuffledSubarray(readings, { minLength: readings.length })),
            ),
          async ([readings, shuffled]) => {
            const own = (list: typeof readings) => ({
              treatments: { C: 1 },
              times: list.map(([time]) => time),
              observations: { G: list.map(([, value]) => value) },
            });
            const sparse = {
              treatments: { C: 1 },
              observations: {
                G: { times: shuffled.map(([time]) => time), values: shuffled.map(([, value]) => value) },
              },
            };
            const first = await solve(constant, own(readings), { method });
            for (const same of [own(shuffled), sparse]) {
              const second = await solve(constant, same, { method });
              expect(second.times).toEqual(first.times);
              expect(second.states).toEqual(first.states);
              expect(second.logLik).toBeCloseTo(first.logLik as number, 9);
              expect(second.gradient?.k).toBeCloseTo(first.gradient?.k as number, 8);
            }
          },
        ),
        { numRuns: 25, seed: 1 },
      );
    },
  );

  it('a time that several lists share stands once', async () => {
    const individual = {
      treatments: { C: 0 },
      times: [0, 1, 2],
      observations: { G: { times: [2, 1, 1], values: [0.3, 0.1, 0.2] } },
    };
    expect((await solve(constant, individual)).times).toEqual([0, 1, 1, 2]);
  });

  it('correlated errors keep both as well', async () => {
    const correlated = model('C', 'k + C - n * X', 'precision prec correlated over n * 1 [h]');
    const at = (values: readonly number[]) =>
      solve(correlated, { treatments: { C: 0 }, times: [0, 1, 1, 2], observations: { G: values } });
    const [one, other] = [await at([0.5, 0.9, 1, 1.2]), await at([0.5, 1, 0.9, 1.2])];
    expect(Number.isFinite(one.logLik)).toBe(true);
    expect((one.logLik as number) / (other.logLik as number)).toBeCloseTo(1, 4);
  });
});

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

describe('keys and names', () => {
  it('refuses keys it does not know, wherever they stand', () => {
    const text = JSON.stringify({
      times: [0, 1],
      individuals: [{ treatment: { C: 1 }, observations: { G: { time: [0], times: [0], values: [0] } } }],
      draws: [{ individual: 0, parameters, parameter: {} }],
    });
    const errors = parseEvaluateInput(text, 'in.json', constant).problems.filter(
      ({ severity }) => severity === 'error',
    );
    expect(errors.map(({ place }) => place?.where)).toEqual([
      'individuals[0].treatment',
      'individuals[0].observations.G.time',
      'draws[0].parameter',
    ]);
    expect(errors[0]?.remedy).toContain('Did you mean “treatments”?');
  });

  it('refuses a key given twice, which JSON would let pass', () => {
    const text = `{"times": [0, 1], "individuals": [{}, {"treatments": {"C": 1, "\\u0043": 2}}], "draws": [],
      "times": [0, 2], "method": "midpoint, \\"times\\": [1]"}`;
    const problems = parseEvaluateInput(text, 'in.json', constant).problems;
    expect(problems.filter(({ severity }) => severity === 'error').map(({ place }) => place?.where)).toEqual([
      'individuals[1].treatments.C',
      'times',
    ]);
  });

  it('law: of keys and values in any order, none is taken for a repeated key', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(repeatedKeys(JSON.stringify(value))).toEqual([]);
        expect(repeatedKeys(`{"a b": ${JSON.stringify(value)}, "a b": 1}`)).toEqual(['a b']);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('says that a treatment which is not given is taken as 0', () => {
    const outcome = parse(constant, { times: [0, 1] });
    expect(outcome.ok).toBe(true);
    expect(outcome.problems.map(({ code, place }) => [code, place?.where])).toEqual([
      ['input.assumed', 'treatments.C'],
    ]);
  });
});

describe('shapes', () => {
  const whole = { times: [0, 1], treatments: { C: 1 } };
  const told = (individual: object, rest: object = {}) =>
    parse(constant, individual, rest).problems.map(({ place, message }) => `${place?.where}: ${message}`);

  it('one wrong value hides none of the others, and no further problem is made of it', () => {
    const individual = { times: [0, 'x'], treatments: { C: 'y' }, observations: { G: [1, true] } };
    expect(
      told(individual, { groups: { aR: 0 }, draws: [{ individual: 0.5, parameters: { k: '1' } }] }),
    ).toEqual([
      'groups.aR: there is 0 where a whole number from 1 on should be',
      'individuals[0].times[1]: there is "x" where a number should be',
      'individuals[0].treatments.C: there is "y" where a number should be',
      'individuals[0].observations.G[1]: there is true where a number should be',
      'draws[0].individual: there is 0.5 where a whole number from 0 on should be',
      'draws[0].parameters.k: there is "1" where a number should be',
      'draws[0].parameters: the model’s n, prec have no value',
    ]);
  });

  it('names that are words of the language are names like any other', () => {
    const own = model('toString', 'k + toString - n * X');
    const outcome = parse(own, { times: [0, 1] });
    expect(outcome.problems.map(({ place }) => place?.where)).toEqual(['treatments.toString']);
  });

  it('what the model does not use may be anything', () => {
    const individual = { ...whole, treatments: { C: 1, note: 'x' }, observations: { other: null } };
    const draws = [{ individual: 0, parameters: { ...parameters, note: [] } }];
    const outcome = parse(constant, individual, { draws, weights: 3 });
    expect(outcome.ok).toBe(true);
    expect(outcome.problems.map(({ code, place }) => [code, place?.where])).toEqual([
      ['input.unused', 'weights'],
      ['input.unused', 'treatments.note'],
      ['input.unused', 'observations.other'],
      ['input.unused', 'parameters.note'],
    ]);
  });

  it.each([null, 3, 'x', []])('refuses %j in place of the input, once', (value) => {
    const outcome = parseEvaluateInput(JSON.stringify(value), 'in.json', constant);
    expect(outcome.problems.map(({ place, message }) => [place?.where, message])).toEqual([
      ['the input', `there is ${JSON.stringify(value)} where an object should be`],
    ]);
  });

  it('a million wrong numbers are told as far as anybody reads', () => {
    expect(told({ ...whole, times: new Array(1_000_000).fill('x') })).toHaveLength(100);
  });
});

describe('weights', () => {
  const black = libraryModel('dr_blackbox');
  const { shapes } = layerShapes(black, 3);
  const first = shapes.find(({ inputs, outputs }) => inputs > 0 && inputs !== outputs);
  const matrix = (rows: number, columns: number) =>
    Array.from({ length: rows }, () => new Array(columns).fill(0));
  const right = Object.fromEntries(
    shapes.flatMap(({ name, inputs, outputs, bias }) => [
      [`${name}.weight`, matrix(outputs, inputs)],
      ...(bias < 0 ? [] : [[`${name}.bias`, new Array(outputs).fill(0)]]),
    ]),
  );
  const errors = (weights: unknown) =>
    parse(black, { times: [0, 1] }, { groups: { aR: 3 }, draws: [], weights }).problems.flatMap(
      ({ severity, place, message, remedy }) =>
        severity === 'error' ? [`${place?.where}: ${message}. ${remedy}`] : [],
    );

  it('are taken in their shape and refused in another, rows for columns as well', () => {
    if (first === undefined) throw new Error('the black box has layers');
    const { name, inputs, outputs } = first;
    const key = `${name}.weight`;
    expect(errors(right)).toEqual([]);
    const shape = `Its shape is ${outputs} x ${inputs}, outputs first.`;
    const turned = `weights.${key}: it has ${inputs * outputs} numbers, ${inputs} x ${outputs}. ${shape}`;
    expect(errors({ ...right, [key]: matrix(inputs, outputs) })).toEqual([turned]);
    const { [key]: _, ...without } = right;
    expect(errors(without)).toEqual([`weights.${key}: it is missing. Give ${outputs} x ${inputs} numbers.`]);
    expect(errors({ ...right, [key]: [[0, 'x']] })).toEqual([
      `weights.${key}[0][1]: there is "x" where a number should be. Give a number.`,
    ]);
    expect(errors(7)).toEqual(['weights: there is 7 where an object should be. Give an object.']);
  });
});
