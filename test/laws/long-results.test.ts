import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { changedSince } from '../helpers/changed-since.ts';
import covers from '../long/covers.json' with { type: 'json' };

/** Longer proofs are run by hand (`npm run long -- NAME`) and their results committed; one without a result proves nothing. */
const folder = new URL('../long/', import.meta.url);
const root = fileURLToPath(new URL('../../', import.meta.url));
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3));

/** Proofs that are not had yet, each with what stands in the way; a line goes with the result that passes. */
const open: Readonly<Record<string, string>> = {
  ceiling:
    'written and not run whole yet: the fit, and annealing of 78 wells, take half an hour of a machine that is not busy',
  recover:
    'eighteen of fifty sets run: 89 % of shared intervals hold what is true; two sets had a transition or more that diverged',
  posterior:
    'constant noise, two seeds, 250 + 600 transitions in about 290 s and a minute of tables: all 38 that wells share converge and agree within 2.3 errors; seven to eleven of 936 values of wells do not, lags with a rare arm; the other noise was not run',
  'zero-shot':
    'by the hierarchical bound three of four devices: ECFP better than stand-ins in all, EYFP in none (R100-S34 .159 against .051: without it aS of S34 is 46 and not 83); by chains not run',
};

test.for(Object.keys(open))('the long proof %s is open, and says nothing else', (name) => {
  expect(names).toContain(name);
  expect(existsSync(new URL(`results/${name}.json`, folder))).toBe(false);
});

test.for(names.filter((name) => open[name] === undefined))(
  'the long proof %s has a result, and it passed',
  async (name, { annotate }) => {
    const file = new URL(`results/${name}.json`, folder);
    expect(existsSync(file), `npm run long -- ${name}`).toBe(true);
    const { date, commit, numbers, pass } = JSON.parse(readFileSync(file, 'utf8'));
    expect(Number.isNaN(Date.parse(date))).toBe(false);
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect(numbers).toBeTypeOf('object');
    expect(pass).toBe(true);
    // A proof of code that has changed since is worth a word, not a failure.
    const rooms = covers[name as keyof typeof covers] ?? [];
    const changed = changedSince(root, commit, rooms);
    if (changed !== null) {
      const again = `npm run long -- ${name}`;
      await annotate(
        `${name}: ${rooms.join(', ')} changed since it was proved (${changed}); ${again}`,
        'warning',
      );
    }
  },
);

test('each long proof says which rooms it covers, and they are there', () => {
  expect(Object.keys(covers).sort()).toEqual([...names].sort());
  for (const rooms of Object.values(covers))
    for (const room of rooms) expect(existsSync(root + room), room).toBe(true);
});

describe('what has changed since a commit', () => {
  const repository = mkdtempSync(join(tmpdir(), 'wellspring-changed-'));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: repository,
      encoding: 'utf8',
    }).trim();
  mkdirSync(join(repository, 'room'));
  writeFileSync(join(repository, 'room', 'a.ts'), '1\n');
  writeFileSync(join(repository, 'b.ts'), '1\n');
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  const first = git('rev-parse', 'HEAD');
  afterAll(() => rmSync(repository, { recursive: true, force: true }));

  test('is told of the rooms that are asked for, committed or not', () => {
    writeFileSync(join(repository, 'b.ts'), '2\n');
    expect(changedSince(repository, first, ['room'])).toBeNull();
    expect(changedSince(repository, first, ['room', 'b.ts'])).toContain('1 file changed');
    writeFileSync(join(repository, 'room', 'a.ts'), '2\n');
    expect(changedSince(repository, first, ['room'])).toContain('1 file changed');
    git('commit', '--quiet', '--all', '-m', 'second');
    expect(changedSince(repository, first, ['room'])).toContain('1 file changed');
    expect(changedSince(repository, git('rev-parse', 'HEAD'), ['room'])).toBeNull();
  });

  test('is not known where there is no such commit', () => {
    expect(changedSince(repository, '0'.repeat(40), ['room'])).toBeNull();
  });
});
