import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FitOrder } from '../../shared/fit/order.ts';
import { jsonLines, run } from './command-line.ts';

const resources = fileURLToPath(new URL('../../resources/', import.meta.url));
const plate = join(resources, 'examples/vi-hds/proc_EC10G_EtOH.csv');
const model = readFileSync(join(resources, 'models/auto_constant/auto_constant.model'), 'utf8').replace(
  'model auto_constant',
  'model mine',
);
const spec = readFileSync(join(resources, 'examples/vi-hds/auto_constant.yaml'), 'utf8').replace(
  'model: auto_constant',
  'model: models/mine.model',
);
const short = ['--draws', '4', '--evaluation-draws', '8', '--evaluate-every', '1', '--json'];

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-own-model-'));
  file = join(folder, 'models', 'mine.model');
  mkdirSync(join(folder, 'models'));
  writeFileSync(file, model);
  writeFileSync(join(folder, 'mine.yaml'), spec.replace('proc_EC10G_EtOH.csv', plate));
  writeFileSync(join(folder, 'name.yaml'), spec);
});
afterAll(() => rmSync(folder, { recursive: true }));

const orderOf = (out: string): FitOrder =>
  (JSON.parse(readFileSync(join(folder, out, 'fit.json'), 'utf8')) as { readonly spec: FitOrder }).spec;

test('a fit goes on with the model it began with, whatever became of the file; data may lie anywhere', async () => {
  const whole = await run(folder, 'fit', 'mine.yaml', '--out', 'whole', '--epochs', '2', ...short);
  expect(whole.code, whole.stderr).toBe(0);
  expect(orderOf('whole').model).toEqual({ file: '../models/mine.model', text: model });
  const first = await run(folder, 'fit', 'mine.yaml', '--out', 'part', '--epochs', '1', ...short);
  expect(first.code, first.stderr).toBe(0);
  writeFileSync(file, model.replace('K', 'K_other').replace('within', 'wthin'));
  const args = ['fit', '--resume', 'part', '--out', 'more', '--epochs', '2', ...short];
  const changed = await run(folder, ...args);
  expect(changed.code, changed.stderr).toBe(0);
  expect(changed.stderr).toContain('has changed since the fit began');
  const lastOf = (text: string) => jsonLines(text).flatMap((line) => ('validation' in line ? [line] : []));
  expect(lastOf(changed.stdout)).toEqual(lastOf(whole.stdout));
  writeFileSync(file, model);
});

test('a project needs no model file after the fit was ordered', async () => {
  const imported = await run(folder, 'import', plate, '--project', 'own');
  expect(imported.code, imported.stderr).toBe(0);
  const path = await run(folder, 'fit', 'mine.yaml', '--project', 'own', '--epochs', '1', ...short);
  expect([path.code, path.stderr]).toEqual([1, expect.stringContaining('Write proc_EC10G_EtOH.csv alone')]);
  const done = await run(folder, 'fit', 'name.yaml', '--project', 'own', '--epochs', '1', ...short);
  expect(done.code, done.stderr).toBe(0);
  renameSync(file, `${file}.away`);
  const resumed = await run(folder, 'fit', '--resume', 'own.wellspring#fit-1', '--epochs', '2', '--json');
  renameSync(`${file}.away`, file);
  expect(resumed.code, resumed.stderr).toBe(0);
});
