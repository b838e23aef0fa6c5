import { describe, expect, test, vi } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../shared/base/base64.ts';
import { CodecError, decode, encode, keepText } from '../../../shared/base/codec.ts';

describe('codec', () => {
  const values: readonly (readonly [string, unknown])[] = [
    ['plain data', { a: 1, b: 'ü "quoted"', c: [true, null, 'x', []], d: {} }],
    ['numbers JSON has not', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 5e-324]],
    ['numbers to the last bit', [0.1 + 0.2, Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 53]],
    [
      'typed arrays',
      { x: new Float64Array([1, Number.NaN, -0]), y: new Int32Array([-1, 7]), z: new Uint8Array(0) },
    ],
    [
      'every length of bytes',
      Array.from({ length: 7 }, (_, n) => Uint8Array.from({ length: n }, (_, i) => 250 + i)),
    ],
    ['keys that look like tags', { $: 'number', value: 'NaN', $x: { $$: 1 } }],
    ['strings that look like tags', ['NaN', '$', '{"$":"number"}']],
    ['top-level scalars', 'text'],
    ['null', null],
  ];
  test.each(values)('gives back %s', (_, value) => {
    expect(decode(encode(value))).toEqual(value);
  });

  test('gives back a view into a larger buffer without its surroundings', () => {
    const view = new Float64Array(new Float64Array([1, 2, 3, 4]).buffer, 8, 2);
    expect(decode(encode(view))).toEqual(new Float64Array([2, 3]));
  });

  test('changes nothing in what it is given, wherever JSON cannot say it', () => {
    const value = { a: 1, b: [1, Number.NaN, { $x: -0, y: 'z' }], c: { d: Float64Array.of(1) }, e: [[]] };
    const before = structuredClone(value);
    expect(decode(encode(value))).toEqual(value);
    expect(value).toEqual(before);
  });

  test('makes the text of what is kept once, and puts it in its place', () => {
    let reads = 0;
    const record = {
      get a() {
        reads += 1;
        return Number.NaN;
      },
    };
    const list = keepText([record, { $: 1 }]);
    const message = { kind: 'value', value: { deep: [list], other: 'x', again: list } };
    const plain = { a: Number.NaN };
    const told = { deep: [[plain, { $: 1 }]], other: 'x', again: [plain, { $: 1 }] };
    for (let i = 0; i < 3; i++) expect(decode(encode(message))).toEqual({ kind: 'value', value: told });
    expect(decode(encode(list))).toEqual([plain, { $: 1 }]);
    const once = reads;
    encode(message);
    expect(reads).toBe(once);
    expect(once).toBeLessThan(5);
  });

  test('a text of the user’s cannot be taken for one that is kept', () => {
    const list = keepText([1, 2]);
    for (const text of ['\0kept\0', '"\0kept\0"', '"\\u0000kept\\u0000"', '\\u0000kept\\u0000']) {
      const message = { a: text, list, [text]: [text] };
      expect(decode(encode(message))).toEqual({ a: text, list: [1, 2], [text]: [text] });
    }
  });

  test('leaves out undefined properties', () => {
    expect(decode(encode({ a: undefined, b: 1 }))).toStrictEqual({ b: 1 });
  });

  const hostile: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['no JSON', '{"a":'],
    ['an unknown tag', '{"$":"Function","value":"alert(1)"}'],
    ['a tag with more beside it', '{"$":"number","value":"NaN","x":1}'],
    ['a number that is none', '{"$":"number","value":"12"}'],
    ['bytes that are not base64', '{"$":"Float64Array","value":"A?AAAAAA8D8="}'],
    ['half an element', '{"$":"Float64Array","value":"AAAA"}'],
    ['a prototype', '{"__proto__":{"polluted":true}}'],
    ['a nested prototype', '{"a":[{"__proto__":null}]}'],
    ['a tag named like a method', '{"$":"constructor","value":""}'],
    ['an unescaped key', '{"$x":1}'],
    ['a very deep nesting', `${'['.repeat(100000)}${']'.repeat(100000)}`],
  ];
  test.each(hostile)('refuses %s', (_, text) => {
    expect(() => decode(text)).toThrow(CodecError);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each([
    ['too deep', '['.repeat(1 << 20), {}],
    ['too deep in records', '{"a":'.repeat(1 << 16), {}],
    ['too deep behind much else', `[${'"x\\"",'.repeat(9)}${'['.repeat(70)}`, {}],
    ['of too many items', `[${'0,'.repeat(1 << 16)}0]`, { mostParts: 1 << 16 }],
    ['of too many records', `[${'{},'.repeat(40_000)}{}]`, { mostParts: 1 << 16 }],
    ['beside bytes that are not there', '{"a":{"$":"part","value":"1"}}', {}],
  ])('looks at what is %s before anything is made of it', (_, text, limits) => {
    const parse = vi.spyOn(JSON, 'parse');
    expect(() => decode(text, limits)).toThrow(CodecError);
    expect(parse.mock.calls.length).toBe(text.includes('part') ? 1 : 0);
    parse.mockRestore();
  });

  test('refuses to send what is no data', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    for (const value of [
      () => 1,
      1n,
      Symbol('x'),
      new Map(),
      new Date(0),
      cycle,
      new DataView(new ArrayBuffer(8)),
    ]) {
      expect(() => encode(value)).toThrow(CodecError);
    }
  });
});

test('base64 agrees with another implementation', () => {
  for (let length = 0; length < 300; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 97 + length * 31) & 255);
    const text = Buffer.from(bytes).toString('base64');
    expect(encodeBase64(bytes)).toBe(text);
    expect(decodeBase64(text)).toEqual(bytes);
  }
});
