import { expect, test } from 'vitest';
import { readLayoutText } from '../../../../shared/plate/layout/read-layout.ts';

const read = (text: string) => {
  const outcome = readLayoutText({ file: 'l.csv', bytes: Buffer.from(text) });
  const wells = outcome.ok ? (outcome.value.layouts[0]?.wells ?? []) : [];
  return { wells: wells.length, codes: outcome.problems.map(({ code, severity }) => `${severity} ${code}`) };
};

test.each([
  ['semicolons and a block', 'well;strain\nA1:B6;a\nC1:D6;b\n', 24],
  ['tabs and a block', 'well\tdevice\nA1-A6\ta\n', 6],
  ['semicolons around lists with commas', 'well;device\nA1,A2;a\nB1,B2;b\n', 4],
  [
    'commas around treatments with semicolons',
    'well,treatment\nA1,C6=1 nM;Ara=2 nM\nA2,C6=2 nM;Ara=2 nM\n',
    2,
  ],
  ['semicolons and decimal commas', 'well;Ara (mM)\nA1;0,5\nA2;0,7\n', 2],
])('cells are parted by what makes most lines alike: %s', (_, text, wells) => {
  expect(read(text)).toEqual({ wells, codes: [] });
});

test('a number that commas have parted is refused, and no half of it taken', () => {
  expect(read('well,device,Ara (mM)\nA1,a,0,5\nA2,a,0,7\n').codes).toEqual(['error layout.parted']);
});

test('what stands beyond the columns of a block is told', () => {
  expect(read('strain;1;2;3\nA;a;b;c\nC;a;b;blank;d\n')).toEqual({
    wells: 6,
    codes: ['warning layout.heading'],
  });
});

test('German headings and words are understood', () => {
  const text =
    'Position;Stamm;Typ;Ausschluss\nA1;R33;Probe;nein\nA2;leer;;\nA3;;Leerwert;\nA4;R33;Kontrolle;ja\n';
  const outcome = readLayoutText({ file: 'l.csv', bytes: Buffer.from(text) });
  expect(outcome.ok && outcome.value.layouts[0]?.wells).toMatchObject([
    { well: 'A1', device: 'R33', role: 'sample' },
    { well: 'A2', role: 'empty' },
    { well: 'A3', role: 'blank' },
    { well: 'A4', device: 'R33', role: 'control', excluded: expect.stringMatching(/./) },
  ]);
});

test('doses without a unit are told, once for each treatment', () => {
  expect(read('well,treatment\nA1,C6=1;Ara=2 nM\nA2,C6=2;Ara=2 nM\nA3,C6=3\n').codes).toEqual([
    'warning layout.noUnit',
  ]);
});

test('where semicolons part cells, a point before three digits may part thousands and is asked after', () => {
  expect(read('well;C6 (nM)\nA1;10.000\nA2;1.000\nA3;100\n').codes).toEqual([
    'error layout.ambiguousNumber',
    'error layout.ambiguousNumber',
  ]);
  expect(read('well;treatment\nA1;C6=10.000 nM\n').codes).toEqual(['error layout.ambiguousNumber']);
  expect(read('well;C6 (nM)\nA1;10.000\nA2;0.5\n').codes).toEqual([]);
  expect(read('well,C6 (nM)\nA1,10.000\nA2,1.000\n').codes).toEqual([]);
  const doses = (decimal: 'comma' | 'point') => {
    const bytes = Buffer.from('well;C6 (nM)\nA1;10.000\nA2;100\n');
    const outcome = readLayoutText({ file: 'l.csv', bytes }, { decimal });
    return outcome.ok ? outcome.value.layouts[0]?.wells.map(({ treatments }) => treatments?.[0]?.value) : [];
  };
  expect(doses('comma')).toEqual([10000, 100]);
  expect(doses('point')).toEqual([10, 100]);
});

test('blanks part thousands, and a unit is no number', () => {
  const bytes = Buffer.from('well,treatment\nA1,C6=10 000 nM\nA2,C6=20 000 nM\n');
  const outcome = readLayoutText({ file: 'l.csv', bytes });
  expect(outcome.ok && outcome.value.layouts[0]?.wells.map(({ treatments }) => treatments)).toEqual([
    [{ name: 'C6', value: 10000, unit: 'nM', time_s: 0 }],
    [{ name: 'C6', value: 20000, unit: 'nM', time_s: 0 }],
  ]);
  expect(read('well,C6 (nM)\nA1,10 000\nA2,500\n')).toEqual({ wells: 2, codes: [] });
  expect(read('well,treatment\nA1,C6=10 00 nM\n').codes).toEqual(['error layout.treatment']);
});
