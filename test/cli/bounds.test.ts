import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from './command-line.ts';

const examples = join(import.meta.dirname, '../../resources/examples/vi-hds');
const spec = join(examples, 'auto_constant.yaml');
const plate = join(examples, 'proc_EC10G_EtOH.csv');
const few = ['--epochs', '1', '--draws', '2', '--evaluation-draws', '2'];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-bounds-'));
  const input = (value: unknown): string => JSON.stringify(value);
  const well = { treatments: { C6: 0, C12: 0 } };
  writeFileSync(join(folder, 'deep.json'), '['.repeat(100_000) + ']'.repeat(100_000));
  writeFileSync(join(folder, 'deep-key.json'), `{"a":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`);
  const parts = { groups: { aR: 1e12 }, individuals: [{ times: [0] }], draws: [] };
  writeFileSync(join(folder, 'parts.json'), input(parts));
  const draw = { individual: 0, parameters: {} };
  const times = Array.from({ length: 5000 }, (_, n) => n);
  writeFileSync(
    join(folder, 'many.json'),
    input({ times, individuals: [well], draws: Array(2000).fill(draw) }),
  );
  const signals = Array.from({ length: 200_000 }, (_, n) => `s${n}`).join(',');
  const zeros = ',0'.repeat(200_000);
  const rows = [`Content,Colony,Well Col,Well Row,Content,${signals}`, `,,,,${zeros}`, `X,,1,A,C6=1${zeros}`];
  writeFileSync(join(folder, 'wide.csv'), `${rows.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

// The bounds of every setting at every door: test/contracts/settings.test.ts.
test.each([
  ['--draws', '0'],
  ['--draws', '-1'],
  ['--epochs', '1.5'],
  ['--folds', '1'],
  ['--fold', '0'],
])('fit ... %s %s is wrong usage, in words', async (option, value) => {
  const { code, stdout, stderr } = await run(folder, 'fit', spec, `${option}=${value}`);
  expect([code, stdout], stderr).toEqual([2, '']);
  expect(stderr).toContain(`${option} ${value}: give a whole number from `);
});

test.each([
  ['--epochs', '9007199254740991'],
  ['--draws', '100000000'],
  ['--evaluation-draws', '9007199254740991'],
  ['--batch', '9007199254740991'],
  ['--folds', '100000000'],
  ['--fold-seed', '4294967296'],
  ['--threads', '65'],
  ['--epochs', '1e30'],
])('fit ... %s %s is more than the program can do: a problem with a way out', async (option, value) => {
  const { code, stdout, stderr } = await run(folder, 'fit', spec, option, value);
  expect([code, stdout], stderr).toEqual([1, '']);
  expect(stderr).toContain(`error: ${option} ${value}: it is more than the program can do`);
  expect(stderr).toMatch(/-> Give a whole number from \d+ to \d+\./);
});

test('more than can be done is refused before a fit is gone on with, and nothing is made', async () => {
  expect((await run(folder, 'import', plate, '--project', 'R')).code).toBe(0);
  const first = await run(folder, 'fit', spec, ...few, '--evaluate-every', '1', '--project', 'R');
  expect(first.code, first.stderr).toBe(0);
  const before = readFileSync(join(folder, 'R.wellspring'));
  for (const more of [
    ['fit', '--resume', 'R.wellspring', '--epochs', '4', '--threads', '1000'],
    ['fit', '--resume', 'R.wellspring', '--epochs', '9007199254740991'],
    ['predict', 'R.wellspring', '--threads', '1000'],
  ])
    expect((await run(folder, ...more)).code, more.join(' ')).toBe(1);
  expect(readFileSync(join(folder, 'R.wellspring')).equals(before)).toBe(true);
});

test.each([
  ['fit', spec, '--epochs', '1', '--draws', '900000', '--evaluation-draws', '2'],
  ['fit', spec, ...few, '--folds', '10000'],
  ['fit', spec, ...few, '--set', 'substeps=1000000000'],
  ['fit', spec, ...few, '--set', 'n_hidden=1000000000'],
  ['fit', spec, ...few, '--set', 'n_filters=1000000000'],
  ['fit', spec, ...few, '--set', 'n_batch=1000000000'],
  ['fit', spec, ...few, '--set', 'solver=dopri15', '--set', 'max_steps=1000000000000'],
  ['fit', join(examples, 'dr_blackbox_icml.yaml'), ...few, '--set', 'n_z=1000000000'],
  ['evaluate', 'dr_constant', '--input', 'deep.json'],
  ['evaluate', 'dr_constant', '--input', 'deep-key.json'],
  ['evaluate', 'dr_constant', '--input', 'parts.json'],
  ['evaluate', 'dr_constant', '--input', 'many.json'],
  ['import', 'wide.csv', '--project', 'P'],
])('%s %s ... is refused in words', async (...command) => {
  const { code, stdout, stderr } = await run(folder, ...command);
  expect([code, stdout], stderr).toEqual([1, '']);
  expect(stderr).toMatch(/error: /);
  // Sizes are words for people.
  expect(stderr).not.toMatch(/\de\+\d+ GB/);
  expect(stderr).not.toMatch(/bug of Wellspring|RangeError|TypeError|\n {4}at /);
  // for people: no screenful
  expect(stderr.length).toBeLessThan(60_000);
});
