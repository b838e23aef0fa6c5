import type { LanePrecision } from './lane-algebra.ts';

/** IEEE 754 number: (-1)^sign 2^(exponent - exponentBias) (1 + fraction), of which fraction has `fractionBits` bits. */
interface NumberFormat {
  readonly fractionBits: number;
  readonly exponentBias: number;
  /** Bits of sqrt(1/2), which is the smallest mantissa that `logarithm.ts` works with. */
  readonly sqrtHalfBits: bigint;
  /** Keeps so few leading bits of a number that its product with a whole exponent is exact. */
  readonly leadingBits: bigint;
  /** log 2 in two parts; the first is so short that its product with a whole exponent is exact (Cody & Waite 1980). */
  readonly lnTwo: readonly [high: number, low: number];
}

export const numberFormats: Readonly<Record<LanePrecision, NumberFormat>> = {
  float32: {
    fractionBits: 23,
    exponentBias: 127,
    sqrtHalfBits: 0x3f3504f3n,
    leadingBits: 0xfffff000n,
    lnTwo: [0.693359375, -2.12194440054690583e-4],
  },
  float64: {
    fractionBits: 52,
    exponentBias: 1023,
    sqrtHalfBits: 0x3fe6a09e667f3bcdn,
    leadingBits: 0xffffffff_00000000n,
    lnTwo: [6.93147180369123816e-1, 1.9082149292705877e-10],
  },
};
