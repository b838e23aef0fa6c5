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
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FitDiagnosis } from '../../shared/prediction/trust/diagnosis.ts';
import { parseCsv } from '../helpers/parse-csv.ts';
import { jsonLines, run } from './command-line.ts';

const data = fileURLToPath(new URL('../../resources/examples/vi-hds', import.meta.url));
/** 16 of the 48 wells of the published spec: 12 train, 4 validate. */
const spec = 'few.yaml';
const plate = 'few.csv';
const common = ['--evaluation-draws', '60', '--threads', '1'];
const nuts = ['--posterior', 'nuts', '--warmup', '20', '--epochs', '80', ...common];
const vi = ['--epochs', '3', ...common];

let folder: string;

async function made(...args: readonly string[]): Promise<void> {
  const ended = await run(folder, 'fit', ...args);
  expect(ended.code, ended.stderr).toBe(0);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-diagnose-'));
  const lines = readFileSync(join(data, 'proc_EC10G_EtOH.csv'), 'utf8').split('\n');
  writeFileSync(join(folder, plate), `${[...lines.slice(0, 10), ...lines.slice(26, 34)].join('\n')}\n`);
  const published = readFileSync(join(data, 'auto_constant.yaml'), 'utf8');
  const text = published.replace('proc_EC10G_EtOH.csv', plate);
  writeFileSync(join(folder, spec), text);
  await made(spec, ...nuts, '--out', 'chains');
  await made(spec, ...nuts, '--seed', '1', '--out', 'chains-1');
  await made(spec, ...vi, '--out', 'trained');
  const noisier = text.replace(
    'prec_x:   { distribution: data_prec}',
    'prec_x:   { distribution: LogNormal, mu: 2.0, sigma: 1.0}',
  );
  expect(noisier).not.toBe(text);
  writeFileSync(join(folder, 'noisier.yaml'), noisier);
  await made('noisier.yaml', ...vi, '--out', 'other-noise');
  await made(spec, ...vi, '--fold', '2', '--out', 'fold-2');
});
afterAll(() => rmSync(folder, { recursive: true }));

function rowsOf(...path: readonly string[]): readonly Readonly<Record<string, string>>[] {
  const [header = [], ...rows] = parseCsv(readFileSync(join(folder, ...path), 'utf8'));
  return rows.map((row) => Object.fromEntries(header.map((name, c) => [name, row[c] ?? ''])));
}

