import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvaluateInput } from '../../../../main/evaluate/evaluate-input.ts';
import { repeatedKeys } from '../../../../main/evaluate/json-keys.ts';
import { layerShapes } from '../../../../shared/compute/layer-shapes.ts';
import { methods } from '../../../../shared/compute/methods/index.ts';
import { constant, model, parameters, parse, reading, solve } from '../../../helpers/evaluated-models.ts';
import { libraryModel } from '../../../helpers/library-model.ts';

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

  it('and so is the one that a record of zod leaves out', () => {
    const own = model('__proto__', 'k + __proto__ - n * X');
    const text = JSON.stringify({
      ...{ individuals: [{ times: [0, 1], treatments: {} }] },
      draws: [{ individual: 0, parameters }],
    });
    const outcome = parseEvaluateInput(
      text.replace('"treatments":{}', '"treatments":{"__proto__":2}'),
      'in.json',
      own,
    );
    expect(outcome.problems).toEqual([]);
    expect(outcome.ok && [...(outcome.value.individuals[0]?.kernel.doses ?? [])]).toEqual([2]);
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
