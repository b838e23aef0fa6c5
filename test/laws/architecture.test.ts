import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Paths in code marks: `main/jobs/fit-job.ts`. */
function filesIn(text: string): readonly string[] {
  return [
    ...text.matchAll(/`((?:main|shared|renderer|test|resources)\/[\w./-]+\.(?:ts|svelte|md))`/g),
  ].flatMap(([, file]) => (file === undefined ? [] : [file]));
}

test.each(['README.md', 'shared/README.md', 'test/README.md', 'resources/docs/architecture.md'])(
  'every file that %s names is there',
  (document) => {
    const files = filesIn(readFileSync(root + document, 'utf8'));
    expect(files.filter((file) => !existsSync(root + file))).toEqual([]);
  },
);

test('the walks name the files of each room that a reading goes through', () => {
  const files = filesIn(readFileSync(`${root}resources/docs/architecture.md`, 'utf8'));
  expect(files.length).toBeGreaterThan(30);
});