describe('diagnose', () => {
  test('of chains: each part with its finding, its numbers and their errors, and tables', async () => {
    const ended = await run(folder, 'diagnose', 'chains', '--profile', 'drfp', '--out', 'found');
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).toContain('not converged');
    for (const told of [
      'chains: not converged',
      /validation wells \(reconstruction.*\): /,
      /OD +[\d.]+ ± [\d.]+ +[\d.]+ ± [\d.]+/,
      /Neighbouring residuals go together \(up to 0\.\d+\)/,
      /of 4 validation wells rest on fewer than 10 effective draws; the fewest: [\d.]+ \(few\/\w+\); k-hat/,
      'What the data decide',
      'The prior is raised to 1.25',
      'Not computed: p(z|u) is not learned',
      'Profile of drfp',
      'the draws’ own 2.5 % and 97.5 %',
    ])
      expect(ended.stdout).toMatch(told);
    const files = readdirSync(join(folder, 'found')).sort();
    expect(files).toEqual([
      ...['diagnose.json', 'identifiability.csv', 'profile.csv', 'residuals.csv', 'scores.csv'],
      ...['sensitivity.csv', 'wells.csv'],
    ]);
    const scores = rowsOf('found', 'scores.csv');
    const all = scores.filter(({ by, set }) => by === 'all' && set === 'validation');
    expect(all.map(({ signal, wells, readings }) => [signal, wells, readings])).toEqual(
      ['OD', 'mRFP1', 'EYFP', 'ECFP'].map((signal) => [signal, '4', '400']),
    );
    for (const row of all) expect(Number(row.coverage95_error)).toBeGreaterThan(0);
    expect(rowsOf('found', 'wells.csv').length).toBe(16 * 4);
    const kept = JSON.parse(readFileSync(join(folder, 'found', 'diagnose.json'), 'utf8')) as FitDiagnosis;
    expect(kept.converged).toBe(false);
    expect(kept.trust?.shrinkage).toMatchObject({
      ok: false,
      reason: expect.stringContaining('not learned'),
    });
    expect(kept.wells.filter(({ set, density }) => set === 'validation' && density !== null).length).toBe(4);
    expect(kept.wells.filter(({ set, density }) => set === 'train' && density !== null)).toEqual([]);
  });

  test('coverage is that of predictions.csv', async () => {
    const ended = await run(folder, 'diagnose', 'trained', '--json');
    expect(ended.code, ended.stderr).toBe(0);
    const lines = jsonLines(ended.stdout);
    const [scores] = lines.flatMap(({ scores: one }) => (one === undefined ? [] : [one]));
    const [od] = (scores as { set: string; by: string; coverage95: { value: number } }[]).filter(
      ({ set, by }) => set === 'validation' && by === 'all',
    );
    const { validation } = JSON.parse(readFileSync(join(folder, 'trained', 'fit.json'), 'utf8')) as {
      readonly validation: Readonly<Record<string, { readonly coverage95: number }>>;
    };
    expect(od?.coverage95.value).toBeCloseTo(validation.OD?.coverage95 ?? Number.NaN, 9);
  });

  test('of a trained fit: what needs the joint posterior is absent, with the reason', async () => {
    const ended = await run(folder, 'diagnose', 'trained');
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain('a proposal, not a posterior');
    expect(ended.stdout.match(/Not computed: .*posterior nuts/g)?.length).toBe(5);
  });

  test('on more threads the numbers are the same bits', async () => {
    const one = await run(folder, 'diagnose', 'chains', '--json', '--threads', '1');
    const two = await run(folder, 'diagnose', 'chains', '--json', '--threads', '2');
    expect(one.stdout.length).toBeGreaterThan(1000);
    expect(two.stdout).toBe(one.stdout);
  });

  test('--seeds says which means differ, and refuses what is no other seed', async () => {
    const ended = await run(folder, 'diagnose', 'chains', '--seeds', 'chains-1', '--json');
    expect(ended.code, ended.stderr).toBe(0);
    const [seeds] = jsonLines(ended.stdout).flatMap(({ seeds: one }) => (one === undefined ? [] : [one]));
    expect(seeds).toMatchObject({ fit: 'chains-1' });
    expect((seeds as { differences: unknown[] }).differences.length).toBe(7);
    const other = await run(folder, 'diagnose', 'trained', '--seeds', 'fold-2', '--seeds', 'trained');
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('it differs in the choice of wells that train and validate');
    expect(other.stderr).toContain('it has the same seed');
  });

  test('--profile of no shared parameter names those that there are', async () => {
    const ended = await run(folder, 'diagnose', 'chains', '--profile', 'r');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('there is no shared parameter r; there are');
  });

  test('writes into no folder that holds something, and into none of no fit', async () => {
    const full = await run(folder, 'diagnose', 'trained', '--out', 'chains');
    expect([full.code, full.stdout]).toEqual([1, '']);
    expect(full.stderr).toContain('there are files in this folder');
    const missing = await run(folder, 'diagnose', 'nowhere', '--out', 'new');
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('there is no fit here');
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });

  test('of a project’s fit it says the same', async () => {
    const project = await run(folder, 'import', plate, '--project', 'p');
    expect(project.code, project.stderr).toBe(0);
    const fitted = await run(folder, 'fit', spec, '--project', 'p', ...vi);
    expect(fitted.code, fitted.stderr).toBe(0);
    const there = await run(folder, 'diagnose', 'p.wellspring#fit-1', '--json');
    expect(there.code, there.stderr).toBe(0);
    const here = await run(folder, 'diagnose', 'trained', '--json');
    const scores = (text: string) => jsonLines(text).filter((line) => Object.hasOwn(line, 'scores'));
    expect(scores(there.stdout)).toEqual(scores(here.stdout));
  });
});

