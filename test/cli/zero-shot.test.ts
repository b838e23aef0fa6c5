import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCsv } from '../helpers/parse-csv.ts';
import { jsonLines, run } from './command-line.ts';

/** A toggle switch of two parts in four devices; L1T1 is the baseline. */
const circuit = fileURLToPath(new URL('../long/circuit/', import.meta.url));
/** Far too few to converge: what is tested is what becomes of them. */
const short = ['--warmup', '20', '--epochs', '40', '--evaluation-draws', '40', '--folds', '8'];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-zero-shot-'));
  const design = ['--design', join(circuit, 'design.csv'), '--until', '8', '--seed', '1', '--out', 'set'];
  const made = await run(folder, 'simulate', join(circuit, 'toggle.yaml'), ...design);
  expect(made.code, made.stderr).toBe(0);
  const ended = await fitted('L1T2', '--posterior', 'nuts', ...short, '--out', 'others');
  expect(ended.code, ended.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

function fitted(heldOut: string, ...options: string[]) {
  const data = ['set/spec.yaml', '--layout', 'set/layout.csv'];
  return run(folder, 'fit', ...data, '--held-out', heldOut, ...options);
}

function rowsOf(file: string): readonly Readonly<Record<string, string>>[] {
  const [header = [], ...rows] = parseCsv(readFileSync(join(folder, file), 'utf8'));
  return rows.map((row) => Object.fromEntries(header.map((name, c) => [name, row[c] ?? ''])));
}

describe('predict --zero-shot', () => {
  test('says both kinds in words, tables and JSON, each marked', async () => {
    const seen = ['--seen-signals', ' OD, OD', '--seen-signals', 'OD'];
    const asked = ['predict', 'others', '--zero-shot', ...seen, '--json', '--out', 'told'];
    const ended = await run(folder, ...asked);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).toContain('Zero-shot, 24 wells of L1T2, blind, no reading of theirs seen:');
    expect(ended.stderr).toContain('Zero-shot, 24 wells of L1T2, given their own OD alone:');
    expect(ended.stderr).toContain('! zero-shot, blind: no reading of the device was used (24 of 48 wells)');

    const scores = rowsOf('told/zero-shot.csv');
    expect(scores.map(({ kind, seen, signal }) => [kind, seen, signal])).toEqual([
      ['blind', '', 'OD'],
      ['blind', '', 'GFP'],
      ['blind', '', 'RFP'],
      ['informed', 'OD', 'GFP'],
      ['informed', 'OD', 'RFP'],
    ]);
    const lines = jsonLines(ended.stdout);
    const told = lines.flatMap(({ zeroShotScore }) => (zeroShotScore === undefined ? [] : [zeroShotScore]));
    expect(told).toHaveLength(scores.length);
    expect(lines.filter(({ zeroShot }) => zeroShot !== undefined)).toHaveLength(48);
    const about = JSON.parse(readFileSync(join(folder, 'told/predict.json'), 'utf8'));
    expect(about).toMatchObject({ format: 'wellspring-predict/1', device: 'L1T2' });
    expect(about.options).toMatchObject({ zeroShot: true, seenSignals: ['OD'] });
    expect(about.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    for (const [n, score] of scores.entries()) {
      expect(Number(score.rmse)).toBeGreaterThan(0);
      expect(score).toMatchObject({ device: 'L1T2', wells: '24', readings: `${24 * 33}`, unpredicted: '0' });
      for (const from of [told[n], about.scores[n]])
        expect(from).toMatchObject({
          signal: score.signal,
          rmse: Number(score.rmse),
          lpd: Number(score.lpd),
        });
    }

    const rows = rowsOf('told/predictions.csv');
    expect(new Set(rows.map(({ set }) => set))).toEqual(new Set(['zero-shot blind', 'zero-shot informed']));
    expect(Object.keys(rows[0] ?? {})).toContain('curve_q975');
    // the score is that of the table, of scaled data
    const own = rows.filter(({ set, signal }) => set === 'zero-shot informed' && signal === 'GFP');
    const squares = own.reduce((sum, row) => sum + (Number(row.observed) - Number(row.mean)) ** 2, 0);
    const found = scores.find(({ kind, signal }) => kind === 'informed' && signal === 'GFP');
    const rmse = Math.sqrt(squares / own.length) / Number(found?.scale);
    expect(rmse / Number(found?.rmse)).toBeCloseTo(1, 6);
  });

  test('is blind alone where no signal is to be seen, and the same on any number of threads', async () => {
    for (const threads of ['1', '2']) {
      const ended = await run(
        folder,
        'predict',
        'others',
        '--zero-shot',
        '--threads',
        threads,
        '--out',
        threads,
      );
      expect(ended.code, ended.stderr).toBe(0);
      expect(ended.stderr).not.toContain('given their own');
    }
    expect(readFileSync(join(folder, '1/predictions.csv'))).toEqual(
      readFileSync(join(folder, '2/predictions.csv')),
    );
    expect(rowsOf('1/zero-shot.csv')).toHaveLength(3);
  });

  test.each([
    [['--zero-shot', '--seen-signals', 'YFP'], 1, 'no signal “YFP”'],
    [['--zero-shot', '--seen-signals', 'OD, GFP', '--seen-signals', 'RFP'], 1, 'nothing left to predict'],
    [['--seen-signals', 'OD'], 2, '--seen-signals goes with --zero-shot'],
    [['--zero-shot', '--device', 'L1T1'], 2, '--device does not go with it'],
    [['--zero-shot', '--until', '4'], 2, '--until does not go with it'],
  ] as const)('%j is refused with code %i: %s', async (options, code, words) => {
    const ended = await run(folder, 'predict', 'others', ...options);
    expect(ended.code, ended.stderr).toBe(code);
    expect(ended.stderr).toContain(words);
  });

  test.each([
    ['L2T1', 'part 1 of bL'],
    ['L3T2', 'part 2 of bL'],
  ])(
    'a device with a part that no other has, %s, is refused by the fit, which names it',
    async (device, part) => {
      const ended = await fitted(device, '--posterior', 'nuts', ...short, '--out', 'no');
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain(part);
    },
  );
});
