import { horner } from './horner.ts';
import type { Lane, LaneAlgebra, LanePrecision } from './lane-algebra.ts';
import { numberFormats } from './number-format.ts';
import { roundToPowerOfTwo } from './power-of-two.ts';

/**
 * (exp(r) - 1 - r) / r^2 for |r| <= log(2)/2: polynomials with the least largest error of exp(r) - 1 relative to r (E. Y.
 * Remez 1934), which is 1.3e-8 and 1.8e-17.
 */
const curvature: Readonly<Record<LanePrecision, readonly number[]>> = {
  float32: [0.001394645113, 0.008366584128, 0.04166628205, 0.1666654299, 0.5000000062],
  float64: [
    2.511447794130682e-8, 2.7626327191928561e-7, 2.7557227938184291e-6, 2.4801504444343649e-5,
    0.00019841269903047697, 0.0013888888932380015, 0.008333333333314585, 0.041666666666573622,
    0.16666666666666686, 0.50000000000000056,
  ],
};

/** Where 2^n has become 0 and infinity. */
const limits: Readonly<Record<LanePrecision, readonly [lower: number, upper: number]>> = {
  float32: [-88, 89],
  float64: [-709, 710],
};

/**
 * exp(a). 0 below the range of normal numbers (a < -87.7 in float32, -708.7 in float64), infinity from half a power of
 * two below overflow on (a > 88.37, 709.4). NaN stays because it is the first argument of `min` and `max`.
 */
export function expLanes(lanes: LaneAlgebra, a: Lane): Lane {
  const [lower, upper] = limits[lanes.precision];
  const inside = lanes.max(lanes.min(a, lanes.constant(upper)), lanes.constant(lower));
  const { power, growth } = splitExponential(lanes, inside);
  return lanes.multiply(power, lanes.add(lanes.constant(1), growth));
}

/** exp(a) - 1 without cancellation near 0, for |a| <= 80. */
export function expMinusOneLanes(lanes: LaneAlgebra, a: Lane): Lane {
  const { power, growth } = splitExponential(lanes, a);
  return lanes.add(lanes.multiply(power, growth), lanes.subtract(power, lanes.constant(1)));
}

/** exp(a) = 2^n (1 + growth): a = n log 2 + r with |r| <= log(2)/2 (Cody & Waite 1980, ch. 6). */
function splitExponential(lanes: LaneAlgebra, a: Lane): { readonly power: Lane; readonly growth: Lane } {
  const [high, low] = numberFormats[lanes.precision].lnTwo;
  const { exponent, power } = roundToPowerOfTwo(lanes, lanes.multiply(a, lanes.constant(Math.LOG2E)));
  const rough = lanes.subtract(a, lanes.multiply(exponent, lanes.constant(high)));
  const rest = lanes.subtract(rough, lanes.multiply(exponent, lanes.constant(low)));
  return { power, growth: growthLanes(lanes, rest) };
}

/** exp(r) - 1 for |r| <= log(2)/2. */
export function growthLanes(lanes: LaneAlgebra, r: Lane): Lane {
  const bend = lanes.multiply(lanes.multiply(r, r), horner(lanes, r, curvature[lanes.precision]));
  return lanes.add(r, bend);
}
