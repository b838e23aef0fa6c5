import {
  apply,
  type Code,
  type FunctionCode,
  get,
  i32,
  increase,
  type Local,
  load,
  local,
  repeat,
  set,
  store,
} from '../../../wasm/code.ts';
import { type Constants, makeConstants } from './constants.ts';

/**
 * The quantiles of `normal.ts` (Wichura 1988) on vectors of two, to the bit: the same operations in the same order.
 * Coefficients are those there, the highest power first, and tests hold them to it.
 */
interface Rational {
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

const central: Rational = {
  numerator: [
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
    13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
  ],
  denominator: [
    5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
    5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1,
  ],
};

const nearTail: Rational = {
  numerator: [
    7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
  ],
  denominator: [
    1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2, 1.4810397642748007459e-1,
    6.8976733498510000455e-1, 1.6763848301838038494, 2.05319162663775882187, 1,
  ],
};

/** What is added to a probability in the tails, to tell it from a quantile: those of 32 bits stay below 6.4. */
export const tailMark = 8;

/**
 * Quantiles at 1/2 + q, stored from `at` + `offset` on; where |q| > 0.425 the probability itself, plus `tailMark`, which
 * is exact for words of 32 bits.
 */
export function centralQuantiles(
  pairs: readonly Local[],
  at: Local,
  offset: number,
  constants: Constants,
): readonly Code[] {
  const r = pairs.map((_, index) => local(`r${index}`, 'v128'));
  const above = pairs.map((_, index) => local(`above${index}`, 'v128'));
  const below = pairs.map((_, index) => local(`below${index}`, 'v128'));
  return [
    ...pairs.map((q, index) =>
      set(r[index], apply('f64x2.sub', constants.doubles(0.180625), apply('f64x2.mul', get(q), get(q)))),
    ),
    ...polynomials(central, r, above, below, constants),
    ...pairs.map((q, index) =>
      store(
        'v128.store',
        get(at),
        offset + 16 * index,
        apply(
          'v128.bitselect',
          apply('f64x2.add', get(q), constants.doubles(tailMark + 0.5)),
          apply('f64x2.div', apply('f64x2.mul', get(q), get(above[index])), get(below[index])),
          apply('f64x2.lt', constants.doubles(0.425), apply('f64x2.abs', get(q))),
        ),
      ),
    ),
  ];
}

/** Logarithms that one turn of `tailQuantiles`' loop takes. */
export const tailsAtOnce = 4;

/**
 * `tailQuantiles(at, end, side)`: replaces each logarithm of a tail's probability, from byte address `at` to `end` in whole
 * turns of 4, by the quantile, whose sign is that of the number as far from `side` on. For probabilities from 1.4e-11 on;
 * words of 32 bits have none below.
 */
export function emitTailQuantiles(): FunctionCode {
  const at = local('at', 'i32');
  const end = local('end', 'i32');
  const side = local('side', 'i32');
  const constants = makeConstants();
  const offsets = Array.from({ length: tailsAtOnce / 2 }, (_, index) => 16 * index);
  const r = offsets.map((_, index) => local(`r${index}`, 'v128'));
  const above = offsets.map((_, index) => local(`above${index}`, 'v128'));
  const below = offsets.map((_, index) => local(`below${index}`, 'v128'));
  const root = (offset: number): Code =>
    apply('f64x2.sqrt', apply('f64x2.neg', load('v128.load', get(at), offset)));
  const body = [
    ...offsets.map((offset, index) =>
      set(r[index], apply('f64x2.sub', root(offset), constants.doubles(1.6))),
    ),
    ...polynomials(nearTail, r, above, below, constants),
    ...offsets.map((offset, index) =>
      store(
        'v128.store',
        get(at),
        offset,
        apply(
          'v128.or',
          apply('f64x2.div', get(above[index]), get(below[index])),
          apply('v128.and', load('v128.load', get(side), offset), constants.doubles(-0)),
        ),
      ),
    ),
    increase(at, i32(8 * tailsAtOnce)),
    increase(side, i32(8 * tailsAtOnce)),
  ];
  return {
    name: 'tailQuantiles',
    parameters: [at, end, side],
    body: [...constants.setting(), repeat(body, apply('i32.lt_s', get(at), get(end)))],
  };
}

/** Both polynomials at each `r`, all a power at a time, for none to wait for itself. */
function polynomials(
  { numerator, denominator }: Rational,
  r: readonly Local[],
  above: readonly Local[],
  below: readonly Local[],
  constants: Constants,
): readonly Code[] {
  const begin = (sums: readonly Local[], coefficient: number): readonly Code[] =>
    sums.map((sum) => set(sum, constants.doubles(coefficient)));
  const next = (sums: readonly Local[], coefficient: number): readonly Code[] =>
    sums.map((sum, index) =>
      set(
        sum,
        apply('f64x2.add', apply('f64x2.mul', get(sum), get(r[index])), constants.doubles(coefficient)),
      ),
    );
  return numerator.flatMap((coefficient, power) => {
    const step = power === 0 ? begin : next;
    return [...step(above, coefficient), ...step(below, denominator[power])];
  });
}
