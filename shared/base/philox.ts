/**
 * Philox4x32-10, a counter-based generator: a keyed bijection of 128-bit counters, so that any number of any stream is
 * computed directly. J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, Parallel random numbers: as easy as 1, 2, 3,
 * Supercomputing 2011; constants and known answers from the authors' Random123.
 */
const multiplier0 = 0xd2511f53 | 0;
const multiplier1 = 0xcd9e8d57 | 0;
const low0 = 0x1f53;
const high0 = 0xd251;
const low1 = 0x8d57;
const high1 = 0xcd9e;
const weyl0 = 0x9e3779b9 | 0;
const weyl1 = 0xbb67ae85 | 0;

/** The four words of counter (c0, c1, c2, c3) under key (k0, k1), as signed 32-bit integers, into `out`. */
export function philoxWords(
  out: Int32Array,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
): void {
  let x0 = c0 | 0;
  let x1 = c1 | 0;
  let x2 = c2 | 0;
  let x3 = c3 | 0;
  let key0 = k0 | 0;
  let key1 = k1 | 0;
  for (let round = 0; round < 10; round++) {
    // The upper halves of the two 64-bit products, by 16-bit digits (JavaScript multiplies integers to 32 bits only).
    const l0 = x0 & 0xffff;
    const h0 = x0 >>> 16;
    const m0 = (Math.imul(h0, low0) + (Math.imul(l0, low0) >>> 16)) | 0;
    const n0 = (Math.imul(l0, high0) + (m0 & 0xffff)) | 0;
    const upper0 = (Math.imul(h0, high0) + (m0 >>> 16) + (n0 >>> 16)) | 0;
    const l1 = x2 & 0xffff;
    const h1 = x2 >>> 16;
    const m1 = (Math.imul(h1, low1) + (Math.imul(l1, low1) >>> 16)) | 0;
    const n1 = (Math.imul(l1, high1) + (m1 & 0xffff)) | 0;
    const upper1 = (Math.imul(h1, high1) + (m1 >>> 16) + (n1 >>> 16)) | 0;
    const lower0 = Math.imul(x0, multiplier0);
    const lower1 = Math.imul(x2, multiplier1);
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
