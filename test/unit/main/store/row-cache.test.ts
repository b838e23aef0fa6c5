import { expect, test } from 'vitest';
import { RowCache } from '../../../../main/store/row-cache.ts';

interface Row {
  readonly id: number;
  readonly text: string;
}

/** A table, and how often all of it and each row of it were read. */
function tableOf(...texts: readonly string[]) {
  const rows = new Map(texts.map((text, index) => [index + 1, text]));
  const reads = { all: 0, one: 0 };
  const cache = new RowCache<Row>(
    () => {
      reads.all += 1;
      return [...rows].map(([id, text]) => ({ id, text }));
    },
    (id) => {
      reads.one += 1;
      const text = rows.get(id);
      return text === undefined ? null : { id, text };
    },
    ({ id }) => id,
  );
  return { rows, reads, cache };
}

test('reads all once, then what was changed', () => {
  const { rows, reads, cache } = tableOf('a', 'b', 'c');
  const before = cache.list();
  expect(cache.list()).toBe(before);
  rows.set(2, 'B');
  cache.changed(2);
  cache.changed(2);
  const after = cache.list();
  expect(after.map(({ text }) => text)).toEqual(['a', 'B', 'c']);
  expect(after[0]).toBe(before[0]);
  expect(reads).toEqual({ all: 1, one: 1 });
});

test('a row that goes and comes back is in its place, and new ones are at the end', () => {
  const { rows, cache } = tableOf('a', 'b', 'c');
  cache.list();
  rows.delete(1);
  rows.set(4, 'd');
  cache.changed(1);
  cache.changed(4);
  expect(cache.list().map(({ text }) => text)).toEqual(['b', 'c', 'd']);
  rows.set(1, 'a');
  cache.changed(1);
  expect(cache.list().map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd']);
});
