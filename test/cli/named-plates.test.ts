import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonLines, run } from './command-line.ts';

const example = fileURLToPath(new URL('../../resources/examples/receiver/', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-named-'));
  copyFileSync(join(example, 'proc140916.csv'), join(folder, 'monday.csv'));
  copyFileSync(join(example, 'proc141006.csv'), join(folder, 'tuesday.csv'));
  for (const [name, device] of [
    ['all.csv', 'one'],
    ['other.csv', 'two'],
  ])
    writeFileSync(join(folder, name ?? ''), `well,device\nA1,${device}\n`);
  writeFileSync(join(folder, 'by-name.csv'), 'plate,well,device\nmon,A1,three\n');
  writeFileSync(join(folder, 'both.csv'), 'plate,well,device\nmon,A1,four\ntuesday,A1,four\n');
  writeFileSync(join(folder, 'nobody.csv'), 'plate,well,device\nsunday,A1,five\n');
  await keep('monday.csv', '--plate', 'mon');
  await keep('tuesday.csv');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function keep(...words: readonly string[]) {
  const ended = await run(folder, 'import', ...words, '--project', 'p', '--json');
  const laid = jsonLines(ended.stdout).flatMap(({ laidOut }) => (laidOut === undefined ? [] : [laidOut]));
  return { ...ended, laid };
}

test('--plate lays out that plate alone, by any of its names, and tells what it replaces', async () => {
  expect((await keep('--layout', 'all.csv', '--plate', 'mon')).laid).toEqual([{ plate: 'monday', wells: 1 }]);
  expect((await keep('--layout', 'all.csv', '--plate', 'tuesday.csv')).laid).toEqual([
    { plate: 'tuesday', wells: 1 },
  ]);
  const again = await keep('--layout', 'other.csv', '--plate', 'mon');
  expect(again.laid).toEqual([{ plate: 'monday', wells: 1, replaced: true }]);
  expect(again.stderr).toContain('monday: laid out, wells 1, in the place of the layout that it had');
  const same = await keep('--layout', 'other.csv', '--plate', 'mon');
  expect(same.stderr).not.toContain('in the place');
  const kept = (await run(folder, 'layout', 'p')).stdout;
  expect(kept).toMatch(/monday: 1 well, devices two\n[\s\S]*tuesday: 1 well, devices one\n/);
});

test('a layout of all plates tells every layout that it replaces', async () => {
  const all = await keep('--layout', 'both.csv');
  expect(all.laid).toMatchObject([
    { plate: 'monday', replaced: true },
    { plate: 'tuesday', replaced: true },
  ]);
  expect((await run(folder, 'import', '--project', 'p', '--undo')).code).toBe(0);
});

test('layouts of other plates are left out and told; of none of it nothing is done', async () => {
  const one = await keep('--layout', 'both.csv', '--plate', 'mon');
  expect(one.laid).toMatchObject([{ plate: 'monday' }]);
  expect(one.stderr).toMatch(/warning: .*the layout of another plate was left out/);
  const none = await keep('--layout', 'nobody.csv', '--plate', 'mon');
  expect([none.code, none.laid]).toEqual([1, []]);
  expect(none.stderr).toMatch(/left out\n.*name that plate in its column “plate”/);
  const unknown = await keep('--layout', 'all.csv', '--plate', 'wednesday');
  expect([unknown.code, unknown.laid]).toEqual([1, []]);
  expect(unknown.stderr).toMatch(/no plate “wednesday”[\s\S]*“monday” \(mon\), “tuesday”/);
});

test.each([
  ['--format', 'vihds'],
  ['--time-unit', 'min'],
  ['--interval', '12min'],
])('%s without a plate file to read is wrong usage, not passed over', async (option, value) => {
  const ended = await keep('--layout', 'all.csv', option, value);
  expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining(`${option} says how plate files`)]);
});

test('the name that was given a plate finds it: in layouts, steps, and to take a layout away', async () => {
  expect((await keep('--layout', 'by-name.csv')).laid).toMatchObject([{ plate: 'monday' }]);
  const missing = await keep('--layout', 'nobody.csv');
  expect(missing.stderr).toContain('name it as it is called here: “monday” (mon), “tuesday”.');
  const step = '{kind: excludeWells, plate: mon, wells: [A1], reason: bubble}';
  const checked = await run(folder, 'check', 'p', '--add', step);
  expect(checked.code, checked.stderr).toBe(0);
  expect(checked.stdout).toMatch(/1 well excluded \(bubble\): A1 \(on, monday\)/);
  const removed = await run(folder, 'import', '--project', 'p', '--remove-layout', 'mon');
  expect(removed.code, removed.stderr).toBe(0);
  expect((await run(folder, 'layout', 'p')).stdout).not.toContain('monday');
});

test('also of plate files that no project holds', async () => {
  const layout = await run(
    ...([folder, 'summary', 'monday.csv', '--plate', 'mon', '--layout', 'by-name.csv', '--json'] as const),
  );
  expect(layout.code, layout.stderr).toBe(0);
  expect(jsonLines(layout.stdout)[0]).toMatchObject({ plate: 'monday', device: 'three' });
});
