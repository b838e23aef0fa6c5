import { expect, test } from 'vitest';
import { readPlateText } from '../../../../shared/plate/read-plate-file.ts';

const tables = {
  wide: 'Time [h],A1,A2\n0,0.1,0.2\n60,0.2,0.3\n120,0.3,0.4\n',
  tidy: 'Well,Time_h,OD\nA1,0,0.1\nA2,0,0.2\nA1,60,0.3\nA2,60,0.4\nA1,120,0.5\nA2,120,0.6\n',
  vihds:
    'Content,Colony,Well Col,Well Row,Content,OD,OD,OD\n,,,,,0,60,120\nD,,1,A,,0.1,0.2,0.3\nD,,2,A,,0.1,0.2,0.3\n',
  bmg: 'User: U,Path: C:\\BMG\\Omega\\User\\Data,Test run no.: 1\nTest name: x,Date: 23/06/2023,Time: 16:03:59\n\nWell,Content,Raw Data (600),Raw Data (600),Raw Data (600)\n,Time,0,60,120\nA01,Sample X1,0.1,0.2,0.3\nA02,Sample X2,0.1,0.2,0.3\n',
} as const;

test.each([
  ['wide', 3600],
  ['tidy', 3600],
  ['vihds', 3600],
  ['bmg', 60],
] as const)(
  'bare times of %s have the unit that the file or format says, unless another is answered',
  (format, unit) => {
    const source = { file: 'p.csv', bytes: Buffer.from(tables[format]) };
    const last = (timeUnit_s?: number): number | undefined => {
      const outcome = readPlateText(source, timeUnit_s === undefined ? {} : { timeUnit_s });
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
      expect(outcome.value.format).toBe(format);
      return outcome.value.runs[0]?.signals[0]?.time_s?.at(-1);
    };
    expect(last()).toBe(120 * unit);
    expect(last(1)).toBe(120);
  },
);

test('where the unit is the format’s and not the file’s, that is said, until it is answered', () => {
  const source = { file: 'p.csv', bytes: Buffer.from(tables.bmg) };
  const codes = (timeUnit_s?: number) =>
    readPlateText(source, timeUnit_s === undefined ? {} : { timeUnit_s }).problems.map(({ code }) => code);
  expect(codes()).toContain('time.ofFormat');
  expect(codes(60)).not.toContain('time.ofFormat');
});

test.each([
  ['wide', 3600, 60, '60 times earlier'],
  ['tidy', 3600, 60, '60 times earlier'],
  ['vihds', 3600, 60, '60 times earlier'],
  ['bmg', 60, 3600, '60 times later'],
] as const)(
  'an answer that overrules the unit of %s is told, by what factor and with a way back',
  (format, own, other, words) => {
    const source = { file: 'p.csv', bytes: Buffer.from(tables[format]) };
    const told = (timeUnit_s: number) =>
      readPlateText(source, { timeUnit_s }).problems.filter(({ code }) => /^time|unused/.test(code));
    expect(told(own)).toEqual([]);
    expect(told(other)).toMatchObject([{ code: 'time.overruled', severity: 'warning' }]);
    expect(told(other)[0]?.message).toContain(words);
    expect(told(other)[0]?.remedy).toContain(`--time-unit ${own === 60 ? 'min' : 'h'}`);
  },
);

test('an answered decimal mark that is not that of most numbers is told', () => {
  const bytes = Buffer.from('Time [s];A1;A2\n0;0,125;1,125\n60;0,25;1,25\n120;0,5;1,500\n');
  const codes = (decimal: 'comma' | 'point') =>
    readPlateText({ file: 'p.csv', bytes }, { decimal }).problems.map(({ code }) => code);
  expect(codes('point')).toContain('plate.overruledDecimal');
  expect(codes('comma')).not.toContain('plate.overruledDecimal');
});

test('and so is one that makes thousands of decimals', () => {
  const bytes = Buffer.from('Time [s],A1,A2\n0,0.06,1.125\n60,0.25,1.25\n120,0.5,1.5\n');
  const codes = (decimal: 'comma' | 'point') =>
    readPlateText({ file: 'p.csv', bytes }, { decimal }).problems.map(({ code }) => code);
  expect(codes('comma')).toContain('plate.overruledDecimal');
  expect(codes('point')).not.toContain('plate.overruledDecimal');
});

test('what two parts of a clock are is told by all of a table, beyond a blank row too', () => {
  const rows = ['0:30', '0:45', '', '59:30', '1:00:30'].map((time) => (time === '' ? '' : `${time},0.1,0.2`));
  const bytes = Buffer.from(`Time,A1,A2\n${rows.join('\n')}\n`);
  const read = readPlateText({ file: 'p.csv', bytes }, {});
  expect(read.ok && [...(read.value.runs[0]?.signals[0]?.time_s ?? [])]).toEqual([30, 45, 3570, 3630]);
});
