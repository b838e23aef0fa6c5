import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonLines, run } from './command-line.ts';

const example = fileURLToPath(new URL('../../resources/examples/receiver/', import.meta.url));
const exported = (name: string): string => fileURLToPath(new URL(`../exports/${name}`, import.meta.url));
const short = ['--epochs', '2', '--evaluate-every', '1', '--draws', '4', '--evaluation-draws', '8', '--json'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-layout-'));
  for (const name of ['proc140916.csv', 'proc141006.csv', 'receiver.yaml'])
    copyFileSync(join(example, name), join(folder, name));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

/** Words of a command line, quotes removed. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

test('every command of the documentation does what it says', async () => {
  const page = readFileSync(new URL('../../resources/docs/layouts.md', import.meta.url), 'utf8');
  for (const [, name = '', text = ''] of page.matchAll(/^```csv (\S+)\n([\s\S]*?)^```/gm)) write(name, text);
  const commands = [...page.matchAll(/^ {4}npm run -s wellspring -- (.+)$/gm)].map(([, line = '']) => line);
  expect(commands.length).toBeGreaterThan(8);
  for (const command of commands) {
    const ended = await run(folder, ...wordsOf(command));
    expect(ended.code, `${command}\n${ended.stderr}`).toBe(0);
    if (command === 'layout strains.csv') {
      expect(ended.stdout).toContain('all plates: 4 wells, 1 blank, 1 excluded, devices R33S32_Y81C76');
      expect(ended.stdout).toContain('Ara (%) @ 2 h: dose of Ara in % from 2 h on');
      expect(ended.stdout).toContain('medium: factor');
    }
    if (command.startsWith('layout plate-shaped'))
      expect(ended.stdout.split('\n').slice(0, 2)).toEqual([
        'well,device,C6 (nM),role',
        'A1,R33S32_Y81C76,25000,',
      ]);
    if (command === 'layout screen.wellspring') {
      expect(ended.stdout).toContain('proc140916: 1 well, 1 excluded\n  A1   excluded: a bubble');
      expect(ended.stdout).toContain('proc141006: 1 well, 1 excluded\n  E1   excluded: no growth');
    }
    if (command.startsWith('fit')) expect(ended.stderr).toContain('2 wells are left out');
  }
});

describe('layout', () => {
  test('says of a file what it holds, as written and as understood', async () => {
    const file = exported('cases/layout_plate_shaped_semicolon_comma.csv');
    const { code, stdout } = await run(folder, 'layout', file, '--json');
    expect(code).toBe(0);
    expect(jsonLines(stdout)[0]?.layout).toMatchObject({
      plate: null,
      variables: ['inducer_uM', 'strain'],
      means: { inducer_uM: 'dose of inducer in uM', strain: 'device' },
      wells: { A1: { inducer_uM: 0, strain: 'blank' }, C2: { inducer_uM: 0.5, strain: 'wt' } },
    });
  });

  test('shows which parts each device has, of a file and of a project', async () => {
    write('parts.csv', 'well,device,part:aR,part:aS\nA1,old,S32,none\n');
    const told = 'parts of old: aR S32, aS none';
    expect((await run(folder, 'layout', 'parts.csv')).stdout).toContain(told);
    write('parted.csv', 'Content,Colony,Well Col,Well Row,Content,OD,OD\n,,,,,0,1\nold,,1,A,C6=1,1,2\n');
    const kept = await run(folder, 'import', 'parted.csv', '--project', 'parted', '--layout', 'parts.csv');
    expect(kept.code, kept.stderr).toBe(0);
    expect((await run(folder, 'layout', 'parted')).stdout).toContain(told);
  });

  test('writes no file over another, and problems with line and heading', async () => {
    write('there.csv', 'mine');
    const refused = await run(folder, 'layout', '--template', '96', '--out', 'there.csv');
    expect(refused.code).toBe(1);
    expect(readFileSync(join(folder, 'there.csv'), 'utf8')).toBe('mine');
    write('wrong.csv', 'well,role\nA1,lead\n');
    const wrong = await run(folder, 'layout', 'wrong.csv');
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('wrong.csv:2: error: column role: there is no role “lead”');
  });

  test.each([
    [[], /give one of FILE/],
    [['x.csv', '--template', '96'], /give one of FILE/],
    [['--template', '97'], /--template 97/],
    [['--template', '96', '--plate', '384'], /--plate goes with --rule/],
    [['--template', '96', '--csv', '--json'], /not both/],
  ])('%j is wrong usage', async (options, words) => {
    const { code, stderr } = await run(folder, 'layout', ...options);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  });

  test('says on stderr what each rule was taken for, and asks after numbers that may be two', async () => {
    const rules = ['--rule', 'device = R33', '--rule', 'exclude A1 because of a bubble in B7'];
    const made = await run(folder, 'layout', ...rules);
    expect(made.code).toBe(0);
    expect(made.stderr).toBe(
      'device = R33, no wells named: 96 wells\nexcluded because of a bubble in B7: 1 well\n',
    );
    expect(made.stdout.split('\n').slice(0, 2)).toEqual([
      'well,device,exclude,exclude reason',
      'A1,R33,yes,of a bubble in B7',
    ]);
    const dose = ['--rule', 'C6 = 10.000 nM in A1'];
    const asked = await run(folder, 'layout', ...dose);
    expect([asked.code, asked.stdout]).toEqual([1, '']);
    expect(asked.stderr).toContain('--decimal comma');
    const answered = await run(folder, 'layout', ...dose, '--decimal', 'comma');
    expect(answered.stdout).toContain('A1,10000');
    const wrong = await run(folder, 'layout', '--rule', 'C6 = 5 nM, A1:A6', '--json');
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('“C6 = 5 nM in A1:A6”');
  });

  test('offers what an export says, as a file that import takes', async () => {
    const file = exported('biotek_gen5_kinetic_layout_blank_results.txt');
    expect((await run(folder, 'layout', '--from', file, '--out', 'gen5.csv')).code).toBe(0);
    const taken = await run(folder, 'import', file, '--project', 'gen5', '--layout', 'gen5.csv', '--json');
    expect(taken.code, taken.stderr).toBe(0);
    expect(jsonLines(taken.stdout).find((line) => 'laidOut' in line)).toEqual({
      laidOut: { plate: 'biotek_gen5_kinetic_layout_blank_results', wells: 96 },
    });
    const shown = await run(folder, 'layout', 'gen5');
    expect(shown.stdout).toContain('96 wells, 2 blank, 4 control');
  });
});

describe('read', () => {
  test.each([
    ['long.csv', 'well,device,C6 (nM)\nA1,wt,5\nA2,wt,0\nA3,lux,5\nA4,lux,0\n', 'device, C6 (nM) of 4 wells'],
    ['blocks.csv', 'strain,1,2\nA,wt,lux\n', 'strain of 2 wells'],
  ])('says of %s that it is a layout', async (name, text, words) => {
    write(name, text);
    const { code, stderr } = await run(folder, 'read', name);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
    expect(stderr).toContain('--layout');
  });
});

describe('import --layout', () => {
  test('refuses a cell of 50 MB in a few words, and keeps nothing', async () => {
    write('vast.csv', `well,device\nA1,${'x'.repeat(50 << 20)}\n`);
    const kept = await run(folder, 'import', 'plate.csv', '--project', 'vast', '--layout', 'vast.csv');
    expect([kept.code, kept.stdout], kept.stderr).toEqual([1, '']);
    expect(kept.stderr).toMatch(/vast\.csv:2: error: .*longer cells, than any layout/);
    expect(kept.stderr.length).toBeLessThan(1000);
  });

  test('keeps nothing where the layout is wrong', async () => {
    write('bad.csv', 'well,C6 (nM)\nA1,-5\n');
    const ended = await run(folder, 'import', 'proc140916.csv', '--project', 'bad', '--layout', 'bad.csv');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('bad.csv:2');
    expect((await run(folder, 'layout', 'bad.wellspring')).code).toBe(1);
  });

  test('lays out the files given with it alone, and says which plates and wells it lacks', async () => {
    write('day1.csv', 'well,strain\nA1,one\n');
    write('day2.csv', 'well,strain\nA1,two\nZ9,x\n'.replace('Z9', 'P24'));
    const first = await run(folder, 'import', 'proc140916.csv', '--project', 'days', '--layout', 'day1.csv');
    expect(first.code, first.stderr).toBe(0);
    const second = await run(folder, 'import', 'proc141006.csv', '--project', 'days', '--layout', 'day2.csv');
    expect(second.code, second.stderr).toBe(0);
    expect(second.stderr).toContain('the plate “proc141006” lacks: P24');
    const { stdout } = await run(folder, 'layout', 'days', '--json');
    const layouts = jsonLines(stdout).map(({ layout }) => layout) as { plate: string; laidOut: object }[];
    expect(layouts.map(({ plate }) => plate)).toEqual(['proc140916', 'proc141006']);
    expect(layouts[0]?.laidOut).toMatchObject({ wells: [{ well: 'A1', device: 'one' }] });
    write('no.csv', 'plate,well,strain\nproc1,A1,one\n');
    const none = await run(folder, 'import', '--project', 'days', '--layout', 'no.csv');
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('the plate “proc1”, which is not there');
  });

  test('decides a project’s fits from then on, and a fit that was begun goes on as it was', async () => {
    write('exclude.csv', 'plate,well,exclude\nproc140916,A1,a bubble\n');
    write('again.csv', 'plate,well,exclude\nproc140916,A1,no\nproc140916,A2,a hair\n');
    const files = ['proc140916.csv', 'proc141006.csv'];
    await run(folder, 'import', ...files, '--project', 'fits', '--layout', 'exclude.csv');
    const wells = (stdout: string) => {
      const started = jsonLines(stdout).find((line) => 'started' in line)?.started as {
        wells: { train: number };
      };
      return started.wells.train;
    };
    const fit = await run(folder, 'fit', 'receiver.yaml', '--project', 'fits', ...short);
    expect(fit.code, fit.stderr).toBe(0);
    expect(fit.stderr).toContain('proc140916/A1 (a bubble)');
    await run(folder, 'import', '--project', 'fits', '--layout', 'again.csv');
    const on = await run(folder, 'fit', '--resume', 'fits.wellspring#fit-1', '--epochs', '3', '--json');
    expect(on.code, on.stderr).toBe(0);
    expect(wells(on.stdout)).toBe(wells(fit.stdout));
    const other = await run(folder, 'fit', 'receiver.yaml', '--project', 'fits', ...short);
    expect(other.stderr).toContain('proc140916/A2 (a hair)');
    expect(other.stderr).not.toContain('a bubble');
  });
});

describe('fit --layout', () => {
  test('keeps the layout in fit.json, and goes on with it', async () => {
    write('fit.csv', 'plate,well,role\nproc140916,A1-A6,control\n');
    const fit = await run(folder, 'fit', 'receiver.yaml', '--layout', 'fit.csv', '--out', 'laid', ...short);
    expect(fit.code, fit.stderr).toBe(0);
    const manifest = JSON.parse(readFileSync(join(folder, 'laid', 'fit.json'), 'utf8'));
    expect(manifest.spec.layouts[0]).toMatchObject({
      plate: 'proc140916',
      wells: [{ well: 'A1', role: 'control' }, {}, {}, {}, {}, {}],
    });
    const ids = [...manifest.individuals.train, ...manifest.individuals.validation];
    expect(ids).toContain('proc140916/A7');
    expect(ids).not.toContain('proc140916/A1');
    rmSync(join(folder, 'fit.csv'));
    const on = await run(folder, 'fit', '--resume', 'laid', '--out', 'laid-on', '--epochs', '3', '--json');
    expect(on.code, on.stderr).toBe(0);
    const later = JSON.parse(readFileSync(join(folder, 'laid-on', 'fit.json'), 'utf8'));
    expect(later.individuals).toEqual(manifest.individuals);
  });

  test('says what it cannot do: a unit that is not the model’s, a dose in time, a project’s layout', async () => {
    const given = (text: string) => {
      write('doses.csv', text);
      return run(folder, 'fit', 'receiver.yaml', '--layout', 'doses.csv', ...short);
    };
    const unit = await given('plate,well,C6 (uM)\nproc140916,A1,25\n');
    expect(unit.code).toBe(1);
    expect(unit.stderr).toContain('states C6 in uM; the model dr_constant takes C6 in nM');
    const timed = await given('plate,well,C6 (nM) @ 2 h\nproc140916,A1,25\n');
    expect(timed.code).toBe(1);
    expect(timed.stderr).toContain('C6 is 25 nM from 2 h on');
    const project = await run(folder, 'fit', 'receiver.yaml', '--layout', 'doses.csv', '--project', 'days');
    expect(project.code).toBe(2);
    expect(project.stderr).toContain('import --layout');
    const ambiguous = await given('plate;well;C6 (nM)\nproc140916;A1;1,000\n');
    expect(ambiguous.stderr).toContain('wellspring layout doses.csv --decimal comma --out clear.csv');
  });
});

test('an export that says nothing of its wells gives a layout of them to fill in', async () => {
  const file = exported('tecan_icontrol_2labels_wells_as_columns.csv');
  const { code, stdout, stderr } = await run(folder, 'layout', '--from', file);
  expect(code).toBe(0);
  expect(stderr).toContain('to fill in');
  const lines = stdout.trim().split('\n');
  expect(lines.length).toBe(97);
  expect(lines[0]).toMatch(/^well,device,/);
  const several = await run(folder, 'layout', '--from', exported('agilent_logphase600_4plates.xlsx'));
  expect(several.stdout.trim().split('\n').length).toBe(1 + 4 * 96);
  expect(several.stdout).toMatch(/^plate,well,/);
});
