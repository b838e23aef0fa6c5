import { horner } from './horner.ts';
import type { Lane, LaneAlgebra, LanePrecision } from './lane-algebra.ts';
import { numberFormats } from './number-format.ts';

/**
 * (log(1 + f) - f) / f^2 for sqrt(1/2) <= 1 + f <= sqrt(2): polynomials with the least largest error relative to log(1 + f)
 * (E. Y. Remez 1934), which is 3.0e-8 and 7.9e-18.
 */
const curvature: Readonly<Record<LanePrecision, readonly number[]>> = {
  float32: [
    0.0873498961, -0.1430760833, 0.1491795669, -0.1657049385, 0.199620725, -0.2500175596, 0.3333395022,
    -0.499999916,
  ],
  float64: [
    0.0261736996371556041, -0.0600605289921212564, 0.0652951539391546291, -0.056781267793734433,
    0.0565897884363805395, -0.0619436376812555248, 0.0668593359649230366, -0.071499374562126023,
    0.0769143318826287886, -0.0833286410366469467, 0.0909092744274198343, -0.100000179375969223,
    0.111111110989947096, -0.12499999604539619, 0.142857142796202373, -0.166666666713549603,
    0.200000000000852067, -0.249999999999749248, 0.333333333333330273, -0.50000000000000038,
  ],
};

export interface SplitNumber {
  /** e, whole. */
  readonly exponent: Lane;
  /** f in a = 2^e (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2); exact. */
  readonly excess: Lane;
}

/** For normal a > 0; anything else gives some finite numbers, e.g. f = 0 for 0 and infinity. */
export function splitNumber(lanes: LaneAlgebra, a: Lane): SplitNumber {
  const { fractionBits, sqrtHalfBits } = numberFormats[lanes.precision];
  const exponent = lanes.shiftRight(lanes.integerSubtract(a, lanes.bits(sqrtHalfBits)), fractionBits);
  const mantissa = lanes.integerSubtract(a, lanes.shiftLeft(exponent, fractionBits));
  return { exponent: lanes.fromInteger(exponent), excess: lanes.subtract(mantissa, lanes.constant(1)) };
}

/** log(1 + f) - f, for f as in a split number. */
export function logBend(lanes: LaneAlgebra, f: Lane): Lane {
  return lanes.multiply(lanes.multiply(f, f), horner(lanes, f, curvature[lanes.precision]));
}

/** log(a) = log(1 + f) + e log 2 for a > 0, small terms added first; denormal numbers count as about the smallest normal. */
export function logOfPositive(lanes: LaneAlgebra, a: Lane): Lane {
  const [high, low] = numberFormats[lanes.precision].lnTwo;
  const { exponent, excess } = splitNumber(lanes, a);
  const small = lanes.add(logBend(lanes, excess), lanes.multiply(exponent, lanes.constant(low)));
  return lanes.add(lanes.add(excess, small), lanes.multiply(exponent, lanes.constant(high)));
}

/** log(a): -infinity at 0, NaN below; infinity and NaN stay. The mask of a < 0, all bits set, is itself a NaN. */
export function logLanes(lanes: LaneAlgebra, a: Lane): Lane {
  const zero = lanes.constant(0);
  const infinity = lanes.constant(Number.POSITIVE_INFINITY);
  const orMinusInfinity = lanes.select(
    lanes.differs(a, zero),
    logOfPositive(lanes, a),
    lanes.constant(Number.NEGATIVE_INFINITY),
  );
  return lanes.or(lanes.select(lanes.less(a, infinity), orMinusInfinity, a), lanes.less(a, zero));
}