describe('diagnose --noise', () => {
  test('a model whose errors have one form is refused, with the reason', async () => {
    const ended = await run(folder, 'diagnose', 'trained', '--noise');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(
      'no parameter of auto_constant is the share of OD that its error grows by',
    );
    expect(ended.stdout).toContain('Coverage of bands');
    const alone = await run(folder, 'diagnose', 'trained', '--epochs', '50');
    expect(alone.code).toBe(2);
  });

  test('shows population values under three noise models and marks those that differ', async () => {
    writeFileSync(
      join(folder, 'growth.yaml'),
      [
        'data:',
        "  devices: ['EC10G']",
        "  files: ['few.csv']",
        "  signals: ['OD']",
        "  conditions: ['EtOH']",
        'model: growth_logistic',
        'params:',
        '  solver: midpoint',
        '',
      ].join('\n'),
    );
    const few = [
      '--epochs',
      '2',
      '--selection',
      'inner',
      '--estimator',
      'dreg',
      '--set',
      'learning_rate=0.001',
    ];
    await made('growth.yaml', ...few, ...common, '--out', 'growth');
    const chains = ['--noise', '--warmup', '20', '--epochs', '40'];
    const ended = await run(folder, 'diagnose', 'growth', ...chains, '--out', 'noise');
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain('8 wells train, 4 validate, 4 select, 0 are held out');
    expect(ended.stdout).toContain('wells that chose the kept evaluation (optimistic): ');
    expect(ended.stdout).toContain('errors have not converged: what is marked may be their doing');
    const rows = rowsOf('noise', 'noise.csv');
    expect(rows.map(({ parameter }) => parameter).sort()).toEqual(
      ['K_mean', 'K_sd', 'N_0', 'OD_0_mean', 'OD_0_sd', 'r_mean', 'r_sd', 'tlag_mean', 'tlag_sd'].sort(),
    );
    for (const row of rows) {
      const ends = ['constant', 'combined', 'autocorrelated'].map((name) => [
        ...[Number(row[`${name}_q025`]), Number(row[`${name}_q975`])],
      ]);
      const apart = ends.some(([, high = 0]) => ends.some(([low = 0]) => high < low));
      expect(row.depends).toBe(apart ? 'yes' : 'no');
    }
  });
});

describe('compare', () => {
  test('fits of the same readings, all against the first, with a line a well', async () => {
    const ended = await run(folder, 'compare', 'trained', 'other-noise', 'chains', '--csv', 'wells.csv');
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/CRPS OD of 4 validation wells: /);
    expect(ended.stdout).toContain('Likelihoods are not compared: the noise models differ');
    expect(ended.stdout).toContain('Likelihoods are not compared: one fit has a log predictive density');
    expect(ended.stdout).toContain('All wells are of one plate');
    const rows = rowsOf('wells.csv');
    expect(rows.length).toBe(2 * 16 * 4);
    for (const row of rows.slice(0, 20))
      expect(Number(row.difference)).toBeCloseTo(Number(row.other_value) - Number(row.first_value), 12);
  });

  test('a fit and itself: bounds are compared, and nothing is decided', async () => {
    const ended = await run(folder, 'compare', 'trained', 'trained', '--json');
    const [line] = jsonLines(ended.stdout);
    if (line === undefined) throw new Error('there is a line');
    const { comparable, differences } = line.comparison as {
      comparable: { likelihood: string };
      differences: { better: string; difference: number }[];
    };
    expect(comparable.likelihood).toBe('bound');
    for (const { better, difference } of differences) expect([better, difference]).toEqual(['undecided', 0]);
  });

  test('densities of chains are compared', async () => {
    const ended = await run(folder, 'compare', 'chains', 'chains-1');
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/lpd of 4 validation wells: /);
  });

  test('other folds are refused by name, and others are compared all the same', async () => {
    const ended = await run(folder, 'compare', 'trained', 'fold-2', 'trained');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('trained and fold-2 cannot be compared well by well: the folds differ');
    expect(ended.stdout).toContain('trained and trained');
  });

  test('data that changed are refused with their hashes', async () => {
    mkdirSync(join(folder, 'changed'));
    writeFileSync(join(folder, 'changed', plate), `${readFileSync(join(folder, plate), 'utf8')}\n`);
    await made(spec, '--data', 'changed', ...vi, '--out', 'other-data');
    const ended = await run(folder, 'compare', 'trained', 'other-data');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/few\.csv has other content \(SHA-256 \w{8} and \w{8}\)/);
  });
});
