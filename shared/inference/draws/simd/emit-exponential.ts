import { apply, type Code, get, i32, type Local, local, set } from '../../../wasm/code.ts';
import { add, multiply } from './blocks.ts';
import type { Constants } from './constants.ts';

/** ln 2 in two pieces, the first with so few bits that its product with n is exact. */
const ln2Head = 6.9314718036912381649e-1;
const ln2Tail = 1.90821492927058770002e-10;

/** Adding 1.5 times 2^52 rounds to the nearest integer, and leaves it in the lowest bits. */
const rounder = 6755399441055744;

/** Where `exponentialOf` is defined. */
export const exponentBounds = { least: -708, largest: 709.7 } as const;

/** Of r / 2 coth(r / 2) in r^2, without its 1, the highest power first. */
const coefficients = [
  4.13813679705723846039e-8, -1.6533902205465251539e-6, 6.61375632143793436117e-5, -2.77777777770155933842e-3,
  1.66666666666666019037e-1,
];

/**
 * exp(x) of both lanes for -708 <= x <= 709.7, within 1 unit in the last place; Infinity from 709.44 on. The method and the numbers of
 * e_exp.c in fdlibm (Sun Microsystems 1993): with x = n ln 2 + r, |r| <= ln 2 / 2, and c = r - r^2 P(r^2),
 *
 *     exp(x) = 2^n (1 + r + r c / (2 - c)).
 */
export function exponentialOf(
  x: Local,
  constants: Constants,
): { readonly before: readonly Code[]; readonly value: Code } {
  const power = local('power', 'v128');
  const n = local('n', 'v128');
  const head = local('head', 'v128');
  const tail = local('tail', 'v128');
  const r = local('r', 'v128');
  const square = local('square', 'v128');
  const c = local('c', 'v128');
  const [first, ...others] = coefficients;
  const subtract = (a: Code, b: Code): Code => apply('f64x2.sub', a, b);
  const doubles = constants.doubles;
  const quotient = apply('f64x2.div', multiply(get(r), get(c)), subtract(doubles(2), get(c)));
  const scale = apply('i64x2.shl', apply('i64x2.add', get(power), constants.longs(1023)), i32(52));
  return {
    before: [
      set(power, add(multiply(get(x), doubles(Math.LOG2E)), doubles(rounder))),
      set(n, subtract(get(power), doubles(rounder))),
      set(head, subtract(get(x), multiply(get(n), doubles(ln2Head)))),
      set(tail, multiply(get(n), doubles(ln2Tail))),
      set(r, subtract(get(head), get(tail))),
      set(square, multiply(get(r), get(r))),
      set(c, doubles(first)),
      ...others.map((coefficient) => set(c, add(multiply(get(c), get(square)), doubles(coefficient)))),
      set(c, subtract(get(r), multiply(get(square), get(c)))),
    ],
    value: multiply(subtract(doubles(1), subtract(subtract(get(tail), quotient), get(head))), scale),
  };
}
