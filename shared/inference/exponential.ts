/**
 * exp(x) that loops can have inlined, within 2 units in the last place of the true value: Math.exp is a call, three times
 * as long. With x = n ln 2 / 32 + r, |r| <= ln 2 / 64,
 *
 *     exp(x) = 2^floor(n / 32) 2^((n mod 32) / 32) exp(r),
 *
 * two tables and Taylor's polynomial of degree 6, whose error is below 2^-58. 0 below -745.2, Infinity from 709.77 on.
 */
export function exponential(x: number): number {
  const within = Math.min(Math.max(x, -746), 712);
  const n = within * perPart + rounder - rounder;
  const index = n | 0;
  const r = within - n * partHead - n * partTail;
  const square = r * r;
  const more = r + square * (1 / 2 + r * (1 / 6) + square * (1 / 24 + r * (1 / 120) + square * (1 / 720)));
  const part = parts[index & 31];
  return (part + part * more) * powers[(index >> 5) - leastPower];
}

const perPart = 32 / Math.LN2;

/** Adding and subtracting 1.5 times 2^52 rounds to the nearest integer. */
const rounder = 6755399441055744;

/** ln 2 / 32 in two pieces, the first with so few bits that its product with n is exact (those of fdlibm's e_exp.c). */
const partHead = 6.9314718036912381649e-1 / 32;
const partTail = 1.90821492927058770002e-10 / 32;

/** 2^(n / 32). */
const parts = Float64Array.from({ length: 32 }, (_, n) => 2 ** (n / 32));

/** 2^(leastPower + n), from 0 to Infinity. */
const leastPower = -1080;
const powers = Float64Array.from({ length: 2112 }, (_, n) => 2 ** (leastPower + n));
