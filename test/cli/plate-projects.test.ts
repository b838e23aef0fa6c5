import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { openPlateShelf } from '../../main/desk/plate-shelf.ts';
import { openProject } from '../../main/store/open-project.ts';
import type { ProjectStore } from '../../main/store/project-store.ts';
import { jsonLines, run } from './command-line.ts';

const exported = (name: string): string => fileURLToPath(new URL(`../exports/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'wellspring-plates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function look<T>(name: string, what: (store: ProjectStore) => T): T {
  const store = openProject(join(folder, `${name}.wellspring`), { who: 'test', now: () => new Date() });
  if (!store.ok) throw new Error(JSON.stringify(store.problems));
  try {
    return what(store.value);
  } finally {
    store.value.close();
  }
}

function codesOf(stdout: string): readonly string[] {
  return jsonLines(stdout).flatMap(({ problem }) =>
    problem === undefined ? [] : [(problem as { code: string }).code],
  );
}

/** An i-control text of one label; `start` as the instrument writes it. */
function icontrol(
  label: string,
  start: string,
  gain: string,
  times: readonly number[],
  name = 'P-17',
): string {
  const wells = ['A1', 'A2', 'B1', 'B2', 'C1', 'C2'];
  const rows = wells.map(
    (well, w) => `${well}\t${times.map((t) => (0.1 + w / 100 + t / 1e5).toFixed(4)).join('\t')}`,
  );
  return [
    'Application: Tecan i-control\t\t\t\tTecan i-control , 1.11.1.0',
    'Device: infinite 200Pro\t\t\t\tSerial number: 1409002252',
    '',
    `Plate-ID (Stacker)\t${name}`,
    'Mode\t\t\t\tAbsorbance',
    'Wavelength\t\t\t\t600\tnm',
    `Gain\t\t\t\t${gain}`,
    `Start Time:\t${start}`,
    '',
    label,
    `Cycle Nr.\t${times.map((_, n) => n + 1).join('\t')}`,
    `Time [s]\t${times.join('\t')}`,
    ...rows,
    '',
    '',
  ].join('\n');
}

const times = Array.from({ length: 8 }, (_, n) => n * 600);

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

describe('a table of no known format', () => {
  write(
    'odd.csv',
    'Kolben;;;\nZeit (min);WT;mutant;ara\n0;0,10;0,11;0,12\n10;0,20;0,21;0,22\n20;0,40;0,41;0,42\n',
  );
  write(
    'next.csv',
    'Rührer;;;\nZeit (min);WT;mutant;ara\n0;0,13;0,14;0,15\n10;0,23;0,24;0,25\n20;0,43;0,44;0,45\n',
  );

  test('is refused with the way to a mapping, which is guessed, read, kept, and known next time', async () => {
    const refused = await run(folder, 'read', 'odd.csv');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--suggest-map');
    const guess = await run(folder, 'read', 'odd.csv', '--suggest-map');
    expect(guess.code, guess.stderr).toBe(0);
    write('mapping.json', guess.stdout);
    const read = await run(folder, 'read', 'odd.csv', '--map', 'mapping.json', '--json');
    expect(jsonLines(read.stdout)[0]).toMatchObject({ format: 'mapping', wells: 3, cycles: 3, tLast: 1200 });
    const kept = await run(
      folder,
      'import',
      'odd.csv',
      '--map',
      'mapping.json',
      '--project',
      'mapped',
      '--json',
    );
    expect(kept.code, kept.stderr).toBe(0);
    const next = await run(folder, 'import', 'next.csv', '--project', 'mapped', '--json');
    expect(next.code, next.stderr).toBe(0);
    expect(codesOf(next.stdout)).toContain('mapping.known');
    look('mapped', (store) => {
      const mappings = store.files().map(({ summary }) => summary.answers?.mapping);
      expect(mappings[0]).toMatchObject(JSON.parse(guess.stdout));
      expect(mappings[1]).toEqual(mappings[0]);
    });
  });

  test('is read by the mapping of a folder that fits it', async () => {
    mkdirSync(join(folder, 'maps'));
    copyFileSync(join(folder, 'mapping.json'), join(folder, 'maps', 'shaker.json'));
    const read = await run(folder, 'read', 'next.csv', '--map', 'maps', '--json');
    expect(read.code, read.stderr).toBe(0);
    const [line] = jsonLines(read.stdout);
    expect(line).toMatchObject({ format: 'mapping', wells: 3 });
    expect(JSON.stringify(line?.problems)).toContain('shaker.json');
  });

  test('is told which key of its mapping is wrong', async () => {
    write(
      'wrong.json',
      '{"direction": "columns", "signals": [{"title": "OD", "headerRow": 2, "firstwell": "B3"}]}',
    );
    const read = await run(folder, 'read', 'odd.csv', '--map', 'wrong.json', '--json');
    expect(read.code).toBe(1);
    expect(read.stderr).toMatch(/signals\[0\]\.firstwell.*\n.*firstWell/);
  });
});

describe('a folder', () => {
  const plates = join(folder, 'day');
  mkdirSync(join(plates, 'older'), { recursive: true });
  for (const name of [
    'endp_softmax_plateformat.txt',
    'layout_tidyplate_96.csv',
    'byonoy_absorbance96_endpoint.csv',
  ])
    copyFileSync(exported(name), join(plates, name));
  copyFileSync(exported('byonoy_absorbance96_endpoint.csv'), join(plates, 'copy.csv'));
  for (const name of ['.DS_Store', 'notes.txt']) writeFileSync(join(plates, name), 'nothing to see\n');

  test('is read in the order of its names; what is no plate is passed over with a word', async () => {
    const { code, stdout, stderr } = await run(folder, 'read', 'day', '--json');
    expect(code, stderr).toBe(0);
    const lines = jsonLines(stdout);
    const files = lines.flatMap(({ file, kind }) => (file === undefined ? [] : [`${file} ${kind}`]));
    const named = [...new Set(files)].map((text) => text.replace(/^day[\\/]/, ''));
    expect(named).toEqual([
      'byonoy_absorbance96_endpoint.csv endpoint',
      'copy.csv endpoint',
      'endp_softmax_plateformat.txt endpoint',
      'layout_tidyplate_96.csv layout',
    ]);
    expect([...codesOf(stdout)].sort()).toEqual([
      'file.sameBytes',
      'folder.passedOver',
      'plate.layout',
      'plate.notRecognised',
    ]);
    expect(stderr).toContain('reading 3 of 5');
    expect(stderr).toMatch(/\.DS_Store, older/);
  });

  test('is imported; the same bytes twice are named and kept once', async () => {
    const { code, stdout, stderr } = await run(folder, 'import', 'day', '--project', 'day', '--json');
    expect(code, stderr).toBe(0);
    expect(codesOf(stdout)).toContain('file.sameBytes');
    look('day', (store) => {
      expect(store.files().map(({ file }) => file)).toEqual([
        'byonoy_absorbance96_endpoint.csv',
        'endp_softmax_plateformat.txt',
      ]);
    });
  });

  test('without a plate file is a problem', async () => {
    const { code, stderr } = await run(folder, 'read', join('day', 'older'));
    expect(code).toBe(1);
    expect(stderr).toContain('holds no plate file');
  });
});

describe('files of one plate', () => {
  write('od.txt', icontrol('OD600', '03.02.2026 10:00:00', '50', times));
  write('gfp.txt', icontrol('GFP', '03.02.2026 10:00:00', '80', times));
  write('later.txt', icontrol('OD600', '03.02.2026 12:00:00', '60', times));
  write('doubt.txt', icontrol('YFP', '03.02.2026 10:30:00', '50', times));

  test('are joined when they are used, and import says which and why; the files stay as they are', async () => {
    const { code, stdout, stderr } = await run(
      folder,
      'import',
      'od.txt',
      'gfp.txt',
      'later.txt',
      '--project',
      'one',
      '--json',
    );
    expect(code, stderr).toBe(0);
    const joined = jsonLines(stdout).flatMap(({ joined: told }) => (told === undefined ? [] : [told]));
    expect(joined).toEqual([
      { plate: 'od', files: ['od.txt', 'gfp.txt', 'later.txt'], why: expect.stringMatching(/barcode P-17/) },
    ]);
    expect(codesOf(stdout)).toContain('plate.gains');
    look('one', (store) => {
      expect(store.readFile('od.txt')).toMatchObject({ ok: true });
      const shelf = openPlateShelf(store);
      const [plate, ...others] = shelf.plates();
      if (plate === undefined) throw new Error('no plate');
      expect(others).toEqual([]);
      expect(plate.signals.map(({ signal, cycles }) => [signal, cycles])).toEqual([
        ['OD600', 16],
        ['GFP', 8],
      ]);
      const whole = shelf.readings(plate);
      expect([...(whole?.signals[0]?.time_s ?? [])]).toEqual([...times, ...times.map((time) => 7200 + time)]);
      store.removeFiles(['later.txt']);
      const [left] = openPlateShelf(store).plates();
      expect(left?.signals[0]?.cycles).toBe(8);
    });
  });

  test('stay apart when in doubt, until their owner names them', async () => {
    const first = await run(folder, 'import', 'od.txt', 'doubt.txt', '--project', 'two', '--json');
    expect(first.code, first.stderr).toBe(0);
    expect(codesOf(first.stdout)).toContain('join.doubt');
    expect(first.stderr).toContain('--plate NAME');
    // The name of one is enough to keep it apart.
    const named = await run(folder, 'import', 'doubt.txt', '--project', 'two', '--plate', 'other', '--json');
    expect(named.code, named.stderr).toBe(0);
    expect(jsonLines(named.stdout)).toContainEqual(
      expect.objectContaining({ imported: expect.anything(), again: ['plate “other”'] }),
    );
    expect(codesOf(named.stdout)).not.toContain('join.doubt');
    look('two', (store) => {
      expect(store.files().map(({ summary }) => summary.answers?.plate)).toEqual([undefined, 'other']);
      expect(store.undo().ok).toBe(true);
      expect(store.file('doubt.txt')?.summary.answers).toBeUndefined();
    });
  });

  test('a longer export takes the place and the name of the shorter one; undo brings it back', async () => {
    const long = Array.from({ length: 20 }, (_, n) => n * 600);
    write('run.txt', icontrol('OD600', '03.02.2026 10:00:00', '50', times));
    write('run-whole.txt', icontrol('OD600', '03.02.2026 10:00:00', '50', long));
    await run(folder, 'import', 'run.txt', '--project', 'long');
    const { code, stdout, stderr } = await run(
      folder,
      'import',
      'run-whole.txt',
      '--project',
      'long',
      '--json',
    );
    expect(code, stderr).toBe(0);
    expect(codesOf(stdout)).toContain('file.longer');
    expect(stderr).toContain('undo brings back the shorter one (import --undo)');
    look('long', (store) => {
      const [file, ...others] = store.files();
      expect(others).toEqual([]);
      expect(file).toMatchObject({ file: 'run.txt', summary: { cycles: 20, plates: ['run'] } });
      const bytes = store.readFile('run.txt');
      expect(bytes.ok && Buffer.from(bytes.value).equals(readFileSync(join(folder, 'run-whole.txt')))).toBe(
        true,
      );
      expect(openPlateShelf(store).plates()[0]?.plate).toBe('run');
      expect(store.undoTitle()).toBe('Put a longer export in the place of run.txt');
      expect(store.undo().ok).toBe(true);
      expect(store.files()).toMatchObject([{ file: 'run.txt', summary: { cycles: 8 } }]);
    });
    const shorter = await run(folder, 'import', 'run-whole.txt', '--project', 'whole');
    expect(shorter.code).toBe(0);
    const contained = await run(folder, 'import', 'run.txt', '--project', 'whole', '--json');
    expect(contained.code).toBe(0);
    expect(codesOf(contained.stdout)).toEqual(['file.contained']);
  });
});

test('points of a well are listed with their number, and read with --scans', async () => {
  const file = exported('tecan_icontrol_multiple_reads_per_well.xlsx');
  const listed = jsonLines((await run(folder, 'read', file, '--json')).stdout);
  expect(listed.map(({ kind, signal, points }) => [kind, signal, points])).toEqual([
    ['kinetic', 'Label1', undefined],
    ['scan', 'Label1', 5],
  ]);
  expect(listed[0]?.metadata).toMatchObject({ wavelength: '600 nm', start: '2022-01-01T10:00:00' });
  const read = jsonLines((await run(folder, 'read', file, '--json', '--scans')).stdout);
  expect(read.map(({ signal }) => signal)).toContain('Label1 point 1;2');
});
