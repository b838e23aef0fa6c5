import { describe, expect, test } from 'vitest';
import { CodecError, encode } from '../../../shared/base/codec.ts';
import { decodeParcel, encodeParcel } from '../../../shared/base/parcel.ts';

/** As it goes over the wire. */
function parcelOf(value: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(encodeParcel(value) ?? []));
}

const files = [
  { name: 'ä.csv', bytes: Uint8Array.of(1, 2, 3) },
  { name: 'empty.csv', bytes: new Uint8Array() },
  { name: 'view.csv', bytes: Uint8Array.of(9, 8, 7, 6).subarray(1, 3) },
];

describe('a parcel', () => {
  test('gives back the message with its files, and other arrays with it', () => {
    const message = { files, x: Float64Array.of(Number.NaN, -0), $part: { $: 'part', value: '3' } };
    expect(decodeParcel(parcelOf(message), 1000, 100)).toEqual(message);
  });

  test('has the files as they are: none becomes a text, none is copied when it is taken out', () => {
    const bytes = new Uint8Array(1 << 16).fill(7);
    const pieces = encodeParcel({ files: [{ name: 'a.csv', bytes }] }) ?? [];
    expect(pieces.at(-1)).toBe(bytes);
    const parcel = new Uint8Array(Buffer.concat(pieces));
    const taken = decodeParcel(parcel, 1000, 100) as { readonly files: readonly { bytes: Uint8Array }[] };
    expect(taken.files[0]?.bytes).toEqual(bytes);
    expect(taken.files[0]?.bytes.buffer).toBe(parcel.buffer);
  });

  test('is not made of a message without bytes: that one is a text', () => {
    expect(encodeParcel({ a: 1, b: Float64Array.of(2) })).toBeNull();
  });

  const whole = parcelOf({ files });
  const withText = (text: string, rest: readonly number[] = []): Uint8Array<ArrayBuffer> => {
    const bytes = new TextEncoder().encode(text);
    const head = new Uint8Array(4);
    new DataView(head.buffer).setUint32(0, bytes.length, true);
    return Uint8Array.from([...head, ...bytes, ...rest]);
  };
  test.each([
    ['nothing', new Uint8Array()],
    ['half a head', whole.slice(0, 3)],
    ['a text that ends early', whole.slice(0, 20)],
    ['files that end early', whole.slice(0, -1)],
    ['bytes that nobody names', Uint8Array.from([...whole, 0])],
    ['a head that promises too much', Uint8Array.from([255, 255, 255, 255, ...whole.slice(4)])],
    ['a length below nothing', withText('{"$":"part","value":"-1"}')],
    ['a length that is none', withText('{"$":"part","value":"1e1"}', [1, 2, 3])],
    ['a length beyond all numbers', withText(`{"$":"part","value":"${'9'.repeat(400)}"}`)],
    ['too many parts', withText(`[${'0,'.repeat(200)}0]`)],
    ['a text longer than any', withText(encode('x'.repeat(2000)))],
  ])('is refused where it is %s', (_, bytes) => {
    expect(() => decodeParcel(bytes, 1000, 100)).toThrow(CodecError);
  });
});
