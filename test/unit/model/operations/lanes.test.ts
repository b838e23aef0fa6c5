import { describe, expect, test } from 'vitest';
import { operations, primitiveOf } from '../../../../shared/model/operations/index.ts';
import type { LanePrecision } from '../../../../shared/model/operations/lanes/lane-algebra.ts';
import { randomIntegers } from '../../../helpers/random-integers.ts';
import { ScalarLanes } from '../../../helpers/scalar-lanes.ts';

const precisions: readonly LanePrecision[] = ['float32', 'float64'];
const { POSITIVE_INFINITY: infinity, NaN: notANumber } = Number;

/** The lane meaning as a function of numbers, and how many instructions it takes. */
function lanesOf(id: string, precision: LanePrecision) {
  const lanes = new ScalarLanes(precision);
  const inputs = [lanes.input(), lanes.input(), lanes.input()] as const;
  const result = primitiveOf(id).lanes(lanes, ...inputs);
  return {
    at: (...values: readonly number[]) =>
      lanes.evaluate(
        result,
        [0, 1, 2].map((n) => values[n] ?? 0),
      ),
    instructions: lanes.instructions,
  };
}

function rounded(value: number, precision: LanePrecision): number {
  return precision === 'float32' ? Math.fround(value) : value;
}

function between(from: number, to: number, count = 2000): readonly number[] {
  return Array.from({ length: count }, (_, n) => from + ((to - from) * n) / (count - 1));
}

/** Evenly in the logarithm; both limits above 0. */
function decades(from: number, to: number, count = 2000): readonly number[] {
  return between(Math.log(from), Math.log(to), count).map(Math.exp);
}

const negative = (values: readonly number[]) => values.map((value) => -value);

interface Sweep {
  readonly points: readonly number[];
  /** Largest error allowed by precision. */
  readonly float32: number;
  readonly float64: number;
  /** Whether errors count relative to the value also where it is below 1. */
  readonly relative: boolean;
}

const sweeps: Readonly<Record<string, Sweep>> = {
  exp: {
    points: [...between(-87, 88), ...decades(1e-9, 1), ...negative(decades(1e-9, 1))],
    float32: 1e-7,
    float64: 4e-16,
    relative: true,
  },
  log: {
    points: [
      ...decades(1.2e-38, 3e38),
      ...between(0.6, 1.6),
      ...decades(1e-7, 0.5).flatMap((d) => [1 - d, 1 + d]),
    ],
    float32: 1.2e-7,
    float64: 4e-16,
    relative: true,
  },
  sqrt: { points: decades(1.2e-38, 3e38), float32: 6e-8, float64: 0, relative: true },
  tanh: {
    points: [...between(-12, 12), ...decades(1e-20, 1), ...negative(decades(1e-20, 1))],
    float32: 1.8e-7,
    float64: 6e-16,
    relative: true,
  },
  sigmoid: {
    points: [...between(-87, 20), ...between(-5, 5)],
    float32: 1.5e-7,
    float64: 7e-16,
    relative: true,
  },
  softplus: {
    points: [...between(-87, 90), ...between(-5, 5)],
    float32: 1.5e-7,
    float64: 6e-16,
    relative: true,
  },
  logGamma: {
    points: [...decades(1e-30, 1), ...between(0.5, 9), ...decades(3, 1e30)],
    float32: 6e-7,
    float64: 3e-14,
    relative: false,
  },
  digamma: {
    points: [...decades(1e-30, 1), ...between(0.5, 9), ...decades(3, 1e30)],
    float32: 4e-7,
    float64: 2e-14,
    relative: false,
  },
  logNormalCdf: {
    points: [...between(-10, 10), ...negative(decades(1, 1e15, 500))],
    float32: 5e-7,
    float64: 1e-14,
    relative: false,
  },
  inverseMills: {
    points: [...between(-10, 5), ...negative(decades(1, 1e15, 500))],
    float32: 1.5e-6,
    float64: 2e-14,
    relative: true,
  },
};

