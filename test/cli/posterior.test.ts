import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SamplingDiagnostics, SamplingReport } from '../../shared/fit/sampling.ts';
import { parseCsv } from '../helpers/parse-csv.ts';
import { jsonLines, run, start } from './command-line.ts';

const data = fileURLToPath(new URL('../../resources/examples/vi-hds', import.meta.url));
/** 48 wells, 151 dimensions. */
const spec = join(data, 'auto_constant.yaml');
/** Far too few to converge: what is tested is that they are the same ones. */
const short = [
  ...['--posterior', 'nuts', '--warmup', '20', '--epochs', '50', '--evaluate-every', '10'],
  ...['--evaluation-draws', '60', '--json'],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-posterior-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function text(out: string, file: string): string {
  return readFileSync(join(folder, out, file), 'utf8');
}

/** The rows of a table by the names of its columns. */
function rowsOf(out: string, file: string): readonly Readonly<Record<string, string>>[] {
  const [header = [], ...rows] = parseCsv(text(out, file));
  return rows.map((row) => Object.fromEntries(header.map((name, c) => [name, row[c] ?? ''])));
}

const tables = ['posterior.csv', 'parameters.csv', 'predictions.csv'] as const;

/** All numbers that a fit came to. */
function numbers(out: string): readonly string[] {
  return tables.map((file) => text(out, file));
}

describe('fit --posterior nuts', () => {
  let told: readonly Readonly<Record<string, unknown>>[];
  let stderr: string;
  beforeAll(async () => {
    const ended = await run(folder, 'fit', spec, ...short, '--threads', '1', '--out', 'whole');
    expect(ended.code, ended.stderr).toBe(0);
    told = jsonLines(ended.stdout);
    stderr = ended.stderr;
  });

  test('tells how chains stand while they run, and names the worst', () => {
    const reports = told.flatMap(({ sampling }) =>
      sampling === undefined ? [] : [sampling as SamplingReport],
    );
    expect(reports.map(({ stage, transitions }) => `${stage} ${transitions}`)).toEqual([
      ...['mode 0', 'warming 0', 'warming 10', 'warming 20', 'sampling 20', 'sampling 30', 'sampling 40'],
      'sampling 50',
    ]);
    const last = reports.at(-1);
    expect(last?.worstRHat?.rHat).toBeGreaterThan(0.9);
    expect(last?.worstRHat?.name).toMatch(/^(prec_|a530|a480|drfp)/);
    expect(stderr).toMatch(
      /transition +50 of 50 .*R-hat \d\.\d+ \(\w+\), \d+ effective draws \(\w+\), \d+ diverged/,
    );
  });

  test('says that so few draws are no posterior, and what to do', () => {
    const [found] = told.flatMap(({ posterior }) => (posterior === undefined ? [] : [posterior]));
    expect(found).toMatchObject({ chains: 4, warmup: 20, draws: 30, dimensions: 151, converged: false });
    expect(stderr).toContain('not converged');
    expect(stderr).toMatch(/--epochs \d+/);
    const kept = JSON.parse(text('whole', 'diagnostics.json')) as { readonly sampling: SamplingDiagnostics };
    expect(kept.sampling.verdict).toBe((found as SamplingDiagnostics).verdict);
    expect(JSON.parse(text('whole', 'fit.json'))).toMatchObject({
      status: 'done',
      objective: 'nuts',
      problems: expect.arrayContaining([expect.objectContaining({ code: 'posterior.notConverged' })]),
    });
  });

  test('every number of parameters.csv has its uncertainty and how well it is known', () => {
    const rows = rowsOf('whole', 'parameters.csv');
    const shared = rows.filter(({ individual }) => individual === '');
    expect(shared.map(({ parameter }) => parameter).sort()).toEqual(
      ['a480', 'a530', 'drfp', 'prec_cfp', 'prec_rfp', 'prec_x', 'prec_yfp'].sort(),
    );
    // 48 wells of four values each; training wells by the chains, the others by weights
    expect(rows.length - shared.length).toBe(48 * 4);
    for (const row of shared) {
      for (const key of ['mean', 'sd', 'q025', 'q975', 'r_hat', 'ess_bulk', 'ess_tail', 'mcse_mean'])
        expect(Number.isFinite(Number.parseFloat(row[key] ?? '')), `${row.parameter} ${key}`).toBe(true);
    }
  });

  test('draws of what wells share and of training wells are joint: one index, one point', () => {
    const rows = rowsOf('whole', 'posterior.csv');
    const shared = rows.filter(({ individual }) => individual === '');
    expect(shared.length).toBe(7 * 120);
    expect(new Set(rows.map(({ draw }) => draw)).size).toBe(120);
    expect(rows.length - shared.length).toBe(48 * 4 * 120);
  });

  test('all wells have bands', () => {
    const rows = rowsOf('whole', 'predictions.csv');
    expect(rows.length).toBe(48 * 4 * 100);
    expect(new Set(rows.map(({ set }) => set))).toEqual(new Set(['train', 'validation']));
    expect(rows.filter(({ sd }) => !(Number(sd) > 0))).toEqual([]);
  });

  test.each(['2', '3'])('on %s threads the numbers are the same bits', async (threads) => {
    await run(folder, 'fit', spec, ...short, '--threads', threads, '--out', `threads-${threads}`);
    expect(numbers(`threads-${threads}`)).toEqual(numbers('whole'));
  });

  test.each(['mode', 'warming', 'sampling'] as const)(
    'killed while %s it resumes to the same numbers',
    async (stage) => {
      const out = `killed-${stage}`;
      const running = start(folder, 'fit', spec, ...short, '--threads', '1', '--out', out);
      const { started } = await running.line('started');
      if (stage !== 'mode')
        await running.report(({ sampling }) => (sampling as SamplingReport)?.stage === stage);
      process.kill((started as { pid: number }).pid, 'SIGKILL');
      const ended = await running.ended;
      expect(ended.code, ended.stderr).toBe(4);
      expect(ended.stderr).toContain('--resume');
      const resumed = await run(folder, 'fit', '--resume', out, '--json');
      expect(resumed.code, resumed.stderr).toBe(0);
      expect(numbers(out)).toEqual(numbers('whole'));
    },
  );

  test('Ctrl-C leaves a fit that resumes to the same numbers', async () => {
    const running = start(folder, 'fit', spec, ...short, '--threads', '1', '--out', 'stopped');
    await running.report(({ sampling }) => (sampling as SamplingReport)?.transitions === 30);
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(130);
    const resumed = await run(folder, 'fit', '--resume', 'stopped', '--json');
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(numbers('stopped')).toEqual(numbers('whole'));
  });

  test('a finished one is continued to more draws, as one longer fit would have been, and stays', async () => {
    const before = numbers('whole');
    const longer = short.with(short.indexOf('50'), '60');
    const once = await run(folder, 'fit', spec, ...longer, '--threads', '1', '--out', 'longer');
    expect(once.code, once.stderr).toBe(0);
    const ended = await run(folder, 'fit', '--resume', 'whole', '--out', 'more', '--epochs', '60', '--json');
    expect(ended.code, ended.stderr).toBe(0);
    expect(numbers('more')).toEqual(numbers('longer'));
    expect(numbers('whole')).toEqual(before);
  });

  test('other settings than it began with are refused, and what it has done already', async () => {
    const other = await run(
      folder,
      'fit',
      '--resume',
      'whole',
      '--out',
      'x',
      '--epochs',
      '60',
      '--warmup',
      '30',
    );
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('--warmup is 30, was 20');
    const fewer = await run(folder, 'fit', '--resume', 'whole', '--out', 'x', '--epochs', '40');
    expect(fewer.code).toBe(1);
    expect(fewer.stderr).toContain('Ask for more than 50');
  });

  test('what chains cannot do is refused with a way out', async () => {
    const refused = async (posterior: string, ...args: string[]): Promise<string> => {
      const ended = await run(folder, 'fit', '--posterior', posterior, ...args, '--json');
      expect(ended.code).toBe(1);
      return ended.stderr;
    };
    expect(await refused('nuts', spec, '--epochs', '410')).toMatch(/400 are for warming up.*[\s\S]*--epochs/);
    expect(await refused('nuts', join(data, 'dr_blackbox_icml.yaml'))).toMatch(
      /network[\s\S]*--posterior variational/,
    );
    expect(await refused('auto', spec)).toContain('not in this version');
  });
});

test('a fit by chains in a project is kept, resumed and shown', async () => {
  writeFileSync(join(folder, 'spec.yaml'), readFileSync(spec));
  const file = join(data, 'proc_EC10G_EtOH.csv');
  const made = await run(folder, 'import', file, '--project', 'p');
  expect(made.code, made.stderr).toBe(0);
  // What cannot be done makes no fit that would only be in the way.
  for (const options of [
    ['--epochs', '60'],
    ['--epochs', '60', '--warmup', '50'],
    ['--epochs', '10000000'],
  ]) {
    const refused = await run(
      folder,
      'fit',
      'spec.yaml',
      '--project',
      'p',
      '--posterior',
      'nuts',
      ...options,
    );
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/warming up|a checkpoint may hold/),
    ]);
  }
  const running = start(folder, 'fit', 'spec.yaml', '--project', 'p', ...short);
  await running.report(({ sampling }) => (sampling as SamplingReport)?.stage === 'sampling');
  running.child.kill('SIGINT');
  expect((await running.ended).code).toBe(130);
  const resumed = await run(folder, 'fit', '--resume', 'p.wellspring', '--json');
  expect(resumed.code, resumed.stderr).toBe(0);
  const out = await run(folder, 'export', 'p#fit-1', '--format', 'csv', '--out', 'tables');
  expect(out.code, out.stderr).toBe(0);
  expect(tables.map((table) => text('tables', table))).toEqual(numbers('whole'));
});
