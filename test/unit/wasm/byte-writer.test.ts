import { describe, expect, test } from 'vitest';
import { makeByteWriter } from '../../../shared/wasm/byte-writer.ts';

/** What a writer wrote, after some bytes that make it grow on the way. */
function written(write: (out: ReturnType<typeof makeByteWriter>) => void): number[] {
  const out = makeByteWriter();
  out.bytes(new Uint8Array(1023));
  write(out);
  expect(out.take().length).toBe(out.length);
  return [...out.take().subarray(1023)];
}

/** Sum of 7 bits each, the sign in the last byte's second bit (WebAssembly core specification, 5.2.2). */
function decoded(bytes: readonly number[], signed: boolean): number {
  const value = bytes.reduce((sum, byte, index) => sum + BigInt(byte & 0x7f) * 128n ** BigInt(index), 0n);
  return Number(signed ? BigInt.asIntN(7 * bytes.length, value) : value);
}

const edges = [
  0,
  1,
  2,
  63,
  64,
  65,
  127,
  128,
  129,
  8191,
  8192,
  16_383,
  16_384,
  2 ** 20,
  2 ** 27,
  2 ** 28,
  2 ** 31 - 1,
];

describe('LEB128', () => {
  test.each([...edges, 2 ** 31, 2 ** 32 - 1])('%d without sign', (value) => {
    const bytes = written((out) => out.unsigned(value));
    expect(decoded(bytes, false)).toBe(value);
    expect(bytes.every((byte, index) => byte >= 0x80 === index < bytes.length - 1)).toBe(true);
    // no byte more than needed
    expect(bytes.length).toBe(Math.max(1, Math.ceil(Math.log2(value + 1) / 7)));
  });

  test.each([...edges, ...edges.map((edge) => -edge), -(2 ** 31)])('%d with sign', (value) => {
    const bytes = written((out) => out.signed(value));
    expect(decoded(bytes, true)).toBe(value === 0 ? 0 : value);
    expect(bytes.length).toBeLessThanOrEqual(5);
  });

  test('as the specification has it', () => {
    expect(written((out) => out.unsigned(624_485))).toEqual([0xe5, 0x8e, 0x26]);
    expect(written((out) => out.signed(-123_456))).toEqual([0xc0, 0xbb, 0x78]);
    expect(written((out) => out.signed(64))).toEqual([0xc0, 0x00]);
    expect(written((out) => out.signed(-64))).toEqual([0x40]);
  });
});

test('numbers are little-endian, text has its length in bytes', () => {
  expect(written((out) => out.float64(1))).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
  expect(written((out) => out.float64(-0))).toEqual([0, 0, 0, 0, 0, 0, 0, 0x80]);
  expect(written((out) => out.integer(-2n, 4))).toEqual([0xfe, 0xff, 0xff, 0xff]);
  expect(written((out) => out.integer(1n << 63n, 8))).toEqual([0, 0, 0, 0, 0, 0, 0, 0x80]);
  expect(written((out) => out.text('µ'))).toEqual([2, 0xc2, 0xb5]);
});
