/**
 * What operations are lowered to on a vector machine: each value is a vector of lanes, one trajectory a lane, and every
 * operation is one instruction (or two or three) on all lanes at once. There are no branches: both sides are computed and
 * one is selected.
 *
 *     sigmoid(a) = 1 / (1 + exp(-a)):   lanes.divide(lanes.constant(1), lanes.add(lanes.constant(1), expLanes(lanes, lanes.negate(a))))
 *
 * Floating-point instructions round as IEEE 754 does; nothing is fused unless a kernel asks for it. Values of comparisons
 * are masks: all bits of a lane set, or none.
 */
export interface LaneAlgebra {
  readonly precision: LanePrecision;
  /** The nearest number that a lane can hold, in every lane. */
  constant(value: number): Lane;
  /** An integer as wide as a lane, in every lane, reinterpreted. */
  bits(value: bigint): Lane;

  add(a: Lane, b: Lane): Lane;
  subtract(a: Lane, b: Lane): Lane;
  multiply(a: Lane, b: Lane): Lane;
  divide(a: Lane, b: Lane): Lane;
  negate(a: Lane): Lane;
  absolute(a: Lane): Lane;
  squareRoot(a: Lane): Lane;
  /** b < a ? b : a: on a tie or a NaN the first. */
  min(a: Lane, b: Lane): Lane;
  /** a < b ? b : a: on a tie or a NaN the first. */
  max(a: Lane, b: Lane): Lane;

  /** Mask: a < b; none where either is NaN. */
  less(a: Lane, b: Lane): Lane;
  /** Mask: a is not b; set where either is NaN. */
  differs(a: Lane, b: Lane): Lane;
  /** a where the mask is set, else b. */
  select(mask: Lane, a: Lane, b: Lane): Lane;
  and(a: Lane, b: Lane): Lane;
  or(a: Lane, b: Lane): Lane;

  /** Lanes as integers of 32 or 64 bits. */
  integerAdd(a: Lane, b: Lane): Lane;
  integerSubtract(a: Lane, b: Lane): Lane;
  shiftLeft(a: Lane, bits: number): Lane;
  /** Copies of the sign come in. */
  shiftRight(a: Lane, bits: number): Lane;
  /** Number equal to the lane's integer, which is below 2^20 in size. */
  fromInteger(a: Lane): Lane;
}

/** A vector value of whatever graph implements the algebra, by its number there. To the compiler no other number is one, a term's least of all. */
export type Lane = number & { readonly [lane]: true };

declare const lane: unique symbol;

export type LanePrecision = 'float32' | 'float64';
