import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCsv } from '../helpers/parse-csv.ts';
import { smallPlate, writeSmall } from '../helpers/small-plate.ts';
import { jsonLines, run } from './command-line.ts';

const wells = ['--preprocessing', 'wells', '--evaluation-draws', '200'];
const chains = ['--posterior', 'nuts', '--warmup', '40', '--epochs', '60'];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-new-'));
  writeSmall(folder);
  writeFileSync(join(folder, 'new.csv'), smallPlate(0.55).replaceAll('C=', 'C=1'));
  writeFileSync(join(folder, 'far.csv'), smallPlate(2));
  for (const [out, options] of [
    ['trained', ['--epochs', '20', '--draws', '20']],
    ['chains', chains],
  ] as const) {
    const ended = await run(folder, 'fit', 'small.yaml', ...wells, ...options, '--out', out);
    expect([0, 4], ended.stderr).toContain(ended.code);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function text(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

function rowsOf(file: string): readonly Readonly<Record<string, string>>[] {
  const [header = [], ...rows] = parseCsv(text(file));
  return rows.map((row) => Object.fromEntries(header.map((name, c) => [name, row[c] ?? ''])));
}

describe.each(['trained', 'chains'])('predict --new of a fit that is %s', (fit) => {
  test('leaves four files, the same on any number of threads, and leaves the fit as it was', async () => {
    const before = text(`${fit}/fit.json`);
    const out = `${fit}-one`;
    const ended = await run(
      folder,
      'predict',
      fit,
      '--new',
      'new.csv',
      '--threads',
      '1',
      '--out',
      out,
      '--json',
    );
    expect(ended.code, ended.stderr).toBe(0);
    const told = jsonLines(ended.stdout).flatMap((line) => ('new' in line ? [line.new] : []));
    expect(told).toHaveLength(8);
    expect(told[0]).toMatchObject({ well: 'new/A1', device: 'D1', treatments: 'C=10' });
    const rows = rowsOf(`${out}/predictions.csv`);
    expect(rows).toHaveLength(8 * 2 * 20);
    expect(rows[1]).toMatchObject({ plate: 'new', well: 'A1', set: 'new', signal: 'OD', time_h: '0.55' });
    for (const row of rows) {
      expect(Number(row.observed)).toBeGreaterThan(0);
      if (row.q975 !== '') expect(Number(row.q975)).toBeGreaterThan(Number(row.curve_q75));
    }
    const about = JSON.parse(text(`${out}/predict.json`));
    expect(about).toMatchObject({ format: 'wellspring-predict/1', files: [{ file: 'new.csv' }] });
    expect(about.wells[0].ess).toBeGreaterThan(0);
    // a row is blank exactly where few draws count
    for (const { well, ess } of about.wells) {
      const own = rowsOf(`${out}/parameters.csv`).filter(({ individual }) => individual === well);
      expect(own.map(({ parameter }) => parameter)).toEqual(expect.arrayContaining(['r', 'K']));
      for (const { mean, sd, q025 } of own)
        expect([mean !== '', sd === '', q025 === '']).toEqual([true, ess < 10, ess < 10]);
    }
    const draws = rowsOf(`${out}/posterior.csv`).filter(({ parameter }) => parameter === 'r');
    expect(draws.filter(({ individual }) => individual === 'new/A2').length).toBeGreaterThan(100);
    const two = await run(
      folder,
      'predict',
      fit,
      '--new',
      'new.csv',
      '--threads',
      '2',
      '--out',
      `${fit}-two`,
    );
    expect(two.code, two.stderr).toBe(0);
    for (const file of ['predictions.csv', 'parameters.csv', 'posterior.csv'])
      expect(text(`${fit}-two/${file}`)).toBe(text(`${out}/${file}`));
    expect(text(`${fit}/fit.json`)).toBe(before);
    const again = await run(folder, 'predict', fit, '--new', 'new.csv', '--out', out);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('nothing is written over');
  });
});

test('files may be many, and layouts and answers go with them as with import', async () => {
  writeFileSync(join(folder, 'bare.csv'), text('new.csv').replaceAll('D1,', ','));
  const bare = await run(folder, 'predict', 'chains', '--new', 'bare.csv');
  expect(bare.code).toBe(1);
  expect(bare.stderr).toContain('--layout');
  writeFileSync(join(folder, 'layout.csv'), 'well,device,C [uM]\nA1,D1,0.002\n');
  const laid = await run(
    folder,
    ...['predict', 'chains', '--new', 'bare.csv', 'new.csv', '--layout', 'layout.csv', '--json'],
  );
  expect(laid.code, laid.stderr).toBe(0);
  const told = jsonLines(laid.stdout).flatMap((line) => ('new' in line ? [line.new] : []));
  // the layout is of every plate without one of its own
  expect(told[0]).toMatchObject({ well: 'bare/A1', treatments: 'C=2' });
  expect(told.length).toBeGreaterThan(8);
});

test('for people: parameters with their ranges, and how many draws they rest on', async () => {
  const ended = await run(folder, 'predict', 'chains', '--new', 'new.csv');
  expect(ended.code, ended.stderr).toBe(0);
  expect(ended.stdout).toMatch(/new\/A1, D1, C=10: [\d.]+ of \d+ draws count/);
  expect(ended.stdout).toMatch(/ {2}r +1\.\d+ +[\d.]+ to [\d.]+/);
  expect(ended.stdout).toContain('! dose beyond those measured');
});

test.each([
  [['trained', '--new', 'nowhere.csv'], 1, 'cannot be read'],
  [['trained', '--new', 'small.csv'], 1, 'one of the fit’s'],
  [['trained', '--new', 'far.csv'], 1, '--posterior nuts'],
  [['trained', '--new', 'new.csv', '--device', 'D1'], 2, '--device does not go with it'],
  [['trained', '--new', 'new.csv', '--seen', '6'], 2, '--seen does not go with it'],
  [['trained', '--new', 'new.csv', '--zero-shot'], 2, '--zero-shot does not go with it'],
  [['trained', '--layout', 'layout.csv'], 2, '--layout goes with --new'],
  [['trained', 'new.csv'], 2, 'given with --new'],
] as const)('%j ends with code %i: %s', async (args, code, words) => {
  const ended = await run(folder, 'predict', ...args);
  expect(ended.code, ended.stderr).toBe(code);
  expect(ended.stderr).toContain(words);
});
