import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../../../shared/base/random.ts';
import { addProduct, addProductTransposed } from '../../../../shared/inference/draws/matrix-product.ts';
import { makeArrayMemory } from '../../../../shared/inference/draws/simd/array-memory.ts';

const arrays = makeArrayMemory();

function numbers(count: number, individual: number) {
  const out = arrays.float64(count);
  fillNormals({ seed: 1, purpose: 'test', step: 0, individual }, out);
  return out;
}

/** Rows, columns, terms: whole blocks, one over, one short, single ones, none. */
const sizes = [
  [4, 8, 3],
  [5, 9, 7],
  [3, 7, 1],
  [1, 1, 5],
  [2, 3, 4],
  [7, 4, 2],
  [9, 19, 6],
  [6, 21, 11],
  [2, 4, 0],
  [0, 4, 2],
  [3, 0, 2],
] as const;

describe.each(sizes)('%i rows, %i columns, %i terms', (rows, columns, terms) => {
  const a = numbers(500, 0);
  const b = numbers(500, 1);
  const before = numbers(500, 2);
  const copy = () => {
    const out = arrays.float64(before.length);
    out.set(before);
    return out;
  };
  /** The formula as it stands; `sum` of the terms' values. */
  const plain = (
    term: (r: number, c: number, n: number) => number,
    at: (r: number, c: number) => number,
    sum: (values: readonly number[]) => number,
  ) => {
    const out = before.slice();
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const values = Array.from({ length: terms }, (_, n) => term(r, c, n));
        out[at(r, c)] = (out[at(r, c)] as number) + sum(values);
      }
    }
    return out;
  };
  const inOrder = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const read = (values: Float64Array, at: number) => values[at] as number;

  test('A as it lies, with gaps', () => {
    const out = copy();
    addProduct(
      arrays,
      { rows: rows, columns: columns, terms: terms },
      { values: a, at: 3, row: terms + 1, term: 1 },
      { values: b, at: 2, row: columns + 2 },
      { values: out, at: 5, row: columns + 3 },
    );
    const expected = plain(
      (r, c, n) => read(a, 3 + r * (terms + 1) + n) * read(b, 2 + n * (columns + 2) + c),
      (r, c) => 5 + r * (columns + 3) + c,
      inOrder,
    );
    expect([...out]).toEqual([...expected]);
  });

  test('A transposed', () => {
    const out = copy();
    addProduct(
      arrays,
      { rows: rows, columns: columns, terms: terms },
      { values: a, at: 0, row: 1, term: rows },
      { values: b, at: 0, row: columns },
      { values: out, at: 0, row: columns },
    );
    const expected = plain(
      (r, c, n) => read(a, n * rows + r) * read(b, n * columns + c),
      (r, c) => r * columns + c,
      inOrder,
    );
    expect([...out]).toEqual([...expected]);
  });

  test('a correlation of series', () => {
    const out = copy();
    addProduct(
      arrays,
      { rows: rows, columns: columns, terms: terms },
      { values: a, at: 0, row: terms, term: 1 },
      { values: b, at: 4, row: 1 },
      { values: out, at: 0, row: columns },
    );
    const expected = plain(
      (r, c, n) => read(a, r * terms + n) * read(b, 4 + n + c),
      (r, c) => r * columns + c,
      inOrder,
    );
    expect([...out]).toEqual([...expected]);
  });

  test('B transposed', () => {
    const out = copy();
    addProductTransposed(arrays, { rows: rows, columns: columns, terms: terms }, a, b, out);
    const expected = plain(
      (r, c, n) => read(a, r * terms + n) * read(b, c * terms + n),
      (r, c) => r * columns + c,
      (values) => inOrder(values.filter((_, n) => n % 2 === 0)) + inOrder(values.filter((_, n) => n % 2)),
    );
    expect([...out]).toEqual([...expected]);
  });
});
