/** A part is 2^(1 / 256). */
const parts = 256;
const perPart = parts / Math.LN2;

/** ln 2 / 256 in two pieces, the first with so few bits that its product with n is exact (those of fdlibm's e_exp.c). */
const partHead = 6.9314718036912381649e-1 / parts;
const partTail = 1.90821492927058770002e-10 / parts;

/** Adding and subtracting 1.5 times 2^52 rounds to the nearest integer. */
const rounder = 6755399441055744;

/** 2^(n / 256). */
const fractions = Float64Array.from({ length: parts }, (_, n) => 2 ** (n / parts));

/** 2^(leastPower + n), from 0 to Infinity. */
const leastPower = -1080;
const powers = Float64Array.from({ length: 2112 }, (_, n) => 2 ** (leastPower + n));

/**
 * exp(x) that loops can have inlined, within 2 units in the last place of the true value (Math.exp is a call, and takes
 * twice as long). With x = n ln 2 / 256 + r, |r| <= ln 2 / 512,
 *
 *     exp(x) = 2^floor(n / 256) 2^((n mod 256) / 256) exp(r),
 *
 * two tables and Taylor's polynomial of degree 4, whose error is below 2^-54. 0 below -745.2, Infinity from 709.78 on.
 */
export function exponential(x: number): number {
  const within = Math.min(Math.max(x, -746), 712);
  const n = within * perPart + rounder - rounder;
  const index = n | 0;
  const r = within - n * partHead - n * partTail;
  const square = r * r;
  const more = r + square * (1 / 2 + r * (1 / 6) + square * (1 / 24));
  const fraction = fractions[index & (parts - 1)];
  return (fraction + fraction * more) * powers[(index >> 8) - leastPower];
}
