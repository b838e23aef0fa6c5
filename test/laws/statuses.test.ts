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

/** Places where a trajectory's status is compared with or set to a number of its own. */
function byNumber(text: string): readonly string[] {
  return text.match(/(?:\bstatus|Status)(?:\[[^\]]*\])? (?:[!=]==?|=) \d+\b/g) ?? [];
}

/** What `look` finds in any file of these folders. */
function foundIn(tops: readonly string[], look: (text: string) => readonly string[]): readonly string[] {
  return tops.flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|svelte)$/.test(file))
      .flatMap((file) =>
        look(readFileSync(join(root, top, file), 'utf8')).map((what) => `${top}/${file}: ${what}`),
      ),
  );
}

test('a fit’s status is always a named one', () => {
  expect(foundIn(['shared', 'main', 'renderer'], byHand)).toEqual([]);
});

test('a trajectory’s status is always a named one', () => {
  expect(foundIn(['shared', 'main'], byNumber)).toEqual([]);
});

test.each([
  'if (status !== 0) return;',
  'workspace.status[t] === 0 && x',
  'if (out.status[row + lane] !== 0)',
  'status[t] = 3;',
  'const maxStepsStatus = 1;',
])('the law sees %s', (text) => {
  expect(byNumber(text)).toHaveLength(1);
});

test.each([
  "if (fit.status === 'done')",
  "{ status: 'failed', problems }",
  "readonly status: 'queued' | 'x'",
])('the law sees %s', (text) => {
  expect(byHand(text)).toHaveLength(1);
});