describe.each(precisions)('%s', (precision) => {
  test.each(Object.keys(sweeps))('%s is as accurate as promised', (id) => {
    const { points, relative, [precision]: tolerance } = sweeps[id] as Sweep;
    const { value } = primitiveOf(id);
    const { at } = lanesOf(id, precision);
    let worst = { error: 0, point: notANumber };
    for (const exact of points) {
      const point = rounded(exact, precision);
      const expected = value(point, 0, 0);
      if (expected === 0 && at(point) === 0) continue;
      const scale = relative ? Math.abs(expected) : Math.max(1, Math.abs(expected));
      const error = Math.abs(at(point) - expected) / scale;
      if (!(error <= worst.error)) worst = { error, point };
    }
    expect(worst.error, `at ${worst.point}`).toBeLessThanOrEqual(tolerance);
  });

  test('power is accurate for exponents up to 3, and up to 10 times them in proportion', () => {
    const { at } = lanesOf('power', precision);
    const random = randomIntegers(20);
    const uniform = () => random(2 ** 30) / 2 ** 30;
    const unit = precision === 'float32' ? 1.7e-7 : 5e-16;
    for (let n = 0; n < 10000; n++) {
      const base = n % 5 === 0 ? 0.5 + uniform() : 10 ** (-12 + 18 * uniform());
      const a = rounded(base, precision);
      const b = rounded((n % 2 === 0 ? 3 : 30) * (2 * uniform() - 1), precision);
      const expected = a ** b;
      if (!(expected > 1e-30 && expected < 1e30)) continue;
      const error = Math.abs(at(a, b) - expected) / expected;
      expect(error, `${a} ** ${b}`).toBeLessThanOrEqual(unit * Math.max(1, Math.abs(b) / 3));
    }
  });

  test('whole powers of negative numbers are those of the language, others NaN', () => {
    const { at } = lanesOf('power', precision);
    for (const a of [-1, -2, -8, -0.3, -1e5]) {
      for (let b = -7; b <= 7; b++) {
        const expected = rounded(a, precision) ** b;
        expect(Math.abs(at(a, b) - expected), `${a} ** ${b}`).toBeLessThan(1e-6 * Math.abs(expected));
      }
      for (const b of [0.5, -1.5, 1e-3, 2.25]) expect(at(a, b), `${a} ** ${b}`).toBeNaN();
    }
    expect(at(-1, 1e6 + 1)).toBe(-1);
    expect(at(-1, 1e6)).toBe(1);
  });

  test('arithmetic and selection are the scalar definitions', () => {
    const values = [notANumber, -infinity, -2.5, -0, 0, 1, 3, infinity];
    for (const id of [
      'add',
      'subtract',
      'multiply',
      'negate',
      'reciprocal',
      'less',
      'select',
      'max',
      'min',
      'flow',
    ]) {
      const { value } = primitiveOf(id);
      const { at } = lanesOf(id, precision);
      for (const a of values)
        for (const b of values)
          expect(at(a, b, 7), `${id}(${a}, ${b}, 7)`).toBe(rounded(value(a, b, 7), precision));
    }
  });

  test('NaN comes out where NaN goes in', () => {
    for (const [id, operation] of operations) {
      if (operation.kind !== 'primitive' || ['less', 'select', 'max', 'min', 'flow'].includes(id)) continue;
      const { at } = lanesOf(id, precision);
      for (let n = 0; n < operation.arity; n++) {
        const values = [2, 2, 2].map((value, place) => (place === n ? notANumber : value));
        expect(at(...values), `argument ${n + 1} of ${id}`).toBeNaN();
      }
    }
  });

  test('where the range ends, values are what the scalar meaning has in the limit', () => {
    const tiny = precision === 'float32' ? 1e-37 : 1e-307;
    const cases: readonly (readonly [string, readonly number[], number])[] = [
      ['exp', [0], 1],
      ['exp', [-infinity], 0],
      ['exp', [-1e30], 0],
      ['exp', [1e30], infinity],
      ['exp', [infinity], infinity],
      ['log', [1], 0],
      ['log', [0], -infinity],
      ['log', [-0], -infinity],
      ['log', [-tiny], notANumber],
      ['log', [-infinity], notANumber],
      ['log', [infinity], infinity],
      ['sqrt', [-1], notANumber],
      ['tanh', [0], 0],
      ['tanh', [1e30], 1],
      ['tanh', [-infinity], -1],
      ['sigmoid', [0], 0.5],
      ['sigmoid', [1e30], 1],
      ['sigmoid', [infinity], 1],
      ['sigmoid', [-1e30], 0],
      ['sigmoid', [-infinity], 0],
      ['softplus', [1e30], rounded(1e30, precision)],
      ['softplus', [infinity], infinity],
      ['softplus', [-infinity], 0],
      ['power', [0, 0.5], 0],
      ['power', [0, 0], 1],
      ['power', [0, -0.5], infinity],
      ['power', [1, 1e30], 1],
      ['power', [5, 0], 1],
      ['power', [tiny, 30], 0],
      ['power', [tiny, -30], infinity],
      ['power', [infinity, 2], infinity],
      ['power', [infinity, -2], 0],
      ['power', [infinity, 0], 1],
      ['power', [0.5, 1e30], 0],
      ['power', [1.5, 1e30], infinity],
      ['logGamma', [0], notANumber],
      ['logGamma', [-0.5], notANumber],
      ['logGamma', [infinity], infinity],
      ['digamma', [0], notANumber],
      ['digamma', [-infinity], notANumber],
      ['digamma', [infinity], infinity],
      ['logNormalCdf', [infinity], 0],
      ['logNormalCdf', [-infinity], -infinity],
    ];
    for (const [id, values, expected] of cases)
      expect(lanesOf(id, precision).at(...values), `${id}(${values})`).toBe(expected);
  });

  test('no finite argument of exp gives NaN, and overflow and underflow come once', () => {
    const { at } = lanesOf('exp', precision);
    const end = precision === 'float32' ? 100 : 800;
    let last = 0;
    for (const point of between(-end, end, 8001)) {
      const value = at(point);
      expect(value).toBeGreaterThanOrEqual(last);
      last = value;
    }
    expect(last).toBe(infinity);
  });

  test('logarithms of denormal numbers are finite and below those of normal ones', () => {
    const { at } = lanesOf('log', precision);
    const [denormal, normal] = precision === 'float32' ? [2 ** -149, 2 ** -126] : [2 ** -1074, 2 ** -1022];
    expect(at(denormal)).toBeGreaterThan(-infinity);
    expect(at(denormal)).toBeLessThan(at(normal));
  });
});

test('float32 formulas stay as short as kernels count on', () => {
  const lengths = Object.fromEntries(
    ['exp', 'log', 'sigmoid', 'tanh', 'softplus', 'power'].map((id) => [
      id,
      lanesOf(id, 'float32').instructions,
    ]),
  );
  expect(lengths).toEqual({ exp: 23, log: 33, sigmoid: 26, tanh: 27, softplus: 44, power: 68 });
});
