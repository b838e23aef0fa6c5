import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonLines, run } from './command-line.ts';

const examples = fileURLToPath(new URL('../../resources/examples/vi-hds/', import.meta.url));
const spec = join(examples, 'auto_constant.yaml');
const [plate, other] = ['proc_EC10G_EtOH.csv', 'proc140916.csv'] as const;
const few = ['--epochs', '1', '--draws', '4', '--evaluation-draws', '8', '--evaluate-every', '1'];

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-export-'));
  const made = await run(folder, 'import', join(examples, plate), join(examples, other), '--project', 'P');
  expect(made.code, made.stderr).toBe(0);
  const fitted = await run(folder, 'fit', spec, '--project', 'P', ...few);
  expect(fitted.code, fitted.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

const bytesOf = (...path: string[]): Buffer => readFileSync(join(folder, ...path));

test('the plate files come out byte for byte, whatever has been done with them', async () => {
  const ended = await run(folder, 'export', 'P', '--format', 'files', '--out', 'originals', '--json');
  expect(ended.code, ended.stderr).toBe(0);
  expect(jsonLines(ended.stdout).map(({ exported }) => exported)).toEqual(
    [plate, other].map((name) => join(folder, 'originals', name)),
  );
  for (const name of [plate, other])
    expect(bytesOf('originals', name).equals(readFileSync(join(examples, name)))).toBe(true);
});

test('a fit comes out as the tables that it would have left in a folder', async () => {
  expect((await run(folder, 'fit', spec, '--data', examples, '--out', 'fitted', ...few)).code).toBe(0);
  const ended = await run(folder, 'export', 'P.wellspring#fit-1', '--format', 'csv', '--out', 'tables');
  expect(ended.code, ended.stderr).toBe(0);
  const names = readdirSync(join(folder, 'tables')).sort();
  expect(names).toEqual([
    'diagnostics.json',
    'fit.json',
    'history.csv',
    'parameters.csv',
    'posterior.csv',
    'predictions.csv',
  ]);
  for (const name of ['parameters.csv', 'posterior.csv', 'predictions.csv', 'diagnostics.json'])
    expect(bytesOf('tables', name).equals(bytesOf('fitted', name)), name).toBe(true);
  const { status, best, validation } = JSON.parse(bytesOf('fitted', 'fit.json').toString());
  expect(JSON.parse(bytesOf('tables', 'fit.json').toString())).toMatchObject({ status, best, validation });
});

test('nothing that is there is replaced', async () => {
  const into = ['export', 'P', '--format', 'files', '--out', 'taken'];
  expect((await run(folder, ...into)).code).toBe(0);
  writeFileSync(join(folder, 'taken', plate), 'mine');
  const again = await run(folder, ...into);
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('there is a file of this name already');
  expect(bytesOf('taken', plate).toString()).toBe('mine');
  expect(readdirSync(join(folder, 'taken')).sort()).toEqual([other, plate].sort());
});

test('what is whole of a damaged project comes out, and what is not is named', async () => {
  const database = new SqliteDatabase(join(folder, 'P.wellspring'));
  const update = `UPDATE contents SET bytes = zeroblob(7) WHERE sha256 =
    (SELECT sha256 FROM files WHERE name = ?)`;
  expect(database.prepare(update).run(other).changes).toBe(1);
  database.close();
  const ended = await run(folder, 'export', 'P', '--format', 'files', '--out', 'saved');
  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain('damaged');
  expect(readdirSync(join(folder, 'saved'))).toEqual([plate]);
  expect(bytesOf('saved', plate).equals(readFileSync(join(examples, plate)))).toBe(true);
  const tables = await run(folder, 'export', 'P', '--format', 'csv', '--out', 'saved-tables');
  expect(readdirSync(join(folder, 'saved-tables')), tables.stderr).toContain('predictions.csv');
});

test.each([
  [['P', '--format', 'csv'], 2, '--out DIR is missing'],
  [['P', '--out', 'x'], 2, '--format csv|files is missing'],
  [['P#fit-9', '--format', 'csv', '--out', 'x'], 1, 'the project has no fit “fit-9”'],
  [['nothing', '--format', 'csv', '--out', 'x'], 1, 'there is no such file or folder'],
  [['taken', '--format', 'csv', '--out', 'x'], 1, 'lies there in open files already'],
])('export %j ends with %i', async (args, code, words) => {
  const ended = await run(folder, 'export', ...args);
  expect(ended.code, ended.stderr).toBe(code);
  expect(ended.stderr).toContain(words);
  expect(existsSync(join(folder, 'x'))).toBe(false);
});
