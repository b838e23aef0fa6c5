import type { Lane, LaneAlgebra } from './lane-algebra.ts';

/** Polynomial in x with the coefficients given from the highest power down (W. G. Horner 1819). */
export function horner(lanes: LaneAlgebra, x: Lane, coefficients: readonly number[]): Lane {
  return coefficients
    .map((coefficient) => lanes.constant(coefficient))
    .reduce((sum, coefficient) => lanes.add(lanes.multiply(sum, x), coefficient));
}
