import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCsv } from '../helpers/parse-csv.ts';
import { jsonLines, run } from './command-line.ts';

const spec = fileURLToPath(new URL('../../resources/examples/vi-hds/dr_constant_one.yaml', import.meta.url));
const small = ['--epochs', '1', '--draws', '4', '--evaluation-draws', '20'];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-scenario-'));
  const ended = await run(folder, 'fit', spec, ...small, '--out', 'fit');
  expect([0, 4], ended.stderr).toContain(ended.code);
});
afterAll(() => rmSync(folder, { recursive: true }));

function rowsOf(file: string): readonly Readonly<Record<string, string>>[] {
  const [header = [], ...rows] = parseCsv(readFileSync(join(folder, file), 'utf8'));
  return rows.map((row) => Object.fromEntries(header.map((name, c) => [name, row[c] ?? ''])));
}

describe('predict of a finished fit', () => {
  test('a dose response leaves three files, the same on any number of threads, and never writes over one', async () => {
    const asked = ['fit', '--device', '0', '--treatment', 'C6=0,100,1000000'];
    const device = rowsOf('fit/predictions.csv')[0]?.device ?? '';
    asked[2] = device;
    const ended = await run(folder, 'predict', ...asked, '--threads', '1', '--out', 'one', '--json');
    expect(ended.code, ended.stderr).toBe(0);
    const wells = jsonLines(ended.stdout).filter(({ scenario }) => scenario !== undefined);
    expect(wells).toHaveLength(3);
    expect(JSON.stringify(wells[2])).toContain('dose beyond those measured');
    const rows = rowsOf('one/predictions.csv');
    expect(rows[0]).toMatchObject({ plate: 'scenario', set: 'scenario', device, observed: '' });
    expect(Object.keys(rows[0] ?? {}).slice(-5)).toEqual([
      ...['curve_q025', 'curve_q25', 'curve_q50', 'curve_q75', 'curve_q975'],
    ]);
    // three wells, four signals, end and maximum
    expect(rowsOf('one/dose-response.csv')).toHaveLength(24);
    const about = JSON.parse(readFileSync(join(folder, 'one/predict.json'), 'utf8'));
    expect(about).toMatchObject({ format: 'wellspring-predict/1', wells: [{ draws: 20 }, {}, {}] });
    expect(about.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    const two = await run(folder, 'predict', ...asked, '--threads', '2', '--out', 'two');
    expect(two.code, two.stderr).toBe(0);
    expect(readFileSync(join(folder, 'two/predictions.csv'))).toEqual(
      readFileSync(join(folder, 'one/predictions.csv')),
    );
    const again = await run(folder, 'predict', ...asked, '--out', 'one');
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('nothing is written over');
  });

  test('a known well as it was is the fit’s own prediction', async () => {
    const [first] = rowsOf('fit/predictions.csv');
    const ended = await run(
      folder,
      'predict',
      'fit',
      '--well',
      `${first?.plate}/${first?.well}`,
      '--out',
      'own',
    );
    expect(ended.code, ended.stderr).toBe(0);
    const means = (file: string, plate: string, well: string): readonly (string | undefined)[] =>
      rowsOf(file)
        .filter((row) => row.plate === plate && row.well === well)
        .map(({ mean }) => mean);
    expect(means('own/predictions.csv', 'scenario', '1')).toEqual(
      means('fit/predictions.csv', first?.plate ?? '', first?.well ?? ''),
    );
  });

  test.each([
    [['--device', 'nobody'], 1, 'It has'],
    [['--well', 'nowhere/A1'], 1, 'the fit has no well'],
    [['--part', 'aX=1'], 1, 'no group of parts'],
    [['--seen', '6'], 2, '--seen goes with --well'],
    [['--treatment', 'C6'], 2, 'NAME=VALUE'],
    [['--treatment', 'C6=1,2x,3y'], 2, 'in one unit'],
    [['--treatment', 'C6=1,000'], 2, 'write 1000'],
    [['--well', 'a/A1', '--device', 'b'], 2, 'do not go with it'],
    [[], 1, '--device, --treatment, --part or --well'],
  ] as const)('%j is refused with code %i: %s', async (options, code, words) => {
    const ended = await run(folder, 'predict', 'fit', ...options);
    expect(ended.code, ended.stderr).toBe(code);
    expect(ended.stderr).toContain(words);
  });
});
