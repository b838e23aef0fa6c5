import { expect, test } from 'vitest';
import { sameData } from '../../../../renderer/state/same-data.ts';

test.each([
  [1, 1],
  [Number.NaN, Number.NaN],
  [null, null],
  [
    { a: [1, { b: 'x' }], c: Number.NaN },
    { a: [1, { b: 'x' }], c: Number.NaN },
  ],
  [[], []],
])('%j says the same as %j', (a, b) => {
  expect(sameData(a, b)).toBe(true);
});

test.each([
  [1, 2],
  [null, {}],
  [undefined, null],
  [[], {}],
  [[1], [1, 2]],
  [[1, 2], [1]],
  [{ a: 1 }, { a: 1, b: undefined }],
  [{ a: 1, b: undefined }, { a: 1 }],
  [{ a: undefined }, { b: undefined }],
  [{ a: { b: [1] } }, { a: { b: [2] } }],
  ['1', 1],
])('%j says something else than %j', (a, b) => {
  expect(sameData(a, b)).toBe(false);
});
