import { readFileSync } from 'node:fs';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import type { Layout } from '../../../../shared/plate/layout/layout.ts';
import { readLayout, readLayoutText, readPastedLayout } from '../../../../shared/plate/layout/read-layout.ts';

function read(text: string, decimal?: 'comma' | 'point'): readonly Layout[] {
  const options = decimal === undefined ? {} : { decimal };
  const outcome = readLayoutText({ file: 'l.csv', bytes: Buffer.from(text) }, options);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value.layouts;
}

function problemsOf(text: string) {
  return readLayoutText({ file: 'l.csv', bytes: Buffer.from(text) }).problems;
}

const dose = (name: string, value: number, unit: string | null = null, time_s = 0) => ({
  ...{ name, value, unit, time_s },
});

describe('a long table', () => {
  it('is read in the words of its user, every other column a factor', () => {
    const text = [
      'Well;Construct;C6 (nM);Ara [%];aTc_ng/mL;Type;Bio rep;Replicate;Exclude;part:aR;Medium;Day',
      'A01;R33;0,5;1;2;sample;1;2;;R33;M9;3',
      'B 2;R100;25000;;;control;;;bubble;none;LB;4',
      'c3;;;;;blank;;;no;;;',
    ].join('\r\n');
    expect(read(text)).toEqual([
      {
        plate: null,
        wells: [
          {
            well: 'A1',
            device: 'R33',
            treatments: [dose('C6', 0.5, 'nM'), dose('Ara', 1, '%'), dose('aTc', 2, 'ng/mL')],
            role: 'sample',
            biological: '1',
            technical: '2',
            factors: { Medium: 'M9', Day: '3' },
          },
          {
            well: 'B2',
            device: 'R100',
            treatments: [dose('C6', 25000, 'nM')],
            role: 'control',
            excluded: 'bubble',
            factors: { Medium: 'LB', Day: '4' },
          },
          { well: 'C3', role: 'blank', excluded: '' },
        ],
        parts: { R33: { aR: 'R33' }, R100: { aR: '' } },
      },
    ]);
  });

  it('gives the same in any delimiter and with decimal commas', () => {
    const rows = [
      ['well', 'device', 'C6 (nM)', 'treatment'],
      ['A1', 'a', '0.5', 'Ara=1.25;aTc=2'],
      ['A2', 'b', '1.234', 'none'],
      ['A3', 'b', '10', ''],
    ];
    const written = (mark: string, decimal: string) =>
      rows.map((row) => row.map((cell) => `"${cell.replaceAll('.', decimal)}"`).join(mark)).join('\n');
    const expected = read(written(',', '.'));
    expect(expected[0]?.wells[0]?.treatments).toEqual([
      dose('C6', 0.5, 'nM'),
      dose('Ara', 1.25),
      dose('aTc', 2),
    ]);
    expect(read(written(';', '.'))).toEqual(expected);
    expect(read(written('\t', '.'))).toEqual(expected);
    expect(read(written(';', ','))).toEqual(expected);
    expect(read(written('\t', ','))).toEqual(expected);
  });

  it('takes row and column, several plates, ranges of wells, lines above the headings', () => {
    const text = 'Layout of Monday\n\nplate,row,col,strain\np1,A,1,wt\np2,A,01,lux\n';
    expect(read(text)).toEqual([
      { plate: 'p1', wells: [{ well: 'A1', device: 'wt' }] },
      { plate: 'p2', wells: [{ well: 'A1', device: 'lux' }] },
    ]);
    expect(read('well,strain\nA1-A3,wt\n"B1,C1",lux\n')[0]?.wells.map(({ well }) => well)).toEqual([
      'A1',
      'A2',
      'A3',
      'B1',
      'C1',
    ]);
  });

  it('knows the column of wells by its cells, whatever it is called', () => {
    expect(read('Loc,strain\nA1,wt\nA2,lux\n')[0]?.wells).toEqual([
      { well: 'A1', device: 'wt' },
      { well: 'A2', device: 'lux' },
    ]);
  });

  it('takes a line for each dose, with unit and time', () => {
    const text = [
      'well,strain,inducer,dose,unit,time',
      'A1,wt,C6,5,nM,',
      'A1,wt,Ara,0.2,%,2 h',
      'A2,wt,none,,,',
      'A3,wt,,,,',
    ].join('\n');
    expect(read(text)[0]?.wells).toEqual([
      { well: 'A1', device: 'wt', treatments: [dose('C6', 5, 'nM'), dose('Ara', 0.2, '%', 7200)] },
      { well: 'A2', device: 'wt', treatments: [] },
      { well: 'A3', device: 'wt' },
    ]);
    expect(read('well,name,concentration (uM),time (min)\nA1,C6,5,30\n')[0]?.wells).toEqual([
      { well: 'A1', treatments: [dose('C6', 5, 'uM', 1800)] },
    ]);
  });

  it('takes doses in time, in headings and in texts', () => {
    const text = 'well,C6 (nM),C6 (nM) @ 2 h,treatments\nA1,1,5,Ara=3 @ 30 min\n';
    expect(read(text)[0]?.wells[0]?.treatments).toEqual([
      dose('C6', 1, 'nM'),
      dose('C6', 5, 'nM', 7200),
      dose('Ara', 3, null, 1800),
    ]);
  });

  it('lets people say what a column is', () => {
    const text = 'well,factor:C6,treatment:day,factor:role,part:aS\nA1,5,2,lead,\n';
    expect(read(text)[0]?.wells).toEqual([
      { well: 'A1', treatments: [dose('day', 2)], factors: { C6: '5', role: 'lead' } },
    ]);
  });

  it('takes a device called blank for what it is', () => {
    expect(read('well,strain\nA1,blank\nA2,wt\n')[0]?.wells).toEqual([
      { well: 'A1', role: 'blank' },
      { well: 'A2', device: 'wt' },
    ]);
  });

  it.each([
    ['well,strain\nA1,a\nA1,b\n', 'layout.twice', 3],
    ['well,strain\nZZ9,a\n', 'layout.well', 2],
    ['well,strain\n,a\n', 'layout.well', 2],
    ['well,role\nA1,lead\n', 'layout.role', 2],
    ['well,role,blank\nA1,control,yes\n', 'layout.role', 2],
    ['well,C6 (nM)\nA1,5\nA2,-3\n', 'layout.negativeDose', 3],
    ['well,C6 (nM)\nA1,5\nA2,high\n', 'layout.dose', 3],
    ['well,treatment\nA1,C6=5\nA2,C6=-5\n', 'layout.negativeDose', 3],
    ['well,treatment\nA1,C6=5\nA2,water\n', 'layout.treatment', 3],
    ['well,treatment\nA1,C6=5 nM\nA2,C6=5 uM\n', 'layout.units', 3],
    ['well,treatment\nA1,C6=5 nM\nA2,C6=5\n', 'layout.units', 3],
    ['well,C6 (nM),C6 (uM)\nA1,5,3\n', 'layout.dose', 2],
    ['well;C6 (nM)\nA1;1,000\n', 'layout.ambiguousNumber', 2],
    ['well,strain,strain\nA1,a,b\n', 'layout.heading', 1],
    ['well,strain,part:aR\nA1,a,x\nA2,a,y\n', 'layout.part', 3],
    ['well,inducer,dose,unit,time\nA1,C6,5,nM,soon\n', 'layout.time', 2],
    ['well,inducer,dose\nA1,C6,5\nA1,C6,6\n', 'layout.dose', 3],
    ['well,strain,inducer,dose\nA1,a,C6,5\nA1,b,Ara,6\n', 'layout.disagree', 3],
    ['well,blank\nA1,perhaps\n', 'layout.yesNo', 2],
    ['name,age\nAda,36\n', 'layout.notRecognised', 1],
    ['well,"strain\nA1,a\n', 'layout.quote', 1],
    ['', 'layout.notRecognised', 1],
  ])('refuses %j', (text, code, line) => {
    const [problem] = problemsOf(text);
    expect(problem).toMatchObject({ code, severity: 'error', place: { file: 'l.csv', line } });
    expect(problem?.remedy).toBeDefined();
  });

  it('reads a number that may be two once it is told which', () => {
    const text = 'well;C6 (nM)\nA1;1,000\nA2;25.000\n';
    const doses = (mark: 'comma' | 'point') =>
      read(text, mark)[0]?.wells.map(({ treatments }) => treatments?.[0]?.value);
    expect(doses('comma')).toEqual([1, 25000]);
    expect(doses('point')).toEqual([1000, 25]);
    expect(problemsOf('well;C6 (nM)\nA1;0,5\nA2;25.000\n')[0]?.code).toBe('layout.ambiguousNumber');
  });

  it('asks after a heading that is nearly another', () => {
    expect(problemsOf('well,devise\nA1,wt\n')).toMatchObject([{ code: 'layout.nearHeading' }]);
    expect(problemsOf('well,device,devise\nA1,wt,x\n')).toEqual([]);
  });
});

