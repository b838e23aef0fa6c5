import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Longer proofs are run by hand (`npm run long -- NAME`) and their results committed; one without a result proves nothing. */
const folder = new URL('../long/', import.meta.url);
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
});
