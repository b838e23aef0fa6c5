import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApproximationDiagnostics } from '../../shared/fit/approximation.ts';
import type { SamplingReport } from '../../shared/fit/sampling.ts';
import { parseCsv } from '../helpers/parse-csv.ts';
import { jsonLines, run, start } from './command-line.ts';

const data = fileURLToPath(new URL('../../resources/examples/vi-hds', import.meta.url));
/** 48 wells, 151 dimensions. */
const spec = join(data, 'auto_constant.yaml');
const short = [
  ...['--objective', 'hierarchical', '--epochs', '10', '--draws', '20', '--evaluate-every', '5'],
  ...['--evaluation-draws', '80', '--json'],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-hierarchical-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function text(out: string, file: string): string {
  return readFileSync(join(folder, out, file), 'utf8');
}

function numbers(out: string): readonly string[] {
  return ['posterior.csv', 'parameters.csv', 'predictions.csv'].map((file) => text(out, file));
}

describe('fit --objective hierarchical', () => {
  let told: readonly Readonly<Record<string, unknown>>[];
  let stderr: string;
  beforeAll(async () => {
    const ended = await run(folder, 'fit', spec, ...short, '--threads', '1', '--out', 'whole');
    expect(ended.code, ended.stderr).toBe(0);
    told = jsonLines(ended.stdout);
    stderr = ended.stderr;
  });

  test('tells where it is, and how near it came to the posterior', () => {
    const reports = told.flatMap(({ sampling }) =>
      sampling === undefined ? [] : [sampling as SamplingReport],
    );
    expect(reports.map(({ stage, transitions }) => `${stage} ${transitions}`)).toEqual([
      ...['mode 0', 'population 0', 'population 5', 'population 10', 'sampling 10'],
    ]);
    expect(reports.at(-1)?.bound).toBeGreaterThan(0);
    const [found] = told.flatMap(({ approximation }) => (approximation === undefined ? [] : [approximation]));
    expect(found).toMatchObject({ steps: 10, draws: 80, dimensions: 151 });
    expect(stderr).toMatch(/^step +5 of 10 /m);
    expect(stderr).not.toMatch(/transition/);
    expect(stderr).toMatch(/fitting what wells share: bound -?\d+\.\d nats a well/);
    expect(stderr).toMatch(/bound: -?\d+\.\d\d nats a training well \(Monte Carlo error \d+\.\d\d\)/);
    const kept = JSON.parse(text('whole', 'diagnostics.json')) as {
      readonly approximation: ApproximationDiagnostics;
      readonly notes: readonly string[];
    };
    expect(kept.approximation.verdict).toBe((found as ApproximationDiagnostics).verdict);
    expect(kept.notes.join()).toContain('no posterior by chains');
    expect(JSON.parse(text('whole', 'fit.json'))).toMatchObject({
      status: 'done',
      objective: 'hierarchical',
    });
  });

  test('no number is said to have mixed; draws with one index are one point', () => {
    const [header = [], ...rows] = parseCsv(text('whole', 'parameters.csv'));
    const cell = (row: readonly string[], name: string): string => row[header.indexOf(name)] ?? '';
    const shared = rows.filter((row) => cell(row, 'individual') === '');
    expect(shared.length).toBe(7);
    for (const row of shared) {
      expect(Number(cell(row, 'sd'))).toBeGreaterThan(0);
      for (const name of ['r_hat', 'ess_bulk', 'ess_tail']) expect(cell(row, name)).toBe('');
    }
    const [names = [], ...draws] = parseCsv(text('whole', 'posterior.csv'));
    expect(draws.filter((row) => row[names.indexOf('individual')] === '').length).toBe(7 * 80);
  });

  test('on two threads the numbers are the same bits', async () => {
    await run(folder, 'fit', spec, ...short, '--threads', '2', '--out', 'threads');
    expect(numbers('threads')).toEqual(numbers('whole'));
  });

  test('killed at a step it resumes to the same numbers', async () => {
    const running = start(folder, 'fit', spec, ...short, '--threads', '1', '--out', 'killed');
    const { started } = await running.line('started');
    await running.report(({ sampling }) => (sampling as SamplingReport)?.transitions === 5);
    process.kill((started as { pid: number }).pid, 'SIGKILL');
    expect((await running.ended).code).toBe(4);
    const resumed = await run(folder, 'fit', '--resume', 'killed', '--json');
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(numbers('killed')).toEqual(numbers('whole'));
  });

  test('a spec of our own format asks for it; trained all the same it selects by another fold', async () => {
    const own = join(folder, 'own.yaml');
    writeFileSync(own, `wellspring: 1\n${readFileSync(spec, 'utf8')}`);
    const few = ['--data', data, '--epochs', '2', '--draws', '4', '--evaluation-draws', '20', '--json'];
    const ended = await run(folder, 'fit', own, ...few, '--fold-unit', 'well', '--out', 'own');
    expect(ended.code, ended.stderr).toBe(0);
    const kept = (out: string) => JSON.parse(text(out, 'fit.json')) as Record<string, unknown>;
    expect(kept('own')).toMatchObject({
      objective: 'hierarchical',
      spec: { settings: { objective: 'hierarchical', selection: 'reported', estimator: 'plain' } },
    });
    const trained = await run(
      ...[folder, 'fit', own, ...few, '--fold-unit', 'well', '--objective', 'iwae', '--out', 'trained'],
    );
    expect(trained.code, trained.stderr).toBe(0);
    expect(kept('trained')).toMatchObject({
      objective: 'iwae',
      spec: { settings: { objective: 'iwae', selection: 'inner', estimator: 'dreg' } },
    });
  });

  test('predict, diagnose and simulate read it', async () => {
    const diagnosed = await run(folder, 'diagnose', 'whole', '--json');
    expect(diagnosed.code, diagnosed.stderr).toBe(0);
    expect(diagnosed.stdout).toContain('close to the posterior');
    const predicted = await run(folder, 'predict', 'whole', '--device', 'EC10G', '--json');
    expect(predicted.code, predicted.stderr).toBe(0);
    expect(predicted.stdout).toContain('"scenario"');
    expect(predicted.stdout).not.toContain('R-hat');
    const simulated = await run(folder, 'simulate', 'whole', '--out', 'made', '--json');
    expect(simulated.code, simulated.stderr).toBe(0);
  });
});
