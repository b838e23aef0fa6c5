/** Stirling's series from here on; below, the recurrence brings the argument up. */
const large = 12;

/** log Gamma(x) for x > 0, relative error near 1e-15 (Stirling's series with Bernoulli numbers). */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  // where the series would be a difference of infinities
  if (x === Infinity) return x;
  let shift = 0;
  let argument = x;
  while (argument < large) {
    shift -= Math.log(argument);
    argument += 1;
  }
  const inverse = 1 / argument;
  const square = inverse * inverse;
  const series =
    inverse *
    (1 / 12 -
      square *
        (1 / 360 -
          square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - (square * 691) / 360360)))));
  return shift + (argument - 0.5) * Math.log(argument) - argument + 0.5 * Math.log(2 * Math.PI) + series;
}

/** d log Gamma(x) / dx for x > 0. */
export function digamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let shift = 0;
  let argument = x;
  while (argument < large) {
    shift -= 1 / argument;
    argument += 1;
  }
  const inverse = 1 / argument;
  const square = inverse * inverse;
  const series =
    square *
    (1 / 12 -
      square *
        (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132 - (square * 691) / 32760)))));
  return shift + Math.log(argument) - 0.5 * inverse - series;
}

/** From here on outwards 160 levels of the continued fraction give all digits; at 1 they would give ten. */
const tailStart = 1.5;

/**
 * log Phi(x). For x < -1.5 the continued fraction of the upper tail, Q(z) = phi(z) / (z + 1/(z + 2/(z + ...)))
 * (Laplace 1805); else log1p of the upper tail by the same or by a series of the error function.
 */
export function logNormalCdf(x: number): number {
  if (x < -tailStart) return logTail(-x);
  if (x > tailStart) return Math.log1p(-Math.exp(logTail(x)));
  return Math.log(0.5 + centralMass(x));
}

/** phi(x) / Phi(x); far below 0 the continued fraction itself, where the two would be 0 / 0. */
export function inverseMills(x: number): number {
  if (x < -tailStart) return tailFraction(-x);
  return Math.exp(-0.5 * x * x - 0.5 * Math.log(2 * Math.PI) - logNormalCdf(x));
}

/** log of the upper tail beyond z >= 1.5. */
function logTail(z: number): number {
  return -0.5 * z * z - 0.5 * Math.log(2 * Math.PI) - Math.log(tailFraction(z));
}

/** log((1 - Phi(z)) exp(z^2/2)) for z >= 0: what is left of the tail when its steep part is divided out. */
export function logScaledTail(z: number): number {
  if (z < tailStart) return Math.log(0.5 - centralMass(z)) + 0.5 * z * z;
  return -0.5 * Math.log(2 * Math.PI) - Math.log(tailFraction(z));
}

function tailFraction(z: number): number {
  let fraction = z;
  for (let level = 160; level >= 1; level--) fraction = z + level / fraction;
  return fraction;
}

/** Phi(x) - 1/2 by its power series, for |x| <= 1.5. */
function centralMass(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 40; n++) {
    term *= (-x * x) / (2 * n);
    sum += term / (2 * n + 1);
  }
  return sum / Math.sqrt(2 * Math.PI);
}
