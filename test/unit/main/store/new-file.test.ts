import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isPlainName, writeNew } from '../../../../main/store/new-file.ts';
import { temporaryFolder } from '../../../helpers/project-file.ts';

test('a new file gets a free name, and replaces nothing', () => {
  const { folder, remove } = temporaryFolder();
  expect(writeNew(join(folder, 'a.csv'), ['x,', 'y\n'])).toBe('placed');
  writeFileSync(join(folder, 'b.csv'), 'mine');
  expect(writeNew(join(folder, 'b.csv'), Uint8Array.of(1))).toBe('taken');
  expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('x,y\n');
  expect(readFileSync(join(folder, 'b.csv'), 'utf8')).toBe('mine');
  expect(readdirSync(folder).sort()).toEqual(['a.csv', 'b.csv']);
  remove();
});

test('a name that leads elsewhere is no file’s name', () => {
  for (const name of ['', '.', '..', '../a', 'a/b', '/a', 'a\\b', 'C:a', 'a\0b'])
    expect(isPlainName(name), name).toBe(false);
  for (const name of ['a.csv', '.hidden', 'a b', '数据.csv', 'a..b'])
    expect(isPlainName(name), name).toBe(true);
});
