import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fitStatus } from '../../shared/fit/life.ts';

const root = join(import.meta.dirname, '../..');

/** Places where a fit's status is compared with, set to or typed as a text of its own. */
function byHand(text: string): readonly string[] {
  const names = Object.values(fitStatus).join('|');
  return text.match(new RegExp(`\\bstatus\\??(?: [!=]==|:) ['"](?:${names})['"]`, 'g')) ?? [];
}

test('a fit’s status is always a named one', () => {
  const found = ['shared', 'main', 'renderer'].flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|svelte)$/.test(file))
      .flatMap((file) =>
        byHand(readFileSync(join(root, top, file), 'utf8')).map((what) => `${top}/${file}: ${what}`),
      ),
  );
  expect(found).toEqual([]);
});

test.each([
  "if (fit.status === 'done')",
  "{ status: 'failed', problems }",
  "readonly status: 'queued' | 'x'",
])('the law sees %s', (text) => {
  expect(byHand(text)).toHaveLength(1);
});
