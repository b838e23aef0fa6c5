import { describe, expect, test } from 'vitest';
import { fillNormals, type RandomStream } from '../../../../shared/base/random.ts';
import { sha256Hex } from '../../../../shared/base/sha256.ts';
import { makeNoise } from '../../../../shared/inference/draws/noise.ts';
import { makeArrayMemory } from '../../../../shared/inference/draws/simd/array-memory.ts';

const stream: RandomStream = { seed: 7, purpose: 'test', step: 3, individual: 11 };

/** As bits, so that -0 is not 0. */
function bits(values: Float64Array): BigInt64Array {
  return new BigInt64Array(values.slice().buffer);
}

function plain(length: number, of: RandomStream): Float64Array {
  const out = new Float64Array(length);
  fillNormals(of, out);
  return out;
}

describe('noise is that of fillNormals, to the bit', () => {
  test('in whole and in odd stretches, and nothing else is written', () => {
    const { values, fill } = makeNoise(3000, makeArrayMemory());
    for (const length of [0, 1, 3, 4, 15, 16, 17, 31, 33, 1023, 1024, 1025, 2047, 2900]) {
      for (const from of [0, 1, 6, 16]) {
        values.fill(9);
        fill(stream, from, from + length);
        expect(bits(values.subarray(from, from + length))).toEqual(bits(plain(length, stream)));
        expect(values.fill(9, from, from + length).every((value) => value === 9)).toBe(true);
      }
    }
  });

  test('of many streams', () => {
    const { values, fill } = makeNoise(1000, makeArrayMemory());
    const numbers = [0, 1, 77, 2 ** 31, 2 ** 32 - 1];
    for (const seed of [...numbers, 2 ** 40 + 17, 2 ** 53 - 1]) {
      for (const step of numbers) {
        for (const individual of numbers) {
          const of = { seed, step, individual, purpose: 'training' } as const;
          fill(of, 0, 1000);
          expect(bits(values)).toEqual(bits(plain(1000, of)));
        }
      }
    }
  });

  test('as stored fits have had them', () => {
    const { values, fill } = makeNoise(180_000, makeArrayMemory());
    fill({ seed: 5, purpose: 'evaluation', step: 0, individual: 3 }, 0, values.length);
    // the same sum as in the test of fillNormals
    expect(sha256Hex(new Uint8Array(values.slice().buffer))).toBe(
      '2c083b0b717fff7152eba89adbd1b16d90b4b6118a33b604d8f76c8c933068fa',
    );
  });
});
