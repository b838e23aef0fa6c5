import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { largeText } from '../bench/work/large-plate.ts';
import { parseCsv } from '../helpers/parse-csv.ts';
import { childrenOf, isAlive } from '../helpers/processes.ts';
import { smallModel } from '../helpers/small-plate.ts';
import { jsonLines, run, start } from './command-line.ts';

/** One plate in two files: the second has its fluorescence, and two wells that the first has not. */
const inBoth = ['A1', 'A2', 'B1', 'B2'];
const inSecond = ['C1', 'C2'];
const times = Array.from({ length: 12 }, (_, n) => n * 1800);

function icontrol(label: string, wells: readonly string[], size: number): string {
  const rows = wells.map((well, w) => {
    const values = times.map((_, n) => size / (1 + (40 - w) * Math.exp(-0.5 * n)) + 0.02);
    return `${well}\t${values.map((value) => value.toFixed(5)).join('\t')}`;
  });
  return [
    'Application: Tecan i-control\t\t\t\tTecan i-control , 1.11.1.0',
    'Device: infinite 200Pro\t\t\t\tSerial number: 1409002252',
    '',
    'Plate-ID (Stacker)\tP-17',
    `Mode\t\t\t\t${label === 'OD' ? 'Absorbance' : 'Fluorescence Top Reading'}`,
    'Start Time:\t13.02.2026 10:00:00',
    '',
    label,
    `Cycle Nr.\t${times.map((_, n) => n + 1).join('\t')}`,
    `Time [s]\t${times.join('\t')}`,
    ...rows,
    '',
    '',
  ].join('\n');
}

const spec = (files: string): string => `data:
  devices: [D1]
  files: [${files}]
  signals: [OD, GFP]
  conditions: []
  preprocessing: wells
  fold_unit: well
model: small.model
params:
  learning_rate: 0.02
`;

