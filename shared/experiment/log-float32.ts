/** Numerator and denominator in powers of z, from the constant term on. */
const above = [0, 1, 2.112677543073053, 1.4800006335765066, 0.3808837741388408, 0.025899791179079227].map(
  Math.fround,
);
const below = [
  1, 2.6126775430731092, 2.4530060717847364, 0.9864942958519419, 0.15464763749839067, 0.0058750954031245743,
].map(Math.fround);
const ln2 = Math.fround(Math.LN2);

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * Natural logarithm of a float32 number of 1 or more, as NumPy (BSD-3) computes it in float32 on today's processors:
 * x = 2^e (1 + z) with 1 + z in (sqrt(1/2), sqrt 2], log x = e log 2 + P(z)/Q(z), every operation rounded to float32 and
 * fused. Not always correctly rounded, off by one unit in the last place now and then; used where inputs must equal
 * published ones bit by bit, and nowhere else.
 */
export function logFloat32(x: number): number {
  float[0] = x;
  const pattern = bits[0] ?? 0;
  let exponent = (pattern >>> 23) - 126;
  bits[0] = (pattern & 0x7fffff) | 0x3f000000;
  let mantissa = float[0];
  if (mantissa <= Math.fround(Math.SQRT1_2)) {
    exponent -= 1;
    mantissa *= 2;
  }
  const z = mantissa - 1;
  const ratio = Math.fround(polynomial(above, z) / polynomial(below, z));
  return fused(exponent, ln2, ratio);
}

function polynomial(coefficients: readonly number[], z: number): number {
  return coefficients.reduceRight((sum, coefficient) => fused(sum, z, coefficient));
}

/** a b + c; the product of two float32 is exact in float64. */
function fused(a: number, b: number, c: number): number {
  return Math.fround(a * b + c);
}
