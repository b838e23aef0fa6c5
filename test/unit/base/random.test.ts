import { describe, expect, test } from 'vitest';
import { philoxWords } from '../../../shared/base/philox.ts';
import {
  fillNormals,
  fillUniforms,
  integerBelow,
  type RandomStream,
  shuffle,
} from '../../../shared/base/random.ts';
import { sha256Hex } from '../../../shared/base/sha256.ts';

const stream: RandomStream = { seed: 7, purpose: 'test', step: 3, individual: 11 };

function philox(counter: readonly number[], key: readonly number[]): number[] {
  const out = new Int32Array(4);
  const [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = counter;
  philoxWords({ c1, c2, c3, k0: key[0] ?? 0, k1: key[1] ?? 0 }, c0, out);
  return Array.from(out, (word) => word >>> 0);
}

function normals(count: number, change: Partial<RandomStream> = {}): Float64Array {
  const out = new Float64Array(count);
  fillNormals({ ...stream, ...change }, out);
  return out;
}

function correlation(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum / a.length;
}

test('philox gives the known answers of Random123', () => {
  const ones = [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff];
  expect(philox([0, 0, 0, 0], [0, 0])).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  expect(philox(ones, [0xffffffff, 0xffffffff])).toEqual([0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
  expect(philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])).toEqual([
    0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1,
  ]);
});

describe('normals', () => {
  test('have the moments of a standard normal', () => {
    const n = 200_000;
    const z = normals(n);
    const moment = (power: number) => z.reduce((sum, value) => sum + value ** power, 0) / n;
    // Four standard errors of each sample moment.
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });

  test('keep their bits: stored fits are reproduced by them', () => {
    const named = { seed: 2 ** 40 + 17, purpose: 'training', step: 12345, individual: 77 } as const;
    const first = normals(23, named);
    expect(Array.from(first.subarray(0, 4))).toEqual([
      2.0978673006981783, -0.1645620670902005, -0.8178587171995363, -2.2592547320051977,
    ]);
    expect(Array.from(first.subarray(19))).toEqual([
      -2.9976742490899784, -0.7185516973772679, 2.38634565466433, -0.29838207416362084,
    ]);
    const many = normals(180_000, { seed: 5, purpose: 'evaluation', step: 0, individual: 3 });
    // Of the bytes, little-endian, as they were before normals were computed in chunks.
    expect(sha256Hex(new Uint8Array(many.buffer))).toBe(
      '2c083b0b717fff7152eba89adbd1b16d90b4b6118a33b604d8f76c8c933068fa',
    );
  });

  test('fill any stretch of an array and leave the rest', () => {
    const whole = normals(50);
    for (const length of [0, 1, 3, 4, 7, 8, 9, 15, 16, 29]) {
      const out = new Float64Array(40).fill(9);
      fillNormals(stream, out, 5, 5 + length);
      expect(out.subarray(5, 5 + length)).toEqual(whole.subarray(0, length));
      expect(out.fill(9, 5, 5 + length).every((value) => value === 9)).toBe(true);
    }
  });

  test('a longer request begins with a shorter one', () => {
    expect(Array.from(normals(1001).subarray(0, 7))).toEqual(Array.from(normals(7)));
  });

  test.each([
    ['seed', { seed: 8 }],
    ['upper half of the seed', { seed: 7 + 2 ** 32 }],
    ['purpose', { purpose: 'training' as const }],
    ['step', { step: 4 }],
    ['individual', { individual: 12 }],
  ])('change with the %s, without correlation', (_, change) => {
    const n = 20_000;
    expect(Math.abs(correlation(normals(n), normals(n, change)))).toBeLessThan(4 / Math.sqrt(n));
  });
});

test('uniforms fill [0, 1) evenly', () => {
  const out = new Float64Array(100_000);
  fillUniforms(stream, out);
  const counts = new Array<number>(10).fill(0);
  expect(out.every((u) => u >= 0 && u < 1)).toBe(true);
  for (const u of out) {
    counts[Math.floor(u * 10)] = (counts[Math.floor(u * 10)] ?? 0) + 1;
  }
  const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(chiSquare).toBeLessThan(27.9); // 0.999 quantile at 9 degrees of freedom
});

test('a shuffle is a permutation and puts every item everywhere', () => {
  const seen = Array.from({ length: 5 }, () => new Set<number>());
  for (let step = 0; step < 100; step++) {
    const items = Int32Array.from([0, 1, 2, 3, 4]);
    shuffle({ ...stream, step }, items);
    expect(Array.from(items).sort()).toEqual([0, 1, 2, 3, 4]);
    for (const [at, item] of items.entries()) seen[at]?.add(item);
  }
  expect(seen.map((set) => set.size)).toEqual([5, 5, 5, 5, 5]);
  expect(integerBelow(stream, 3, 1)).toBe(0);
});
