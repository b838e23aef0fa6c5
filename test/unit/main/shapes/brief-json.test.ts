import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { briefJson } from '../../../../main/shapes/brief-json.ts';
import { shortText } from '../../../../shared/base/short-text.ts';

describe('briefJson', () => {
  it('law: is the beginning of the JSON text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        const brief = briefJson(value);
        // Numbers of lists are written as they read: JSON has no negative zero.
        if (!/(?<![\d.])-0(?![\d.])/.test(brief)) expect(brief).toBe(shortText(text, 60));
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('names what JSON has no word for', () => {
    expect(briefJson(undefined)).toBe('nothing');
    expect(briefJson(Number.POSITIVE_INFINITY)).toBe('Infinity');
    expect(briefJson(7n)).toBe('7');
    expect(briefJson({ bytes: new Uint8Array(3) })).toBe('{"bytes":3 bytes}');
  });

  it('does not read the whole of what is long, deep or closed in itself', () => {
    let read = 0;
    const list = new Proxy(new Array(1000).fill(1), {
      get: (target, key, receiver) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) read += 1;
        return Reflect.get(target, key, receiver);
      },
    });
    expect(briefJson({ list })).toBe(`{"list":[${'1,'.repeat(25)}…`);
    expect(read).toBeLessThan(100);
    const round: unknown[] = [];
    round.push(round);
    expect(briefJson(round)).toBe(`${'['.repeat(59)}…`);
  });
});
