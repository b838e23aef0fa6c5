import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** The path of a module's address is percent-encoded: of a folder with a blank or a Chinese letter it names no file. */
const encoded = /import\.meta\.url\)\.pathname/;

test('no file is found by the encoded path of an address', () => {
  const wrong = ['shared', 'main', 'renderer', 'test'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .map((file) => `${room}/${file.replaceAll('\\', '/')}`)
      .filter((file) => /\.(ts|svelte|mjs)$/.test(file) && file !== 'test/laws/file-paths.test.ts')
      .filter((file) => encoded.test(readFileSync(join(root, file), 'utf8'))),
  );
  expect(wrong).toEqual([]);
});
