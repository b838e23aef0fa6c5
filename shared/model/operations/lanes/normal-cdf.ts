import { logScaledTail } from '../special-values.ts';
import { chebyshevPolynomial } from './chebyshev.ts';
import { expLanes } from './exponential.ts';
import { horner } from './horner.ts';
import type { Lane, LaneAlgebra, LanePrecision } from './lane-algebra.ts';
import { logOfPositive } from './logarithm.ts';

const degrees: Readonly<Record<LanePrecision, number>> = { float32: 9, float64: 26 };

/** Where t = 1/2. */
const halfway = 2 * Math.SQRT2;

/**
 * log Phi(x). With t = h / (h + |x|) from 1 (x = 0) to 0 (far out), the tail beyond |x| is
 *
 *     Phi(-|x|) = t exp(s(t) - x^2/2),
 *
 * where s is so smooth a function of t that a polynomial has all digits (W. H. Press et al. 2007, Numerical recipes, 6.2.2,
 * do so with erfc and h = 2 sqrt 2). Hence log t + s - x^2/2 for x <= 0, and log(1 - Phi(-x)) for x > 0, with one
 * logarithm for both.
 */
export function logNormalCdfLanes(lanes: LaneAlgebra, x: Lane): Lane {
  const one = lanes.constant(1);
  const h = lanes.constant(halfway);
  const t = lanes.divide(h, lanes.add(h, lanes.absolute(x)));
  const centred = lanes.subtract(lanes.add(t, t), one);
  const halfSquare = lanes.multiply(lanes.multiply(lanes.constant(0.5), x), x);
  const exponent = lanes.subtract(horner(lanes, centred, smoothPart(lanes.precision)), halfSquare);
  const tail = lanes.multiply(t, expLanes(lanes, exponent));

  const positive = lanes.less(lanes.constant(0), x);
  const logarithm = logOfPositive(lanes, lanes.select(positive, lanes.subtract(one, tail), t));
  return lanes.add(logarithm, lanes.select(positive, lanes.constant(0), exponent));
}

/**
 * phi(x) / Phi(x): with the tail as above, exp(-s(t)) / (t sqrt(2 pi)) for x <= 0, which never leaves the range of numbers,
 * and phi(x) / (1 - Phi(-x)) for x > 0.
 */
export function inverseMillsLanes(lanes: LaneAlgebra, x: Lane): Lane {
  const one = lanes.constant(1);
  const h = lanes.constant(halfway);
  const t = lanes.divide(h, lanes.add(h, lanes.absolute(x)));
  const centred = lanes.subtract(lanes.add(t, t), one);
  const tail = lanes.multiply(t, expLanes(lanes, horner(lanes, centred, smoothPart(lanes.precision))));
  const halfSquare = lanes.multiply(lanes.multiply(lanes.constant(0.5), x), x);
  const bell = expLanes(lanes, lanes.negate(halfSquare));
  const positive = lanes.less(lanes.constant(0), x);
  const upper = lanes.subtract(one, lanes.multiply(tail, bell));
  const ratio = lanes.divide(lanes.select(positive, bell, one), lanes.select(positive, upper, tail));
  return lanes.multiply(ratio, lanes.constant(1 / Math.sqrt(2 * Math.PI)));
}

const smoothParts = new Map<LanePrecision, readonly number[]>();

/** s as a polynomial in 2 t - 1; computed when first asked for, and kept. */
function smoothPart(precision: LanePrecision): readonly number[] {
  const known = smoothParts.get(precision);
  if (known !== undefined) return known;
  const polynomial = chebyshevPolynomial((centred) => {
    const t = (centred + 1) / 2;
    return logScaledTail(halfway / t - halfway) - Math.log(t);
  }, degrees[precision]);
  smoothParts.set(precision, polynomial);
  return polynomial;
}
