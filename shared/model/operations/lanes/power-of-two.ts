import type { Lane, LaneAlgebra } from './lane-algebra.ts';
import { numberFormats } from './number-format.ts';

export interface PowerOfTwo {
  /** n, the whole number nearest to what was given. */
  readonly exponent: Lane;
  /** 2^n; 0 for the smallest n allowed and infinity for the largest. */
  readonly power: Lane;
}

/**
 * Rounds a number from -exponentBias to exponentBias + 1. In x + 1.5 2^fractionBits the last bit of the fraction counts
 * ones, so that adding rounds, and the bits below it are the whole number; with the bias added as well, they need only
 * move to where an exponent stands. Exponents that consist of zeros or ones mean 0 and infinity.
 */
export function roundToPowerOfTwo(lanes: LaneAlgebra, x: Lane): PowerOfTwo {
  const { fractionBits, exponentBias } = numberFormats[lanes.precision];
  const ones = lanes.constant(1.5 * 2 ** fractionBits + exponentBias);
  const shifted = lanes.add(x, ones);
  return { exponent: lanes.subtract(shifted, ones), power: lanes.shiftLeft(shifted, fractionBits) };
}
