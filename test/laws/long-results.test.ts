import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import covers from '../long/covers.json' with { type: 'json' };

/** Longer proofs are run by hand (`npm run long -- NAME`) and their results committed; one without a result proves nothing. */
const folder = new URL('../long/', import.meta.url);
const root = fileURLToPath(new URL('../../', import.meta.url));
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3));

test.each(names)('the long proof %s has a result, and it passed', (name) => {
  const file = new URL(`results/${name}.json`, folder);
  expect(existsSync(file), `npm run long -- ${name}`).toBe(true);
  const { date, commit, numbers, pass } = JSON.parse(readFileSync(file, 'utf8'));
  expect(Number.isNaN(Date.parse(date))).toBe(false);
  expect(commit).toMatch(/^[0-9a-f]{40}$/);
  expect(numbers).toBeTypeOf('object');
  expect(pass).toBe(true);
  warnWhereOld(name, commit);
});

test('each long proof says which rooms it covers, and they are there', () => {
  expect(Object.keys(covers).sort()).toEqual([...names].sort());
  for (const rooms of Object.values(covers))
    for (const room of rooms) expect(existsSync(root + room), room).toBe(true);
});

/** A proof of code that has changed since is worth a word, not a failure. Without a repository nobody knows. */
function warnWhereOld(name: string, commit: string): void {
  const rooms = covers[name as keyof typeof covers] ?? [];
  const { status, stdout } = spawnSync('git', ['diff', '--shortstat', commit, 'HEAD', '--', ...rooms], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0 || stdout.trim() === '') return;
  console.warn(
    `${name}: ${rooms.join(', ')} changed since it was proved (${stdout.trim()}); npm run long -- ${name}`,
  );
}
