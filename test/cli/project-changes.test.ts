import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectLayouts } from '../../main/store/layouts.ts';
import { openProject } from '../../main/store/open-project.ts';
import { smallPlate } from '../helpers/small-plate.ts';
import { jsonLines, run } from './command-line.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-changes-'));
  for (const [n, name] of ['a.csv', 'b.csv'].entries())
    writeFileSync(join(folder, name), smallPlate(0.5 + n));
  writeFileSync(join(folder, 'layout.csv'), 'well,device\nA1,new\n');
  const kept = await run(folder, 'import', 'a.csv', 'b.csv', '--project', 'P', '--layout', 'layout.csv');
  expect(kept.code, kept.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

function now(): {
  readonly files: readonly string[];
  readonly layouts: readonly string[];
  readonly log: string;
} {
  const store = openProject(join(folder, 'P.wellspring'), { who: 'test', now: () => new Date() });
  if (!store.ok) throw new Error(store.problems[0]?.message);
  const files = store.value.files().map(({ file }) => file);
  const layouts = [...projectLayouts(store.value).keys()];
  const log = store.value.log()[0]?.what ?? '';
  store.value.close();
  return { files, layouts, log };
}
const change = (...options: string[]) => run(folder, 'import', '--project', 'P', ...options, '--json');

describe('a project is changed by command as in the window', () => {
  test('a layout goes, its file stays; what the file says counts again, until that is undone', async () => {
    const removed = await change('--remove-layout', 'b');
    expect([removed.code, removed.stderr], removed.stderr).toEqual([
      0,
      expect.stringContaining('the layout of b'),
    ]);
    expect(jsonLines(removed.stdout)).toEqual([{ removed: { files: [], layouts: ['b'] } }]);
    expect(now()).toEqual({ files: ['a.csv', 'b.csv'], layouts: ['a'], log: 'Remove the layout of b' });
    const shown = await run(folder, 'summary', 'P', '--json');
    const device = (plate: string) =>
      jsonLines(shown.stdout).find((row) => row.plate === plate && row.well === 'A1')?.device;
    expect([device('a'), device('b')]).toEqual(['new', 'D1']);
    const undone = await change('--undo');
    expect(jsonLines(undone.stdout)).toEqual([{ undone: 'Remove the layout of b' }]);
    expect(now().layouts).toEqual(['a', 'b']);
  });

  test('files and layouts go together as one command, undone and redone', async () => {
    expect((await change('--remove', 'a.csv', '--remove-layout', 'a')).code).toBe(0);
    expect(now()).toEqual({ files: ['b.csv'], layouts: ['b'], log: 'Remove a.csv and the layout of a' });
    expect((await change('--undo')).code).toBe(0);
    expect(now()).toMatchObject({ files: ['a.csv', 'b.csv'], layouts: ['a', 'b'] });
    const redone = await change('--redo');
    expect(jsonLines(redone.stdout)).toEqual([{ redone: 'Remove a.csv and the layout of a' }]);
    expect(now()).toMatchObject({ files: ['b.csv'], layouts: ['b'] });
    expect((await change('--undo')).code).toBe(0);
  });

  test.each([
    [['--remove', 'c.csv'], 1, /the project has no file “c.csv”[\s\S]*a.csv, b.csv/],
    [['--remove', 'a.csv', '--remove-layout', 'c'], 1, /no layout of a plate “c”[\s\S]*with a layout: a, b/],
    [['--redo'], 1, /nothing to redo/],
    [['--undo', '--redo'], 2, /one change at a time/],
    [['--undo', 'a.csv'], 2, /goes without files/],
  ])('%j changes nothing and ends with %d, in words', async (options, code, words) => {
    // What is new leaves nothing to do again.
    if (options.includes('--redo')) await change('--remove-layout', 'b');
    const before = now();
    const ended = await change(...options);
    expect([ended.code, ended.stderr], ended.stderr).toEqual([code, expect.stringMatching(words)]);
    expect(now()).toEqual(before);
  });
});
