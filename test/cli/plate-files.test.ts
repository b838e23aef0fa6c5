import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openProject } from '../../main/store/open-project.ts';
import { plateFormats } from '../../shared/plate/formats/index.ts';
import { run } from './command-line.ts';

const exported = (name: string): string => fileURLToPath(new URL(`../exports/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'wellspring-plates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const wide = exported('wide_time_by_well_no_units.csv');

test('the documentation lists every format, and no other', () => {
  const text = readFileSync(new URL('../../resources/docs/plate-files.md', import.meta.url), 'utf8');
  const listed = [...text.matchAll(/^\| `([a-z0-9][a-z0-9-]*)` \|/gm)].map(([, id]) => id);
  expect(listed.sort()).toEqual(plateFormats.map(({ id }) => id).sort());
});

test('times without a unit are asked for, and have the unit that is answered', async () => {
  const asked = await run(folder, 'read', wide, '--json');
  expect(asked.code).toBe(0);
  const [line] = asked.stdout
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  expect(line).toMatchObject({
    format: 'wide',
    tFirst: null,
    tLast: null,
    problems: [{ code: 'time.unit' }],
  });
  expect(line.problems[0].remedy).toContain('--time-unit');
  const answered = await run(folder, 'read', wide, '--json', '--time-unit', 'min');
  const [now] = answered.stdout
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  expect(now.tLast).toBeCloseTo(60 * 1036.6167, 6);
  expect(now.problems).toEqual([]);
});

test('a file without times has those of the interval', async () => {
  const file = exported('thermo_multiskan_spectrum_iterations.txt');
  const { code, stdout } = await run(folder, 'read', file, '--json', '--interval', '12min');
  expect(code).toBe(0);
  const [line] = stdout
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  expect(line).toMatchObject({ cycles: 31, tFirst: 0, tLast: 30 * 720 });
});

test.each([
  [['--interval', 'soon'], /--interval soon/],
  [['--time-unit', 'weeks'], /there is no such choice/],
  [['--format', 'gen6'], /did you mean gen5/],
])('%j is wrong usage, in words', async (options, words) => {
  const { code, stderr } = await run(folder, 'read', wide, ...options);
  expect(code).toBe(2);
  expect(stderr).toMatch(words);
});

test('an answer given at import is kept with the file', async () => {
  const project = join(folder, 'p.wellspring');
  const { code } = await run(folder, 'import', wide, '--project', project, '--time-unit', 'min');
  expect(code).toBe(0);
  const store = openProject(project, { who: 'test', now: () => new Date() });
  if (!store.ok) throw new Error(store.problems[0]?.message);
  const [file] = store.value.files();
  store.value.close();
  expect(file?.summary).toMatchObject({ answers: { timeUnit_s: 60 }, problems: [] });
  expect(file?.summary.outline?.[0]?.signals[0]?.timed).toBe(true);
});
