import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonLines, run } from './command-line.ts';

const example = (name: string): string =>
  fileURLToPath(new URL(`../../resources/examples/receiver/${name}`, import.meta.url));
const parts = [
  ['Pcat_Y81C76', 'Pcat', 'Pcat'],
  ['RS100S32_Y81C76', 'RS100', 'S32'],
  ['RS100S34_Y81C76', 'RS100', 'S34'],
  ['R33S32_Y81C76', 'R33', 'S32'],
  ['R33S34_Y81C76', 'R33', 'S34'],
];
const short = [
  ...['--epochs', '1', '--evaluate-every', '1', '--draws', '4', '--evaluation-draws', '8', '--json'],
];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-parts-'));
  for (const name of ['proc140916.csv', 'proc141006.csv', 'receiver.yaml'])
    copyFileSync(example(name), join(folder, name));
  const whole = readFileSync(example('receiver.yaml'), 'utf8');
  const bare = whole
    .replace(/ {2}groups:\n.*\n.*\n/, '')
    .replace('    aR: 0\n    aS: 0', '    aR: Pcat\n    aS: Pcat');
  writeFileSync(join(folder, 'bare.yaml'), bare);
  // Of each device one well that has it in its file: a layout need not speak of the others.
  const rows = ['proc140916', 'proc141006'].flatMap((plate) =>
    readFileSync(example(`${plate}.csv`), 'utf8')
      .split('\n')
      .map((line) => ({ plate, cells: line.split(',') })),
  );
  const lines = parts.map(([device = '', aR, aS]) => {
    const { plate = '', cells = [] } = rows.find((row) => row.cells[0] === device) ?? {};
    return [plate, `${cells[3]}${cells[2]}`, device, aR, aS, 'pSC101'].join();
  });
  writeFileSync(
    join(folder, 'parts.csv'),
    `plate,well,device,part:aR,part:aS,part:ori\n${lines.join('\n')}\n`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const evaluationOf = (stdout: string) => {
  const [evaluation] = jsonLines(stdout).flatMap(({ evaluation: one }) => (one === undefined ? [] : [one]));
  const { trainElbo, validationElbo } = evaluation as { trainElbo: number; validationElbo: number };
  return [trainElbo, validationElbo];
};

test('a fit with the parts of a layout comes to the numbers of the spec’s, in a folder and in a project', async () => {
  const stated = await run(folder, 'fit', 'receiver.yaml', ...short);
  expect(stated.code, stated.stderr).toBe(0);
  const laid = await run(folder, 'fit', 'bare.yaml', '--layout', 'parts.csv', ...short);
  expect(laid.code, laid.stderr).toBe(0);
  expect(evaluationOf(laid.stdout)).toEqual(evaluationOf(stated.stdout));
  expect(laid.stderr).toContain('the column part:ori is not used');
  const files = ['proc140916.csv', 'proc141006.csv'];
  const kept = await run(folder, 'import', ...files, '--project', 'parts', '--layout', 'parts.csv');
  expect(kept.code, kept.stderr).toBe(0);
  const fitted = await run(folder, 'fit', 'bare.yaml', '--project', 'parts', ...short);
  expect(fitted.code, fitted.stderr).toBe(0);
  expect(evaluationOf(fitted.stdout)).toEqual(evaluationOf(stated.stdout));
  const nothing = await run(folder, 'fit', 'bare.yaml', ...short);
  expect([nothing.code, nothing.stderr]).toEqual([
    1,
    expect.stringContaining('layout with a column part:aR'),
  ]);
});
