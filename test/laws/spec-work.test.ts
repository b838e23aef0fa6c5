import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { documentLimits, readDocument } from '../../shared/base/document.ts';
import { nearestName } from '../../shared/base/nearest-name.ts';
import { parseFitSpec } from '../../shared/inference/spec/parse-fit-spec.ts';

const example = readFileSync(
  new URL('../../resources/examples/vi-hds/auto_constant.yaml', import.meta.url),
  'utf8',
);
const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join('');

afterEach(() => vi.restoreAllMocks());

type Search = (this: unknown, look: (...args: unknown[]) => unknown, self?: unknown) => unknown;

/** Items that searches look at and pieces that texts are cut into: what grows where something is done for every line again. */
function workOf(run: () => unknown): number {
  let work = 0;
  for (const search of ['some', 'find', 'every', 'findIndex'] as const) {
    const original = Array.prototype[search] as Search;
    const counting: Search = function (this: unknown, look, self) {
      return original.call(
        this,
        (...args) => {
          work += 1;
          return look.apply(self, args);
        },
        self,
      );
    };
    vi.spyOn(Array.prototype, search as 'some').mockImplementation(counting as typeof Array.prototype.some);
  }
  const split = String.prototype.split as (this: string, by: unknown, most?: number) => string[];
  vi.spyOn(String.prototype, 'split').mockImplementation(function (this: string, by: unknown, most?: number) {
    const pieces = split.call(this, by, most);
    work += pieces.length;
    return pieces;
  });
  try {
    run();
  } finally {
    vi.restoreAllMocks();
  }
  return work;
}

test.each([
  [
    'keys of params',
    (n: number) => example.replace('params:\n', `params:\n${many(n, (i) => `  k${i}: 1\n`)}`),
  ],
  [
    'one key again and again',
    (n: number) => example.replace('params:\n', `params:\n${many(n, () => '  k: 1\n')}`),
  ],
  ['keys at the top', (n: number) => `${example}\n${many(n, (i) => `k${i}: 1\n`)}`],
  [
    'marks and what refers to them',
    (n: number) => many(n, (i) => `a${i}: &a${i} 1\nb${i}: *a${i}\n`) + example,
  ],
])('twice as many %s are twice the work', (_, text) => {
  const [once, twice] = [1000, 2000].map((count) => workOf(() => parseFitSpec(text(count), 's.yaml')));
  expect(twice).toBeLessThan(2.5 * (once ?? 0) + 1000);
});

test('names of any length are not compared letter by letter', () => {
  const long = 'x'.repeat(50_000);
  // This would take minutes, and gigabytes.
  expect(nearestName(long, [`${long}y`])).toBeNull();
  expect(nearestName('n_hiden', ['n_hidden'])).toBe('n_hidden');
});

test('a text that is too long is refused before it is looked at', () => {
  const replace = vi.spyOn(String.prototype, 'replace');
  const read = readDocument('\u00a0'.repeat(documentLimits.characters + 1), 's.yaml');
  const looked = replace.mock.calls.length;
  vi.restoreAllMocks();
  expect([read.problems[0]?.code, looked]).toEqual(['document.tooLarge', 0]);
});

test('a key that is given twice is found, wherever its map lies', () => {
  for (const text of ['a: 1\nb: 2\na: 3\n', 'x: {a: 1, b: 2, a: 3}\n', '- {a: 1}\n- a: 1\n  "a": 2\n']) {
    const read = readDocument(text, 's.yaml');
    expect(read.problems.map(({ code, message }) => [code, message])).toEqual([
      ['document.syntax', 'the key “a” is given twice; keys are unique'],
    ]);
  }
  expect(readDocument('a: 1\nb: {a: 1}\n"1": 2\n', 's.yaml').ok).toBe(true);
});
