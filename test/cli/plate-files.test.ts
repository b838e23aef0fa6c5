import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openProject } from '../../main/store/open-project.ts';
import { plateFormats } from '../../shared/plate/formats/index.ts';
import { jsonLines, run } from './command-line.ts';

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

test('a question is answered after import, and a wrong answer corrected, as a change that undo knows', async () => {
  const project = join(folder, 'asked.wellspring');
  const into = (...options: string[]) =>
    run(folder, 'import', wide, '--project', project, '--json', ...options);
  const asked = await into();
  expect(asked.stderr).toContain('--time-unit s, min, h or d');
  expect(asked.stderr).toContain(`Project (new): ${project}`);
  const answered = await into('--time-unit', 'min');
  expect(answered.code, answered.stderr).toBe(0);
  expect(answered.stderr).toContain('was read again: times in min');
  expect(answered.stderr).not.toContain('--time-unit');
  expect(jsonLines(answered.stdout)[0]).toMatchObject({ project, again: ['times in min'] });
  const corrected = await into('--time-unit', 'h');
  expect(corrected.stderr).toContain('was read again: times in h, before times in min');
  for (const options of [['--time-unit', 'h'], []])
    expect((await into(...options)).stderr).toContain('in the project already');
  const store = openProject(project, { who: 'test', now: () => new Date() });
  if (!store.ok) throw new Error(store.problems[0]?.message);
  const units = (): unknown[] => store.value.files().map(({ summary }) => summary.answers?.timeUnit_s);
  expect(units()).toEqual([3600]);
  expect(store.value.undoTitle()).toBe(
    'Read wide_time_by_well_no_units.csv again: times in h, before times in min',
  );
  expect(store.value.undo().ok).toBe(true);
  expect(units()).toEqual([60]);
  expect(store.value.undo().ok && store.value.redo().ok && store.value.redo().ok).toBe(true);
  expect(units()).toEqual([3600]);
  store.value.close();
});

test.each([
  [
    'a file that has times of its own',
    'vihds_proc140916.csv',
    ['--interval', '12min'],
    'time between cycles',
  ],
  [
    'a file that states other units',
    'stated.csv',
    ['--interval', '12min', '--time-unit', 'min'],
    'time between',
  ],
])('an answer that %s has no use for is told', async (_, name, options, words) => {
  writeFileSync(join(folder, 'stated.csv'), 'Time [min],A1,A2\n0,0.1,0.2\n10,0.2,0.3\n');
  const file = name === 'stated.csv' ? name : exported(name);
  const { code, stderr } = await run(folder, 'read', file, ...options);
  expect(code).toBe(0);
  expect(stderr).toContain('is not used');
  expect(stderr).toContain(words);
  expect((await run(folder, 'read', file)).stderr).not.toContain('is not used');
});

test('an answered unit has the last word over a heading, and that is told', async () => {
  writeFileSync(join(folder, 'stated.csv'), 'Time [min],A1,A2\n0,0.1,0.2\n10,0.2,0.3\n');
  const { code, stdout, stderr } = await run(folder, 'read', 'stated.csv', '--time-unit', 'h', '--csv');
  expect(code).toBe(0);
  expect(stdout).toContain(',36000,');
  expect(stderr).toContain('the file says that its times are in min');
  const asStated = await run(folder, 'read', 'stated.csv', '--time-unit', 'min', '--csv');
  expect(asStated.stdout).toContain(',600,');
  expect(asStated.stderr).not.toContain('as was answered');
});

test('a format that somebody names is not what the file looks like', async () => {
  const { code, stderr } = await run(folder, 'read', wide, '--format', 'bmg');
  expect(code).toBe(1);
  expect(stderr).not.toContain('looks like');
  expect(stderr).toContain('as it was asked for');
  expect((await run(folder, 'read', wide, '--format', 'wide')).stdout).toContain('as asked for');
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

test('an answer for a folder that overrules what a file is known to mean is told at import and read', async () => {
  const mixed = join(folder, 'mixed');
  mkdirSync(mixed);
  writeFileSync(join(mixed, 'unitless.csv'), 'Time,A1,A2\n0,0.1,0.2\n10,0.2,0.3\n20,0.3,0.4\n');
  copyFileSync(exported('biolector_pro_biolection3.xlsx'), join(mixed, 'biolector.xlsx'));
  for (const command of [
    ['read', mixed, '--time-unit', 'min'],
    ['import', mixed, '--time-unit', 'min', '--project', join(folder, 'mixed.wellspring')],
  ]) {
    const { code, stderr } = await run(folder, ...command);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/biolector\.xlsx.*in h, as BioLection writes them.*in min.*60 times earlier/s);
    expect(stderr).toContain('with --time-unit h');
    expect(stderr.match(/as was answered/g)).toHaveLength(1);
  }
});

test('a layout that lies in a folder of exports is passed over as a layout, in read and import', async () => {
  const mixed = join(folder, 'laid');
  mkdirSync(mixed);
  writeFileSync(join(mixed, 'run.csv'), 'Time [h],A1,A2\n0,0.1,0.2\n1,0.2,0.3\n2,0.3,0.4\n');
  const lines = Array.from(
    { length: 12 },
    (_, n) => `A${n + 1};S${1 + (n % 2)};0,${n % 4}5;${1 + (n % 3)};M9`,
  );
  writeFileSync(join(mixed, 'belegung.csv'), `well;Stamm;IPTG (mM);Wdh;Medium\n${lines.join('\n')}\n`);
  for (const command of [
    ['read', mixed],
    ['import', mixed, '--project', join(folder, 'laid.wellspring')],
  ]) {
    const { code, stderr, stdout } = await run(folder, ...command);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/belegung\.csv.*passed over: this is a plate layout/s);
    expect(stdout).not.toContain('IPTG');
  }
});

test('short runs are told in seconds or minutes, and a signal that ends long before another is named', async () => {
  const table = (unit: string, times: readonly number[]): string =>
    `Time [${unit}],A1,A2\n${times.map((time) => `${time},0.1${time},0.2${time}`).join('\n')}\n`;
  writeFileSync(join(folder, 'brief.csv'), table('s', [0, 0.5, 1]));
  expect((await run(folder, 'read', 'brief.csv')).stdout).toContain('0.00 to 1.00 s');
  writeFileSync(join(folder, 'brief.csv'), table('s', [0, 60, 120]));
  expect((await run(folder, 'read', 'brief.csv')).stdout).toContain('0.00 to 2.00 min');
  writeFileSync(join(folder, 'ends.csv'), `OD\n${table('h', [0, 4, 8])}\nGFP\n${table('h', [0, 1, 2])}`);
  expect((await run(folder, 'read', 'ends.csv')).stderr).toContain(
    'GFP was read until 2 h only, OD until 8 h',
  );
});
