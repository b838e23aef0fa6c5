import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { largest, lowest, pushAll } from '../../shared/base/lists.ts';

const root = join(import.meta.dirname, '../..');

/** Of bounded length: corners of a range, the commands there are, a model's layers and their widths, neighbours in time. */
const short = [
  'shared/compute/differentiate.ts',
  'shared/compute/backends/javascript/emit-block.ts',
  'shared/compute/backends/javascript/generated.ts',
  'shared/compute/backends/wasm/scratch-layout.ts',
  'shared/plate/checks/outlying-readings.ts',

  'shared/model/operations/arithmetic.ts',
  'shared/model/operations/range.ts',
  'main/cli/help.ts',
];
/** Lists spread into a call that takes any number of arguments. */
const spread = /\.(push|unshift)\(\.\.\.|\b(Math\.(max|min)|fromCharCode|fromCodePoint)\([^;\n]*\.\.\./;

test('lists of any length work', () => {
  const many = Array.from({ length: 1_000_000 }, (_, n) => n);
  const list: number[] = [];
  pushAll(list, many);
  expect(list.length).toBe(many.length);
  expect(largest(many, 0)).toBe(999_999);
  expect([largest([], -1), largest([Number.NaN, 2], 0)]).toEqual([-1, 2]);
  expect([lowest(many, 7), lowest([], -1), lowest([Number.NaN, 2], 3)]).toEqual([0, -1, 2]);
});

test('no list whose length a file decides is spread into a call', () => {
  const spreading = ['shared', 'main'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .map((file) => `${room}/${file.replaceAll('\\', '/')}`)
      .filter((file) => file.endsWith('.ts') && !short.includes(file))
      .flatMap((file) =>
        readFileSync(join(root, file), 'utf8')
          .split('\n')
          .flatMap((line, n) => (spread.test(line) && !line.startsWith(' *') ? [`${file}:${n + 1}`] : [])),
      ),
  );
  expect(spreading).toEqual([]);
});
