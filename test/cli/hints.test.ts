import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonLines, run } from './command-line.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-hints-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('help of a command has what it cannot do without in its first line', async () => {
  const helps = await Promise.all(['export', 'import'].map((name) => run(folder, 'help', name)));
  expect(helps.map(({ stdout }) => stdout.split('\n')[0])).toEqual([
    'wellspring export <project|fit> --format csv|files --out DIR [options]',
    'wellspring import <file or folder...> --project P [options]',
  ]);
});

test('where nothing looks like an optical density summary says how to name it', async () => {
  const times = Array.from({ length: 20 }, (_, n) => `${n * 600},${0.1 * 1.1 ** n},${0.1 * 1.2 ** n}`);
  writeFileSync(join(folder, 'cells.csv'), `Time [s],A1,A2\n${times.join('\n')}\n`);
  const plain = await run(folder, 'summary', 'cells.csv', '--json');
  expect(plain.code, plain.stderr).toBe(0);
  const [row] = jsonLines(plain.stdout) as { signal?: string }[];
  expect(plain.stderr).toContain(`Name it with --density SIGNAL, one of ${row?.signal}`);
  const named = await run(folder, 'summary', 'cells.csv', '--json', '--density', row?.signal ?? '');
  expect(named.stderr).not.toContain('--density');
  expect(named.stdout).toContain('growthRate');
});
