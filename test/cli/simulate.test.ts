import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCsv } from '../helpers/parse-csv.ts';
import { jsonLines, run } from './command-line.ts';

const circuit = fileURLToPath(new URL('../long/circuit/', import.meta.url));
const published = fileURLToPath(new URL('../../resources/examples/vi-hds/', import.meta.url));
const short = ['--until', '3', '--every', '30'];
const toggle = join(circuit, 'toggle.yaml');
const design = join(circuit, 'design.csv');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-simulate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');
const tableOf = (...path: string[]) => {
  const [header = [], ...rows] = parseCsv(read(...path));
  return rows.map((cells) => Object.fromEntries(header.map((name, n) => [name, cells[n] ?? ''])));
};

test('wells of a design become files that are read, laid out and fitted like any others', async () => {
  const made = await run(folder, 'simulate', toggle, '--design', design, ...short, '--out', 'one', '--json');
  expect(made.code, made.stderr).toBe(0);
  expect(jsonLines(made.stdout).length).toBe(6);
  expect(readdirSync(join(folder, 'one')).sort()).toEqual([
    'day1.csv',
    'day2.csv',
    'layout.csv',
    'spec.yaml',
    'toggle_parts.model',
    'truth.csv',
  ]);
  const readings = tableOf('one', 'day1.csv');
  expect(readings.length).toBe(48 * 7);
  expect(Object.keys(readings[0] ?? {})).toEqual(['well', 'time (h)', 'OD', 'GFP', 'RFP']);
  const truth = tableOf('one', 'truth.csv');
  expect(
    truth.filter(({ individual }) => individual === '').map(({ group, parameter }) => group || parameter),
  ).toEqual(expect.arrayContaining(['r_mean', 'K_sd', 'nTetR', 'bL:1', 'bL:2', 'bT:1']));
  expect(truth.filter(({ parameter }) => parameter === 'r').length).toBe(96);
  const fit = ['fit', 'one/spec.yaml', '--layout', 'one/layout.csv', '--out', 'fit', '--epochs', '2'];
  const few = ['--evaluate-every', '1', '--draws', '4', '--evaluation-draws', '8', '--json'];
  const fitted = await run(folder, ...fit, ...few);
  expect(fitted.code, fitted.stderr).toBe(0);
  expect(fitted.stderr).not.toContain('error');
  const started = jsonLines(fitted.stdout).find((line) => 'started' in line);
  expect(started).toMatchObject({ started: { wells: { train: 72, validation: 24 } } });
});

test('the same seed makes the same data, another one others, and every set has its own', async () => {
  const args = ['simulate', toggle, '--design', design, ...short];
  for (const [out, seed] of [
    ['a', '4'],
    ['b', '4'],
    ['c', '5'],
  ] as const)
    expect((await run(folder, ...args, '--seed', seed, '--out', out)).code).toBe(0);
  expect((await run(folder, ...args, '--seed', '4', '--sets', '2', '--out', 'd')).code).toBe(0);
  expect(read('b', 'day2.csv')).toBe(read('a', 'day2.csv'));
  expect(read('c', 'day2.csv')).not.toBe(read('a', 'day2.csv'));
  expect(read('d', 'set-1', 'day2.csv')).toBe(read('a', 'day2.csv'));
  expect(read('d', 'set-2', 'day2.csv')).not.toBe(read('a', 'day2.csv'));
});

test('wells of real data keep their devices, doses, times and units', async () => {
  const made = await run(
    folder,
    'simulate',
    join(published, 'auto_constant.yaml'),
    '--out',
    'real',
    '--seed',
    '2',
  );
  expect(made.code, made.stderr).toBe(0);
  const [readings, layout] = [tableOf('real', 'proc_EC10G_EtOH.csv'), tableOf('real', 'layout.csv')];
  const individuals = tableOf('real', 'truth.csv').filter(({ individual }) => individual !== '');
  expect(new Set(readings.map(({ well }) => `proc_EC10G_EtOH/${well}`))).toEqual(
    new Set(individuals.map(({ individual }) => individual)),
  );
  expect(layout.length).toBe(new Set(readings.map(({ well }) => well)).size);
  // in the units of the file: hundreds and more of fluorescence, not shares of the largest
  expect(Math.max(...readings.map(({ EYFP }) => Number(EYFP)))).toBeGreaterThan(50);
  const fit = [
    'fit',
    'real/spec.yaml',
    '--layout',
    'real/layout.csv',
    '--epochs',
    '1',
    '--evaluate-every',
    '1',
  ];
  const fitted = await run(folder, ...fit, '--draws', '4', '--evaluation-draws', '8');
  expect(fitted.code, fitted.stderr).toBe(0);
});

