import { horner } from './horner.ts';
import type { Lane, LaneAlgebra, LanePrecision } from './lane-algebra.ts';
import { logLanes, logOfPositive } from './logarithm.ts';

/**
 * Smaller arguments are raised by this much. More would lose digits in float32: log Gamma is 0 at 1 and 2, where it would be
 * the difference of larger logarithms.
 */
const shifts: Readonly<Record<LanePrecision, number>> = { float32: 2, float64: 8 };

/**
 * B_2n / (2n (2n - 1)) with the Bernoulli numbers, from n = 6 down; in float32 the polynomial in 1/z^2 that is best from
 * z = 2 on (E. Y. Remez 1934), where the series does not reach: 2.3e-9.
 */
const stirling: Readonly<Record<LanePrecision, readonly number[]>> = {
  float32: [-0.0003327167741, 0.0007540114683, -0.002775322157, 0.0833332909],
  float64: [-691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12],
};

/** B_2n / 2n, from n = 6 down; in float32 the best polynomial as above: 4.5e-9. */
const digammaSeries: Readonly<Record<LanePrecision, readonly number[]>> = {
  float32: [-0.00192243987, 0.003608427801, -0.008307396144, 0.08333272449],
  float64: [-691 / 32760, 1 / 132, -1 / 240, 1 / 252, -1 / 120, 1 / 12],
};

/**
 * log Gamma(x) for x > 0, else NaN: (z - 1/2) (log z - 1) + (log(2 pi) - 1) / 2 + sum B_2n / (2n (2n - 1) z^(2n - 1))
 * (J. Stirling 1730; Abramowitz & Stegun 6.1.40) at z = x, or at z = x + k with log x (x + 1) ... (x + k - 1) taken off.
 */
export function logGammaLanes(lanes: LaneAlgebra, x: Lane): Lane {
  const { small, z, factors } = raise(lanes, x);
  const inverse = lanes.divide(lanes.constant(1), z);
  const series = lanes.multiply(
    inverse,
    horner(lanes, lanes.multiply(inverse, inverse), stirling[lanes.precision]),
  );
  const main = lanes.multiply(
    lanes.subtract(z, lanes.constant(0.5)),
    lanes.subtract(logOfPositive(lanes, z), lanes.constant(1)),
  );
  const product = factors.reduce((product, factor) => lanes.multiply(product, factor));
  const taken = lanes.select(small, logOfPositive(lanes, product), lanes.constant(0));
  const constant = lanes.constant(0.5 * (Math.log(2 * Math.PI) - 1));
  return positiveOnly(lanes, x, lanes.add(lanes.subtract(main, taken), lanes.add(constant, series)));
}

/**
 * d log Gamma(x) / dx for x > 0, else NaN: log z - 1/(2 z) - sum B_2n / (2n z^2n) (Abramowitz & Stegun 6.3.18) at z as in
 * log Gamma, with 1/x + ... + 1/(x + k - 1) taken off, whose numerator and denominator grow with each factor.
 */
export function digammaLanes(lanes: LaneAlgebra, x: Lane): Lane {
  const { small, z, factors } = raise(lanes, x);
  const one = lanes.constant(1);
  const inverse = lanes.divide(one, z);
  const square = lanes.multiply(inverse, inverse);
  const series = lanes.multiply(square, horner(lanes, square, digammaSeries[lanes.precision]));
  const half = lanes.multiply(lanes.constant(0.5), inverse);

  const [first, ...others] = factors as [Lane, ...Lane[]];
  const sum = others.reduce(
    ({ numerator, denominator }, factor) => ({
      numerator: lanes.add(lanes.multiply(numerator, factor), denominator),
      denominator: lanes.multiply(denominator, factor),
    }),
    { numerator: one, denominator: first },
  );
  const taken = lanes.select(small, lanes.divide(sum.numerator, sum.denominator), lanes.constant(0));
  const large = lanes.subtract(logLanes(lanes, z), lanes.add(half, series));
  return positiveOnly(lanes, x, lanes.subtract(large, taken));
}

interface Raised {
  /** Mask: x was raised. */
  readonly small: Lane;
  /** Argument of the series. */
  readonly z: Lane;
  /** x, x + 1, ..., z - 1 where x was raised. */
  readonly factors: readonly Lane[];
}

function raise(lanes: LaneAlgebra, x: Lane): Raised {
  const shift = shifts[lanes.precision];
  const small = lanes.less(x, lanes.constant(shift));
  const z = lanes.select(small, lanes.add(x, lanes.constant(shift)), x);
  const factors = Array.from({ length: shift }, (_, n) => (n === 0 ? x : lanes.add(x, lanes.constant(n))));
  return { small, z, factors };
}

function positiveOnly(lanes: LaneAlgebra, x: Lane, value: Lane): Lane {
  return lanes.select(lanes.less(lanes.constant(0), x), value, lanes.constant(Number.NaN));
}
