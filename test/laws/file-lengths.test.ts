import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Lines of a file. Tables are data (`.json`, `.csv`), and are not counted. */
const most = 350;

/** Whatever is built or installed lies in folders of its own. */
function sources(folder = root): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (/^(?:\.|node_modules$|dist)/.test(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /(?<!\.d)\.(?:ts|svelte|mjs)$/.test(entry.name) ? [path] : [];
  });
}

const lines = new Map(
  sources().map((path) => [
    relative(root, path).replaceAll('\\', '/'),
    readFileSync(path, 'utf8').replace(/\n$/, '').split('\n').length,
  ]),
);

test('the law sees every room', () => {
  for (const file of [
    'run.mjs',
    'main/cli/layout.ts',
    'shared/channels.ts',
    'test/laws/file-lengths.test.ts',
  ])
    expect(lines.get(file), file).toBeGreaterThan(10);
  expect([...lines.keys()].some((file) => file.startsWith('renderer/') && file.endsWith('.svelte'))).toBe(
    true,
  );
});

test(`no file has more than ${most} lines`, () => {
  expect([...lines].filter(([, count]) => count > most)).toEqual([]);
});