test('true values may be stated; names that are none, and values out of reach, are refused with a way out', async () => {
  const args = ['simulate', toggle, '--design', design, ...short, '--out', 'stated'];
  const stated = await run(folder, ...args, '--value', 'bL:2=3', '--value', 'lost=0.2', '--value', 'r=0.7');
  expect(stated.code, stated.stderr).toBe(0);
  const truth = tableOf('stated', 'truth.csv');
  const value = (key: string) => Number(truth.find((row) => [row.group, row.parameter].includes(key))?.value);
  expect(value('bL:2')).toBeCloseTo(3, 9);
  expect(value('lost')).toBeCloseTo(0.2, 9);
  for (const row of truth.filter(({ parameter }) => parameter === 'r'))
    expect(Number(row.value)).toBeCloseTo(0.7, 9);
  const unknown = await run(folder, ...args.with(-1, 'no'), '--value', 'lst=1');
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('did you mean “lost”?')]);
  const below = await run(folder, ...args.with(-1, 'no'), '--value', 'lost=-1');
  expect([below.code, below.stderr]).toEqual([1, expect.stringContaining('cannot be -1')]);
  const again = await run(folder, ...args);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('nothing is written over')]);
});

test('--predictive says what the priors predict, with bands for every well', async () => {
  const args = ['simulate', toggle, '--design', design, ...short, '--predictive', '50', '--out', 'bands'];
  const made = await run(folder, ...args);
  expect(made.code, made.stderr).toBe(0);
  const rows = tableOf('bands', 'prior-predictive.csv');
  expect(rows.length).toBe(96 * 3 * 7);
  for (const { q025, q50, q975, observed } of rows) {
    expect(Number(q025)).toBeLessThan(Number(q50));
    expect(Number(q50)).toBeLessThan(Number(q975));
    expect(observed).toBe('');
  }
});

test('the truths of a fit by chains are its joint draws; a trained fit has none', async () => {
  const spec = ['one/spec.yaml', '--layout', 'one/layout.csv'];
  const chains = ['--posterior', 'nuts', '--warmup', '20', '--epochs', '40', '--out', 'chains'];
  const fitted = await run(folder, 'fit', ...spec, ...chains);
  expect(fitted.code, fitted.stderr).toBe(0);
  const made = await run(folder, 'simulate', 'chains', '--sets', '2', '--out', 'from-fit');
  expect(made.code, made.stderr).toBe(0);
  const draws = tableOf('chains', 'posterior.csv');
  const train = new Set(draws.map(({ individual }) => individual));
  const truths = ['set-1', 'set-2'].map((set) => tableOf('from-fit', set, 'truth.csv'));
  for (const truth of truths) {
    const value = (name: string): number =>
      Number(truth.find(({ parameter, individual }) => parameter === name && individual === '')?.value);
    // all of what wells share, and a well's own, are of one draw
    const draw = draws.find(
      ({ parameter, value: own }) => parameter === 'r_mean' && near(own, value('r_mean')),
    )?.draw;
    expect(draw).toBeDefined();
    const of = draws.filter((row) => row.draw === draw);
    expect(near(of.find(({ parameter }) => parameter === 'nTetR')?.value, value('nTetR'))).toBe(true);
    const well = truth.find(
      ({ individual = '', parameter }) => train.has(individual) && individual !== '' && parameter === 'K',
    );
    const same = of.find(({ parameter, individual }) => parameter === 'K' && individual === well?.individual);
    expect(near(same?.value, Number(well?.value))).toBe(true);
  }
  expect(truths[0]?.[0]?.value).not.toBe(truths[1]?.[0]?.value);
  const trained = await run(folder, 'simulate', 'fit', '--out', 'no');
  expect([trained.code, trained.stderr]).toEqual([1, expect.stringContaining('--posterior nuts')]);
  const wrong = await run(folder, 'simulate', 'chains', '--set', 'lost=1', '--out', 'no');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('goes with a spec')]);
});

/** Tables of fits have single precision, or few digits. */
function near(text: string | undefined, value: number): boolean {
  return Math.abs(Number(text) - value) <= 1e-5 * Math.abs(value);
}

test('a design without wells, and a model of networks, are refused', async () => {
  writeFileSync(join(folder, 'none.csv'), 'well,device\n');
  const none = await run(folder, 'simulate', toggle, '--design', 'none.csv', '--out', 'no');
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('->')]);
  const black = await run(folder, 'simulate', join(published, 'dr_blackbox_icml.yaml'), '--out', 'no');
  expect([black.code, black.stderr]).toEqual([1, expect.stringContaining('network')]);
});
