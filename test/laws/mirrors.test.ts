import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Folders of unit tests, as paths below `test/unit`. */
function folders(below = ''): readonly string[] {
  const entries = readdirSync(`${root}test/unit/${below}`, { withFileTypes: true });
  const own = entries.some((entry) => entry.name.endsWith('.test.ts')) ? [below] : [];
  return [
    ...own,
    ...entries.flatMap((entry) => (entry.isDirectory() ? folders(`${below}${entry.name}/`) : [])),
  ];
}

/** Unit tests mirror the source: who looks for the test of a room finds it in the room of the same name. */
test.each(folders())('test/unit/%s is a room of the source', (folder) => {
  const source = /^(?:main|renderer)\//.test(folder) ? folder : `shared/${folder}`;
  expect(existsSync(`${root}${source}`), source).toBe(true);
});