describe('a workbook', () => {
  const sheet = (name: string, rows: (string | number | Date | null)[][]) => ({ name, rows });
  const open = async (...sheets: ReturnType<typeof sheet>[]) =>
    readLayout({ file: 'l.xlsx', bytes: await writeXlsx({ sheets }) });

  it('has numbers as numbers, texts with commas, and dates of a factor as dates', async () => {
    const outcome = await open(
      sheet('Notes', [['made by Ada']]),
      sheet('Layout', [
        ['well', 'strain', 'C6 (nM)', 'day'],
        ['A1', 'wt', 0.5, new Date('2026-02-03T00:00:00Z')],
        ['A2', 'wt', '1,5', null],
      ]),
    );
    expect(outcome.ok && outcome.value.layouts).toEqual([
      {
        plate: null,
        wells: [
          { well: 'A1', device: 'wt', treatments: [dose('C6', 0.5, 'nM')], factors: { day: '2026-02-03' } },
          { well: 'A2', device: 'wt', treatments: [dose('C6', 1.5, 'nM')] },
        ],
      },
    ]);
  });

  it('has a plate a sheet, where several lay something out', async () => {
    const rows = (device: string) => [
      ['strain', 1, 2],
      ['A', device, 'blank'],
    ];
    const outcome = await open(sheet('p1', rows('wt')), sheet('p2', rows('lux')));
    expect(outcome.ok && outcome.value.layouts.map(({ plate, wells }) => [plate, wells[0]?.device])).toEqual([
      ['p1', 'wt'],
      ['p2', 'lux'],
    ]);
  });
});

