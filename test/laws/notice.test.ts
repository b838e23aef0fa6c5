import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';

const repository = path.join(import.meta.dirname, '../..');
const dist = path.join(repository, 'dist');
const read = (file: string): string => fs.readFileSync(path.join(repository, file), 'utf8');

/** Packages that the built program has code of, by its source maps. */
function bundled(): readonly string[] {
  const maps = fs
    .readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js.map'));
  const sources = maps.flatMap((name): string[] => JSON.parse(read(path.join('dist', name))).sources);
  const names = sources.map((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1]);
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}

describe('the licences of parts by others', () => {
  test('are shipped with the built program for every package that it has code of', () => {
    const names = bundled();
    expect(names).toContain('svelte');
    for (const name of [...names, 'better-sqlite3']) {
      const { version, license } = JSON.parse(read(`node_modules/${name}/package.json`));
      expect(read('dist/NOTICE')).toContain(`\n${name} ${version} (${license})\n\n`);
    }
  });

  test('lie in the repository as they are shipped: after a change copy dist/NOTICE', () => {
    expect(read('NOTICE')).toBe(read('dist/NOTICE'));
  });
});