const short = ['--epochs', '1', '--evaluate-every', '1', '--draws', '4', '--evaluation-draws', '8', '--json'];
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-joined-'));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('od.txt', icontrol('OD', inBoth, 1));
  write('gfp.txt', icontrol('GFP', [...inBoth, ...inSecond], 0.4));
  write('small.model', smallModel());
  write('small.yaml', spec('od.txt, gfp.txt'));
  // The first of its files gives a plate its name.
  write('turned.yaml', spec('gfp.txt, od.txt'));
  const wells = [...inBoth, ...inSecond].map((well) => `od,${well},D1,,`);
  write('layout.csv', `plate,well,device,role,exclude\n${wells.join('\n')}\n`);
  const byFile = [...inBoth.map((well) => `od,${well},D1`), ...inSecond.map((well) => `gfp,${well},D1`)];
  write('by-file.csv', `plate,well,device\n${byFile.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const startedWells = (stdout: string): number => {
  const [wells] = jsonLines(stdout).flatMap(({ started }) =>
    started === undefined ? [] : [(started as { wells: Record<string, number> }).wells],
  );
  return (wells?.train ?? 0) + (wells?.validation ?? 0);
};

describe('the layout of a plate that lies in two files', () => {
  test.each([
    ['layout.csv', 'small.yaml', 'od'],
    ['layout.csv', 'turned.yaml', 'gfp'],
    ['by-file.csv', 'small.yaml', 'od'],
  ])('reaches the wells of both: fit --layout %s of %s in a folder', async (layout, used, plate) => {
    const out = `${plate}-${layout}`;
    const fitted = await run(folder, 'fit', used, '--layout', layout, '--out', out, ...short);
    expect(fitted.code, fitted.stderr).toBe(0);
    expect(startedWells(fitted.stdout)).toBe(6);
    const [header = [], ...rows] = parseCsv(readFileSync(join(folder, out, 'predictions.csv'), 'utf8'));
    const wells = new Set(
      rows.map((row) => `${row[header.indexOf('plate')]}/${row[header.indexOf('well')]}`),
    );
    expect([...wells].sort()).toEqual([...inBoth, ...inSecond].map((well) => `${plate}/${well}`));
  });

  test('and in a project, whichever file a spec names first', async () => {
    const files = ['od.txt', 'gfp.txt'];
    const kept = await run(
      folder,
      'import',
      ...files,
      '--project',
      'one',
      '--layout',
      'layout.csv',
      '--json',
    );
    expect(kept.code, kept.stderr).toBe(0);
    expect(jsonLines(kept.stdout)).toContainEqual({ laidOut: { plate: 'od', wells: 6 } });
    for (const used of ['small.yaml', 'turned.yaml']) {
      const fitted = await run(folder, 'fit', used, '--project', 'one', ...short);
      expect(fitted.code, fitted.stderr).toBe(0);
      expect(startedWells(fitted.stdout), used).toBe(6);
    }
  });
});

describe('check and summary see plates as fits do', () => {
  const numbersOf = (stdout: string) =>
    jsonLines(stdout).map(({ plate, well, signal, quantity, value }) => [
      plate,
      well,
      signal,
      quantity,
      value,
    ]);

  test('whole and laid out, of files, of a folder and of a project alike', async () => {
    await run(folder, 'import', 'od.txt', 'gfp.txt', '--project', 'two', '--layout', 'layout.csv');
    const [files, project] = await Promise.all([
      run(folder, 'summary', 'od.txt', 'gfp.txt', '--layout', 'layout.csv', '--json'),
      run(folder, 'summary', 'two', '--json'),
    ]);
    expect([files.code, project.code], files.stderr + project.stderr).toEqual([0, 0]);
    expect(files.stderr).toContain('od.txt and gfp.txt are one plate, od: the barcode P-17 and the start');
    expect(numbersOf(project.stdout)).toEqual(numbersOf(files.stdout));
    const rows = jsonLines(files.stdout);
    expect(new Set(rows.map(({ plate }) => plate))).toEqual(new Set(['od']));
    expect(rows.filter(({ well, device }) => well === 'C1' && device === 'D1').length).toBeGreaterThan(0);
    // Only a whole plate has both.
    expect(rows.some(({ quantity }) => quantity === 'promoterActivity')).toBe(true);
  });

  test('and a decision about the whole plate is one for a fit', async () => {
    const add = '{kind: excludeWells, wells: [C1], plate: od, reason: bubble}';
    const checked = await run(folder, 'check', 'two', '--add', add, '--json');
    expect(checked.code, checked.stderr).toBe(0);
    const steps = jsonLines(checked.stdout).flatMap(({ step }) => (step === undefined ? [] : [step]));
    expect(steps).toMatchObject([{ did: [{ plate: 'od', excludedWells: 1 }] }]);
    for (const used of ['small.yaml', 'turned.yaml']) {
      const fitted = await run(folder, 'fit', used, '--project', 'two', ...short);
      expect(fitted.code, fitted.stderr).toBe(0);
      expect(startedWells(fitted.stdout), used).toBe(5);
    }
  });

  test('files of one name, and the same bytes twice, are told', async () => {
    writeFileSync(join(folder, 'copy.txt'), readFileSync(join(folder, 'od.txt')));
    writeFileSync(join(folder, 'od.csv'), icontrol('RFP', inBoth, 2));
    const twin = await run(folder, 'summary', 'od.txt', 'copy.txt', '--json');
    expect([twin.code, twin.stderr], twin.stderr).toEqual([0, expect.stringContaining('byte for byte')]);
    const named = await run(folder, 'check', 'od.txt', 'od.csv');
    expect([named.code, named.stderr]).toEqual([
      1,
      expect.stringContaining('the same name as that of “od.txt”'),
    ]);
  });
});

test.each(['check', 'summary'])('%s ends at Ctrl-C, and its job with it', async (command) => {
  for (const name of ['large-1.txt', 'large-2.txt'])
    writeFileSync(join(folder, name), `${largeText('\t')}${name}`);
  const running = start(folder, command, 'large-1.txt', 'large-2.txt');
  const job = await new Promise<number>((resolve, reject) => {
    running.child.stderr.on('data', (text: string) => {
      const [child] = childrenOf(running.child.pid ?? 0);
      if (String(text).includes('reading') && child !== undefined) resolve(child);
    });
    void running.ended.then(({ stderr }) => reject(new Error(`it ended: ${stderr}`)));
  });
  running.child.kill('SIGINT');
  const ended = await running.ended;
  expect([ended.code, ended.stdout], ended.stderr).toEqual([130, '']);
  await expect.poll(() => isAlive(job)).toBe(false);
});

test('two lists of one run, split by cycle, are one plate once both were given its name', async () => {
  const whole = readFileSync(new URL('../exports/perkinelmer_victorx3_list.txt', import.meta.url), 'latin1');
  const lines = whole.split(/\r?\n/);
  const repeat = (line: string): number => Number(line.split('\t')[1]);
  const part = (keep: (cycle: number) => boolean): string =>
    lines.filter((line) => !(repeat(line) >= 1) || keep(repeat(line))).join('\r\n');
  writeFileSync(
    join(folder, 'first.txt'),
    part((cycle) => cycle <= 8),
    'latin1',
  );
  writeFileSync(
    join(folder, 'second.txt'),
    part((cycle) => cycle > 8),
    'latin1',
  );
  const into = (...options: string[]) =>
    run(folder, 'import', 'first.txt', 'second.txt', '--project', 'split', '--json', ...options);
  const apart = await into();
  expect(apart.code, apart.stderr).toBe(0);
  const [, remedy = ''] = /(import both again with the same --plate NAME)/.exec(apart.stderr) ?? [];
  expect(remedy, apart.stderr).not.toBe('');
  const joined = await into('--plate', 'mine');
  expect(joined.code, joined.stderr).toBe(0);
  expect(joined.stderr).not.toContain('may belong to the plate');
  expect(jsonLines(joined.stdout).flatMap((line) => line.joined ?? [])).toMatchObject([
    { files: ['first.txt', 'second.txt'], why: expect.stringContaining('goes on') },
  ]);
});
