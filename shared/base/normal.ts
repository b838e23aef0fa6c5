/** The standard normal distribution: error function, distribution function and its inverse, in full double precision. */

/** log(2 pi) / 2: the constant of a normal density. */
export const halfLogTwoPi = 0.9189385332046727;

const oneOverRootPi = 0.5641895835477563;
const rootHalf = Math.SQRT1_2;

/** exp(-x^2) without the cancellation of a rounded square: x = head + rest, head with few bits. */
function expMinusSquare(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
}

/**
 * The complementary error function for x >= 0, relative error about 1e-15. Rational Chebyshev approximations of W. J.
 * Cody, Mathematics of Computation 23 (1969), 631-637.
 */
function erfcPositive(x: number): number {
  if (x <= 0.46875) return 1 - erfSmall(x);
  if (x <= 4) {
    const numerator =
      (((((((2.15311535474403846e-8 * x + 5.64188496988670089e-1) * x + 8.88314979438837594) * x +
        66.1191906371416295) *
        x +
        298.635138197400131) *
        x +
        881.95222124176909) *
        x +
        1712.04761263407058) *
        x +
        2051.07837782607147) *
        x +
      1230.33935479799725;
    const denominator =
      (((((((x + 15.7449261107098347) * x + 117.693950891312499) * x + 537.181101862009858) * x +
        1621.38957456669019) *
        x +
        3290.79923573345963) *
        x +
        4362.61909014324716) *
        x +
        3439.36767414372164) *
        x +
      1230.33935480374942;
    return (expMinusSquare(x) * numerator) / denominator;
  }
  const y = 1 / (x * x);
  const numerator =
    ((((1.63153871373020978e-2 * y + 3.05326634961232344e-1) * y + 3.60344899949804439e-1) * y +
      1.25781726111229246e-1) *
      y +
      1.60837851487422766e-2) *
      y +
    6.58749161529837803e-4;
  const denominator =
    ((((y + 2.56852019228982242) * y + 1.87295284992346725) * y + 5.27905102951428412e-1) * y +
      6.05183413124413191e-2) *
      y +
    2.33520497626869185e-3;
  return (expMinusSquare(x) / x) * (oneOverRootPi - (y * numerator) / denominator);
}

/** erf for |x| <= 0.46875. */
function erfSmall(x: number): number {
  const y = x * x;
  const numerator =
    (((1.85777706184603153e-1 * y + 3.1611237438705656) * y + 113.864154151050156) * y +
      377.485237685302021) *
      y +
    3209.37758913846947;
  const denominator =
    (((y + 23.6012909523441209) * y + 244.024637934444173) * y + 1282.61652607737228) * y +
    2844.23683343917062;
  return (x * numerator) / denominator;
}

/** P(Z <= z) for a standard normal Z, accurate in relative terms in the lower tail too. */
export function normalDistribution(z: number): number {
  const x = z * rootHalf;
  if (Math.abs(x) <= 0.46875) return 0.5 + 0.5 * erfSmall(x);
  return x < 0 ? 0.5 * erfcPositive(-x) : 1 - 0.5 * erfcPositive(x);
}

/** Density of a standard normal. */
export function normalDensity(z: number): number {
  return 0.3989422804014327 * Math.exp(-0.5 * z * z);
}

/**
 * The z with P(Z <= z) = p, relative error about 1e-16, for 0 < p < 1; -Infinity and Infinity at 0 and 1. Algorithm AS 241
 * (PPND16), M. J. Wichura, Applied Statistics 37 (1988), 477-484.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) return centralQuantile(q);
  const tail = q < 0 ? p : 1 - p;
  if (!(tail > 0)) return tail === 0 ? (q < 0 ? -Infinity : Infinity) : NaN;
  const r = Math.sqrt(-Math.log(tail));
  const z = r <= 5 ? quantileNearTail(r - 1.6) : quantileFarTail(r - 5);
  return q < 0 ? -z : z;
}

/** The quantile at p = 1/2 + q for |q| <= 0.425. */
function centralQuantile(q: number): number {
  const r = 0.180625 - q * q;
  const numerator =
    ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r +
      45921.953931549871457) *
      r +
      13731.693765509461125) *
      r +
      1971.5909503065514427) *
      r +
      133.14166789178437745) *
      r +
    3.387132872796366608;
  const denominator =
    ((((((5226.495278852854561 * r + 28729.085735721942674) * r + 39307.89580009271061) * r +
      21213.794301586595867) *
      r +
      5394.1960214247511077) *
      r +
      687.1870074920579083) *
      r +
      42.313330701600911252) *
      r +
    1;
  return (q * numerator) / denominator;
}

function quantileNearTail(r: number): number {
  const numerator =
    ((((((7.7454501427834140764e-4 * r + 2.27238449892691845833e-2) * r + 2.4178072517745061177e-1) * r +
      1.27045825245236838258) *
      r +
      3.64784832476320460504) *
      r +
      5.7694972214606914055) *
      r +
      4.6303378461565452959) *
      r +
    1.42343711074968357734;
  const denominator =
    ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 1.51986665636164571966e-2) * r +
      1.4810397642748007459e-1) *
      r +
      6.8976733498510000455e-1) *
      r +
      1.6763848301838038494) *
      r +
      2.05319162663775882187) *
      r +
    1;
  return numerator / denominator;
}

function quantileFarTail(r: number): number {
  const numerator =
    ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.2426609473880784386e-3) * r +
      2.6532189526576123093e-2) *
      r +
      2.9656057182850489123e-1) *
      r +
      1.7848265399172913358) *
      r +
      5.4637849111641143699) *
      r +
    6.6579046435011037772;
  const denominator =
    ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r +
      7.868691311456132591e-4) *
      r +
      1.48753612908506148525e-2) *
      r +
      1.3692988092273580531e-1) *
      r +
      5.9983220655588793769e-1) *
      r +
    1;
  return numerator / denominator;
}
