import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectCorrections } from '../../main/store/corrections.ts';
import { openProject } from '../../main/store/open-project.ts';
import type { ProjectStore } from '../../main/store/project-store.ts';
import { stepKinds } from '../../shared/experiment/correction/kinds/index.ts';
import { parseCorrections } from '../../shared/experiment/correction/parse-corrections.ts';
import { flagKinds } from '../../shared/experiment/quality/flag.ts';
import { quantities } from '../../shared/experiment/summary/summary-row.ts';
import { parseCsv } from '../helpers/parse-csv.ts';
import { writeSmall } from '../helpers/small-plate.ts';
import { jsonLines, run } from './command-line.ts';

const examples = (name: string): string =>
  fileURLToPath(new URL(`../../resources/examples/${name}`, import.meta.url));
const page = readFileSync(new URL('../../resources/docs/quality.md', import.meta.url), 'utf8');
const short = [
  '--epochs',
  '6',
  '--evaluate-every',
  '1',
  '--draws',
  '20',
  '--evaluation-draws',
  '40',
  '--json',
];
const bubble = '{kind: excludeWells, wells: [A1], reason: bubble}';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-check-'));
  for (const name of ['proc141021.csv', 'proc_PBadYFP.csv'])
    copyFileSync(examples(`vi-hds/${name}`), join(folder, name));
  for (const name of ['proc140916.csv', 'proc141006.csv', 'receiver.yaml'])
    copyFileSync(examples(`receiver/${name}`), join(folder, name));
  writeSmall(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

function inProject<T>(name: string, look: (store: ProjectStore) => T): T {
  const store = openProject(join(folder, name), { who: 'test', now: () => new Date() });
  if (!store.ok) throw new Error(store.problems[0]?.message);
  try {
    return look(store.value);
  } finally {
    store.value.close();
  }
}
const stepsIn = (store: ProjectStore): readonly string[] => {
  const read = projectCorrections(store);
  return read.ok ? read.value.steps.map(({ kind }) => kind) : ['unreadable'];
};

describe('the documentation', () => {
  test('every command of it does what it says', async () => {
    for (const [, name = '', text = ''] of page.matchAll(/^```yaml (\S+\.json)\n([\s\S]*?)^```/gm))
      writeFileSync(join(folder, name), text);
    const commands = [...page.matchAll(/^ {4}npm run -s wellspring -- (.+)$/gm)].map(([, line = '']) => line);
    expect(commands.length).toBeGreaterThan(9);
    for (const command of commands) {
      const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(
        ([, quoted, plain]) => quoted ?? plain ?? '',
      );
      const ended = await run(folder, ...words);
      expect(ended.code, `${command}\n${ended.stderr}`).toBe(0);
      if (command.startsWith('check proc141021.csv proc_')) {
        expect(ended.stdout).toContain('Saturated readings (3)');
        expect(ended.stdout).toContain('5 wells saturate in ECFP, from 12 h on: 89 readings at 260000');
      }
      if (command.includes('--off 1')) expect(ended.stdout).toMatch(/1\. .*\(off, every plate\)/);
      if (command.startsWith('fit')) expect(ended.stderr).toContain('one well is left out');
    }
    const order = JSON.parse(readFileSync(join(folder, 'corrected/fit.json'), 'utf8')).spec;
    expect(order.corrections.map(({ kind }: { kind: string }) => kind)).toEqual([
      'excludeWells',
      'background',
    ]);
    inProject('screen.wellspring', (store) => {
      const titles = store.log().map(({ what }) => what);
      expect(titles[0]).toMatch(/^Add EYFP: each well’s own minimum/);
      expect(titles[1]).toMatch(/^Accept saturation-.*Reject outlier-/);
      expect(stepsIn(store)).toEqual(['censor', 'censor', 'censor', 'background']);
    });
  }, 120_000);

  test('has every kind of flag and of step and every quantity, and no other', () => {
    const rows = (heading: string): readonly string[] => {
      const [, section = ''] = page.split(`\n## ${heading}\n`);
      const [own = ''] = section.split('\n## ');
      return [...own.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
    };
    expect([...rows('Flags')].sort()).toEqual([...flagKinds].sort());
    expect(rows('Steps')).toEqual(stepKinds.map(({ kind }) => kind));
    expect([...rows('Summary')].sort()).toEqual([...quantities].sort());
    const [, steps = ''] = /^```yaml steps\n([\s\S]*?)^```/m.exec(page) ?? [];
    const read = parseCorrections(`steps:\n${steps}`, 'quality.md');
    expect(read.problems).toEqual([]);
    expect(read.ok && read.value.steps.map(({ kind }) => kind)).toEqual(stepKinds.map(({ kind }) => kind));
  });
});

describe('check', () => {
  test('--json: a line for each flag with its evidence and decision, and for each step with what it did', async () => {
    const { code, stdout } = await run(
      ...([folder, 'check', 'proc141021.csv', '--json', '--corrections', 'json.json'] as const),
      ...['--accept', 'saturation', '--add', '{kind: background, signal: OD, method: minimum}'],
    );
    expect(code).toBe(0);
    const lines = jsonLines(stdout);
    expect(lines[0]?.flag).toMatchObject({
      ...{ kind: 'saturation', severity: 'high', plate: 'proc141021', wells: ['B1'], signal: 'EYFP' },
      ...{ decision: 'accepted', correction: { kind: 'censor', limit: 260000 } },
      evidence: [{ well: 'B1', cycles: [90, 100], values: new Array(6).fill(260000) }],
    });
    const steps = lines.flatMap(({ step }) => (step === undefined ? [] : [step]));
    expect(steps).toMatchObject([
      { number: 1, kind: 'censor', did: [{ plate: 'proc141021', changedReadings: 11 }] },
      { number: 2, kind: 'censor', did: [{ changedReadings: 47, signals: [{ after: { censored: 47 } }] }] },
      { number: 3, kind: 'background', signal: 'OD', did: [{ plate: 'proc141021' }] },
    ]);
    const readings = readFileSync(join(folder, 'proc141021.csv'));
    expect(readings.equals(readFileSync(examples('vi-hds/proc141021.csv')))).toBe(true);
  });

  test('refuses a step that cannot be done, and changes nothing', async () => {
    const add = '{kind: background, signal: OD, method: blankWells}';
    const { code, stderr } = await run(
      folder,
      'check',
      'small.csv',
      '--corrections',
      'none.json',
      '--add',
      add,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('the plate has no blank wells');
    expect(stderr).toContain('Nothing was changed.');
    expect(existsSync(join(folder, 'none.json'))).toBe(false);
  });

  test.each([
    [['--accept', 'saturation-0000000000', '--corrections', 'x.json'], 1, /no flag has the id or the kind/],
    [['--accept', 'satturation', '--corrections', 'x.json'], 1, /Did you mean saturation/],
    [
      ['--accept', 'gain', '--corrections', 'x.json'],
      1,
      /there are no open flags of the kind “gain”\n.*Leave --accept gain out; .*saturation/,
    ],
    [
      ['--add', '{kind: excludeWells, wells: [A1, Z9], reason: x}', '--corrections', 'x.json'],
      1,
      /no well Z9[\s\S]*Nothing was changed/,
    ],
    [['--off', '3', '--corrections', 'x.json'], 1, /there is no step 3/],
    [['--add', '{kind: censer}', '--corrections', 'x.json'], 1, /censor/],
    [['--accept', 'outlier'], 2, /--corrections FILE/],
    [['--off', '0', '--corrections', 'x.json'], 2, /--off 0/],
  ] as const)('%j ends with %d, in words', async (options, code, words) => {
    const ended = await run(folder, 'check', 'proc141021.csv', ...options);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(words);
  });

  test('refuses a second background, and puts it in the place of the first where that goes', async () => {
    const check = (...more: string[]) =>
      run(folder, 'check', 'small.csv', '--corrections', 'twice.json', ...more);
    const minimum = '{kind: background, signal: GFP, method: minimum}';
    const none = '{kind: background, signal: GFP, method: none}';
    expect((await check('--add', none)).code).toBe(0);
    const kept = readFileSync(join(folder, 'twice.json'), 'utf8');
    const second = await check('--add', minimum);
    expect([second.code, second.stderr]).toEqual([
      1,
      expect.stringMatching(/step 1 does this to GFP already[\s\S]*Nothing was changed/),
    ]);
    expect(readFileSync(join(folder, 'twice.json'), 'utf8')).toBe(kept);
    const replaced = await check('--remove', '1', '--add', minimum);
    expect(replaced.code).toBe(0);
    expect(replaced.stdout).toMatch(/1\. GFP: each well’s own minimum/);
    expect(replaced.stdout).not.toContain('2. ');
    const moved = await check('--add', bubble);
    expect(moved.stderr).toContain(
      '1 well excluded (bubble): A1: step 1, for it is done before those after it',
    );
    writeFileSync(join(folder, 'both.json'), `steps: [${minimum}, ${none}]\n`);
    const fitted = await run(folder, 'fit', 'small.yaml', '--corrections', 'both.json', ...short);
    expect([fitted.code, fitted.stderr]).toEqual([
      1,
      expect.stringContaining('step 1 does this to GFP already'),
    ]);
  });

  test('takes roles from a layout: a blank that is named so is subtracted', async () => {
    writeFileSync(join(folder, 'roles.csv'), 'well,role\nA8,blank\n');
    const { code, stdout } = await run(
      ...([folder, 'check', 'small.csv', '--layout', 'roles.csv', '--corrections', 'blank.json'] as const),
      ...['--add', '{kind: background, signal: GFP, method: blankWells}'],
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /GFP: blank wells subtracted, per time \(on, every plate\)\n +small: \d+ readings changed/,
    );
  });
});

describe('a project', () => {
  beforeAll(async () => {
    const imported = await run(folder, 'import', 'small.csv', '--project', 'small');
    expect(imported.code).toBe(0);
    expect((await run(folder, 'check', 'small', '--add', bubble)).code).toBe(0);
  });

  test('keeps decisions, each one command that is undone and redone', () => {
    inProject('small.wellspring', (store) => {
      expect(store.undoTitle()).toMatch(/^Add 1 well excluded \(bubble\)/);
      expect(stepsIn(store)).toEqual(['excludeWells']);
      store.undo();
      expect(stepsIn(store)).toEqual([]);
      store.redo();
      expect(stepsIn(store)).toEqual(['excludeWells']);
    });
  });

  test('freezes its corrections into a fit: later ones do not touch it', async () => {
    const fitted = await run(folder, 'fit', 'small.yaml', '--project', 'small', ...short);
    expect(fitted.code).toBe(0);
    expect(fitted.stderr).toContain('one well is left out');
    expect((await run(folder, 'check', 'small', '--remove', '1')).code).toBe(0);
    inProject('small.wellspring', (store) => {
      const order = store.fit('fit-1')?.order;
      expect(order?.corrections).toMatchObject([
        { kind: 'excludeWells', wells: ['A1'], plate: null, on: true },
      ]);
      expect(stepsIn(store)).toEqual([]);
    });
    const second = await run(folder, 'fit', 'small.yaml', '--project', 'small', ...short);
    const wells = (stdout: string) => jsonLines(stdout).find(({ started }) => started)?.started;
    expect(wells(fitted.stdout)).toMatchObject({ wells: { train: 5, validation: 2 } });
    expect(wells(second.stdout)).toMatchObject({ wells: { train: 6, validation: 2 } });
  });

  test('has no place for a file of corrections, nor a fit that would go on with other ones', async () => {
    const words = await run(
      folder,
      'fit',
      'small.yaml',
      '--project',
      'small',
      '--corrections',
      'blanks.json',
    );
    expect([words.code, words.stderr]).toEqual([
      2,
      expect.stringContaining('--corrections does not go with a project'),
    ]);
    const checked = await run(folder, 'check', 'small', '--corrections', 'blanks.json');
    expect(checked.code).toBe(2);
  });
});

describe('a fit in a folder', () => {
  test('uses --corrections, keeps them when it goes on, and says when others are given', async () => {
    writeFileSync(join(folder, 'one.json'), `steps: [${bubble}]\n`);
    writeFileSync(join(folder, 'two.json'), 'steps: [{kind: background, signal: GFP, method: minimum}]\n');
    const fitted = (...more: string[]) => run(folder, 'fit', ...more, ...short);
    expect((await fitted('small.yaml', '--corrections', 'one.json', '--out', 'one')).code).toBe(0);
    const on = ['--resume', 'one', '--epochs', '8'];
    const longer = ['--evaluate-every', '1', '--json'];
    expect((await run(folder, 'fit', ...on, '--out', 'more', ...longer)).code).toBe(0);
    const kept = JSON.parse(readFileSync(join(folder, 'more/fit.json'), 'utf8')).spec.corrections;
    expect(kept).toMatchObject([{ kind: 'excludeWells' }]);
    const other = await run(folder, 'fit', ...on, '--corrections', 'two.json', '--out', 'other', ...longer);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('--corrections differs');
  }, 60_000);

  test('is refused where a step cannot be done', async () => {
    writeFileSync(join(folder, 'bad.json'), 'steps: [{kind: background, signal: GFP, method: blankWells}]\n');
    const { code, stderr } = await run(folder, 'fit', 'small.yaml', '--corrections', 'bad.json', ...short);
    expect(code).toBe(1);
    expect(stderr).toContain('no blank wells');
  });

  test('takes what saturates as at least that much, whatever the preprocessing', async () => {
    writeFileSync(join(folder, 'top.json'), 'steps: [{kind: censor, signal: GFP, limit: 0.4}]\n');
    const elbo = async (...options: string[]) => {
      const { code, stdout } = await run(folder, 'fit', 'small.yaml', ...options, ...short);
      expect(code).toBe(0);
      return jsonLines(stdout).find(({ evaluation }) => evaluation)?.evaluation;
    };
    for (const preprocessing of ['wells', 'reference']) {
      const read = await elbo('--preprocessing', preprocessing);
      expect(read).toBeDefined();
      expect(await elbo('--preprocessing', preprocessing, '--corrections', 'top.json')).not.toEqual(read);
    }
  }, 60_000);
});

describe('summary', () => {
  test('says the same as CSV and as JSON, and marks what was corrected', async () => {
    const [csv, json] = await Promise.all([
      run(folder, 'summary', 'small.csv', '--csv'),
      run(folder, 'summary', 'small.csv', '--json'),
    ]);
    expect([csv.code, json.code]).toEqual([0, 0]);
    const [header = [], ...rows] = parseCsv(csv.stdout);
    const lines = jsonLines(json.stdout);
    expect(rows.length).toBe(lines.length);
    expect(new Set(rows.map((row) => row[header.indexOf('quantity')]))).toEqual(
      new Set([
        'growthRate',
        'doublingTime',
        'lag',
        'capacity',
        'endPoint',
        'area',
        'promoterActivity',
        'foldChange',
        'ec50',
      ]),
    );
    rows.forEach((row, n) => {
      const value = row[header.indexOf('value')] ?? '';
      expect(value === '' ? null : Number(value)).toEqual(lines[n]?.value);
      // A number without an interval says so.
      const low = row[header.indexOf('low')];
      if (value === '' || low === '') expect(row[header.indexOf('note')]).not.toBe('');
    });
    const raw = lines.find(({ quantity, well }) => quantity === 'growthRate' && well === 'A1');
    expect(raw?.note).toContain('with background');
    writeFileSync(join(folder, 'od.json'), 'steps: [{kind: background, signal: OD, method: minimum}]\n');
    const corrected = await run(folder, 'summary', 'small.csv', '--json', '--corrections', 'od.json');
    const marked = jsonLines(corrected.stdout).find(({ quantity }) => quantity === 'growthRate');
    expect(marked).toMatchObject({ note: '', corrections: 'each well’s own minimum subtracted' });
  });

  test.each([
    [['--csv', '--json'], /give --json or --csv/],
    [['--density', 'OD9'], /there is no such signal; there are OD, GFP/],
  ])('%j is wrong usage', async (options, words) => {
    const { code, stderr } = await run(folder, 'summary', 'small.csv', ...options);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  });
});