describe('plate-shaped blocks', () => {
  const folder = new URL('../../../exports/', import.meta.url);
  const file = (name: string) => ({ file: name, bytes: new Uint8Array(readFileSync(new URL(name, folder))) });

  it('are read in a comma country’s file', async () => {
    const outcome = await readLayout(file('cases/layout_plate_shaped_semicolon_comma.csv'));
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    const { layouts, variables } = outcome.value;
    expect(variables.map(({ heading }) => heading)).toEqual(['inducer_uM', 'strain']);
    const wells = new Map(layouts[0]?.wells.map((well) => [well.well, well]));
    expect(wells.size).toBe(96);
    expect(wells.get('A1')).toEqual({ well: 'A1', role: 'blank', treatments: [dose('inducer', 0, 'uM')] });
    expect(wells.get('C2')).toEqual({ well: 'C2', device: 'wt', treatments: [dose('inducer', 0.5, 'uM')] });
    expect(wells.get('H12')).toEqual({
      ...{ well: 'H12', device: 'lux', treatments: [dose('inducer', 512, 'uM')] },
    });
  });

  it('are read from tidyplate', async () => {
    const outcome = await readLayout(file('layout_tidyplate_96.csv'));
    expect(outcome.ok && outcome.value.layouts[0]?.wells).toHaveLength(96);
  });

  it('may be of several plates, and called by a line above', () => {
    const text = 'plate,p1\nstrain,1,2\nA,a,b\n\nplate,p2\nstrain,1,2\nA,c,d\n\nC6 (nM)\n,1,2\nA,5,0\n';
    expect(read(text)).toEqual([
      {
        plate: 'p1',
        wells: [
          { well: 'A1', device: 'a' },
          { well: 'A2', device: 'b' },
        ],
      },
      {
        plate: 'p2',
        wells: [
          { well: 'A1', device: 'c', treatments: [dose('C6', 5, 'nM')] },
          { well: 'A2', device: 'd', treatments: [dose('C6', 0, 'nM')] },
        ],
      },
    ]);
  });

  it.each([
    [',1,2\nA,a,b\n', 'layout.heading'],
    ['strain,1,2\nA,a,b\n\nstrain,1,2\nA,c,d\n', 'layout.twice'],
  ])('are refused where they say too little: %j', (text, code) => {
    expect(problemsOf(text)[0]).toMatchObject({ code, severity: 'error' });
  });

  it('may be pasted', () => {
    const pasted = readPastedLayout('strain\t1\t2\nA\twt\tlux\n', 'pasted cells');
    expect(pasted.ok && pasted.value.layouts[0]?.wells).toEqual([
      { well: 'A1', device: 'wt' },
      { well: 'A2', device: 'lux' },
    ]);
    const long = readPastedLayout('well\tC6 (nM)\nA1\t0,5\n', 'pasted cells');
    expect(long.ok && long.value.layouts[0]?.wells[0]?.treatments).toEqual([dose('C6', 0.5, 'nM')]);
  });
});
