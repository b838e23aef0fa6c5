/**
 * Philox4x32-10, a counter-based generator: a keyed bijection of 128-bit counters, so that any number of any stream is
 * computed directly. J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, Parallel random numbers: as easy as 1, 2, 3,
 * Supercomputing 2011; constants and known answers from the authors' Random123.
 */
const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9 | 0;
const weyl1 = 0xbb67ae85 | 0;
const perWord = 2 ** -32;

/**
 * The upper half of the 64-bit product of a word and a multiplier, given its lower half (JavaScript multiplies integers to
 * 32 bits only): (product - lower) / 2^32, in doubles. Their roundings come to less than 2^-18, which rounding to the
 * nearest integer removes.
 */
function upperHalf(word: number, multiplier: number, lower: number): number {
  return ((word >>> 0) * (multiplier * perWord) + 0.5 - (lower >>> 0) * perWord) | 0;
}

/** What all counters of a stream have in common, and its key. Words are taken modulo 2^32. */
export interface PhiloxStream {
  readonly c1: number;
  readonly c2: number;
  readonly c3: number;
  readonly k0: number;
  readonly k1: number;
}

/** The four words of counter (c0, c1, c2, c3) under key (k0, k1), as signed 32-bit integers, into `out`. */
export function philoxWords(stream: PhiloxStream, c0: number, out: Int32Array): void {
  let x0 = c0 | 0;
  let x1 = stream.c1 | 0;
  let x2 = stream.c2 | 0;
  let x3 = stream.c3 | 0;
  let key0 = stream.k0 | 0;
  let key1 = stream.k1 | 0;
  for (let round = 0; round < 10; round++) {
    const lower0 = Math.imul(x0, multiplier0);
    const lower1 = Math.imul(x2, multiplier1);
    const upper0 = upperHalf(x0, multiplier0, lower0);
    const upper1 = upperHalf(x2, multiplier1, lower1);
    x0 = upper1 ^ x1 ^ key0;
    x1 = lower1;
    x2 = upper0 ^ x3 ^ key1;
    x3 = lower0;
    key0 = (key0 + weyl0) | 0;
    key1 = (key1 + weyl1) | 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}

/** A word as the middle of its interval of (0, 1). */
export function middle(word: number): number {
  return ((word >>> 0) + 0.5) * perWord;
}
