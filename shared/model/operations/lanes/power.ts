import { growthLanes } from './exponential.ts';
import type { Lane, LaneAlgebra } from './lane-algebra.ts';
import { logBend, splitNumber } from './logarithm.ts';
import { numberFormats } from './number-format.ts';
import { roundToPowerOfTwo } from './power-of-two.ts';

/**
 * a^b = 2^(b e + b log2(1 + f)) with |a| = 2^e (1 + f). The large product b e must not be rounded: with b = leading + rest,
 * leading e is exact, and so is what is left of it when the nearest whole number n is taken off (Cody & Waite 1980, ch. 7,
 * keep the product in two parts as well). exp(b log a) instead would lose a digit and a half in float32.
 *
 * Underflow is 0 and overflow infinity. For a < 0 the sign is that of a whole b, which is recognised up to 2^22 (2^51 in
 * float64), and other b give NaN. Unlike with `**`, infinite b and NaN^0 are NaN, and -0 counts as 0.
 */
export function powerLanes(lanes: LaneAlgebra, a: Lane, b: Lane): Lane {
  const { exponentBias, leadingBits } = numberFormats[lanes.precision];
  const { exponent, log2Mantissa } = split(lanes, lanes.absolute(a));
  const leading = lanes.and(b, lanes.bits(leadingBits));
  const rest = lanes.subtract(b, leading);

  const product = lanes.multiply(b, lanes.add(exponent, log2Mantissa));
  const inRange = lanes.max(
    lanes.min(product, lanes.constant(exponentBias + 1)),
    lanes.constant(-exponentBias),
  );
  const { exponent: whole, power } = roundToPowerOfTwo(lanes, inRange);
  const large = lanes.subtract(lanes.multiply(leading, exponent), whole);
  const small = lanes.add(lanes.multiply(rest, exponent), lanes.multiply(b, log2Mantissa));
  // far below the range the remainder is far below -1/2, and a polynomial of it no factor for a power that is 0
  const remainder = lanes.max(lanes.add(large, small), lanes.constant(-1));
  const growth = growthLanes(lanes, lanes.multiply(remainder, lanes.constant(Math.LN2)));
  const magnitude = lanes.multiply(power, lanes.add(lanes.constant(1), growth));
  return lanes.or(magnitude, signOfPower(lanes, a, b));
}

/** log2(a) in two parts for a >= 0; NaN is in the first part. */
function split(lanes: LaneAlgebra, a: Lane): { readonly exponent: Lane; readonly log2Mantissa: Lane } {
  const { exponent, excess } = splitNumber(lanes, a);
  // stands for the exponent of infinity, negated for that of 0: the largest power of two but one, so that its product even
  // with exponents b near 0 is out of range
  const endless = 2 ** (numberFormats[lanes.precision].exponentBias - 1);
  const finite = lanes.less(a, lanes.constant(Number.POSITIVE_INFINITY));
  const positive = lanes.differs(a, lanes.constant(0));
  const orEndless = lanes.select(finite, exponent, lanes.min(a, lanes.constant(endless)));
  const log2Mantissa = lanes.multiply(lanes.add(excess, logBend(lanes, excess)), lanes.constant(Math.LOG2E));
  return { exponent: lanes.select(positive, orEndless, lanes.constant(-endless)), log2Mantissa };
}

/**
 * Bits to set in |a|^b. For a < 0: the sign where b is odd, all (NaN) where b is not whole; none for a >= 0. Added to
 * 1.5 2^fractionBits, b has its ones in the last bit, and what was below is rounded away.
 */
function signOfPower(lanes: LaneAlgebra, a: Lane, b: Lane): Lane {
  const { fractionBits } = numberFormats[lanes.precision];
  const ones = lanes.constant(1.5 * 2 ** fractionBits);
  const shifted = lanes.add(b, ones);
  const odd = lanes.shiftLeft(shifted, lanes.precision === 'float32' ? 31 : 63);
  const broken = lanes.differs(lanes.subtract(shifted, ones), b);
  return lanes.and(lanes.or(odd, broken), lanes.less(a, lanes.constant(0)));
}
