import { expect, test } from 'vitest';
import { readLayoutText } from '../../../../shared/plate/layout/read-layout.ts';
import { layoutByRules } from '../../../../shared/plate/layout/rule-layout.ts';

/** Of wells A1, A2 ..: what stands in one column, and what is made of it. */
function read(heading: string, ...cells: readonly string[]) {
  const lines = cells.map((cell, index) => `A${index + 1};${cell}\n`);
  return readText(`well;${heading}\n${lines.join('')}`);
}

function readText(text: string) {
  const outcome = readLayoutText({ file: 'l.csv', bytes: Buffer.from(text) });
  const wells = outcome.ok ? (outcome.value.layouts[0]?.wells ?? []) : [];
  return {
    doses: wells.map(({ treatments }) => treatments?.map(({ value, unit }) => `${value} ${unit}`).join()),
    factors: wells.filter(({ factors }) => factors !== undefined).length,
    codes: outcome.problems.map(({ code, severity }) => `${severity} ${code}`),
  };
}

test.each([
  ['its unit', 'IPTG', ['0.5 mM', '0.25 mM', '0 mM'], ['0.5 mM', '0.25 mM', '0 mM']],
  ['no blank before it', 'IPTG', ['0.5mM', '0.25mM'], ['0.5 mM', '0.25 mM']],
  ['a decimal comma', 'IPTG', ['0,5 mM', '1,25 mM'], ['0.5 mM', '1.25 mM']],
  ['a percentage', 'Glucose', ['0.4 %', '0.2%'], ['0.4 %', '0.2 %']],
  ['litres to the power of minus one', 'Kan', ['50 mg L-1', '25 mg L-1'], ['50 mg L-1', '25 mg L-1']],
  ['a bare zero', 'IPTG', ['0.5 mM', '0'], ['0.5 mM', '0 mM']],
  ['the unit of its heading', 'IPTG (mM)', ['0.5 mM', '1'], ['0.5 mM', '1 mM']],
  ['the same unit in other letters', 'IPTG (µM)', ['5 uM', '1'], ['5 µM', '1 µM']],
  ['a unit that only its heading knows', 'Toxin (doses)', ['5 doses', '1'], ['5 doses', '1 doses']],
  ['its unit under a name of many things', 'Sample', ['0.5 mM', '1 mM'], ['0.5 mM', '1 mM']],
] as const)('a cell that is a number with %s is a dose', (_, heading, cells, doses) => {
  expect(read(heading, ...cells)).toEqual({ doses, factors: 0, codes: [] });
});

test.each(['none', 'kein', 'keine', 'no', 'No', '-', '–', 'ohne', 'untreated', 'empty', 'leer'])(
  'in a column of doses “%s” says that nothing was added, however often it stands there',
  (word) => {
    const doses = ['0.5 mM', '', '', ''];
    expect(read('IPTG (mM)', '0.5', word, word, word)).toEqual({ doses, factors: 0, codes: [] });
    expect(read('IPTG', '0.5 mM', word, word, word)).toEqual({ doses, factors: 0, codes: [] });
    const bare = read('IPTG', '0.5', word, word, word);
    expect(bare).toEqual({ doses: ['0.5 null', '', '', ''], factors: 0, codes: ['warning layout.noUnit'] });
  },
);

test('an empty cell says nothing of a dose, a word for none takes away what the file says', () => {
  expect(read('IPTG', '0.5 mM', '', 'none').doses).toEqual(['0.5 mM', undefined, '']);
});

test('“blank” where a dose would stand is none, and told unless the line says what the well is for', () => {
  expect(read('IPTG (mM)', '0.5', 'blank')).toEqual({
    doses: ['0.5 mM', ''],
    factors: 0,
    codes: ['warning layout.blankDose'],
  });
  expect(readText('well;IPTG (mM);role\nA1;0.5;\nA2;blank;blank\n').codes).toEqual([]);
});

test.each([
  ['two units in cells', 'IPTG', ['0.5 mM', '250 µM']],
  ['a unit and none', 'IPTG', ['0.5 mM', '250']],
  ['another unit than that of the heading', 'IPTG (mM)', ['0.5', '250 µM']],
] as const)('%s are a problem', (_, heading, cells) => {
  expect(read(heading, ...cells).codes).toEqual(['error layout.units']);
});

test('one dose a line: its unit stands in the cell, the heading or a column, and they agree', () => {
  const lines = 'well;Induktor;Konzentration\nA1;IPTG;0.5 mM\nA2;Ara;0.2 %\nA3;IPTG;kein\nA4;none;\n';
  expect(readText(lines)).toEqual({ doses: ['0.5 mM', '0.2 %', '', ''], factors: 0, codes: [] });
  const column = 'well;inducer;dose;unit\nA1;IPTG;0.5 mM;mM\nA2;IPTG;5 µM;mM\n';
  expect(readText(column).codes).toEqual(['error layout.units']);
});

test.each([
  ['IPTG', ['0.5', 'low', 'high', '1']],
  ['IPTG', ['0.5 mM IPTG', '1 mM IPTG']],
  ['IPTG', ['0.5 foo', '1 foo']],
  ['Ratio', ['5 %', '10 %']],
] as const)(
  'a column %s that is kept as a factor though its cells look like doses is told',
  (heading, cells) => {
    expect(read(heading, ...cells)).toMatchObject({
      factors: cells.length,
      codes: ['warning layout.factor'],
    });
  },
);

test.each([
  ['day', ['1', '2']],
  ['growth temperature', ['37 °C', '30 °C']],
  ['medium', ['M9', 'LB']],
  ['clone', ['1A', '2B']],
  ['factor:IPTG', ['0.5 mM', '1 mM']],
  ['induced after', ['2 h', '4 h']],
] as const)('%s is a factor of which nothing need be told', (heading, cells) => {
  expect(read(heading, ...cells)).toMatchObject({ factors: cells.length, codes: [] });
});

test('half a dose that commas have parted is refused', () => {
  expect(readText('well,device,Ara\nA1,a,0,5 mM\nA2,a,0,7 mM\n').codes).toEqual(['error layout.parted']);
});

test('in blocks of a plate it is the same', () => {
  const block = readText('IPTG;1;2;3\nA;0,5 mM;kein;0 mM\n');
  expect(block).toEqual({ doses: ['0.5 mM', '', '0 mM'], factors: 0, codes: [] });
});

test('a rule of none takes the dose of another rule away', () => {
  const laid = layoutByRules(['IPTG = 0.5 mM in row A', 'IPTG = none in A2', 'medium = none in row A'], {
    rows: 8,
    columns: 12,
  });
  expect(laid.ok && laid.value.layouts[0]?.wells.slice(0, 2)).toMatchObject([
    { treatments: [{ name: 'IPTG', value: 0.5, unit: 'mM' }], factors: { medium: 'none' } },
    { treatments: [], factors: { medium: 'none' } },
  ]);
});

test('German headings: replicates, inducer and dose, unit, reasons', () => {
  const outcome = readLayoutText({
    file: 'l.csv',
    bytes: Buffer.from(
      'Napf;Stamm;Induktor;Dosis;Einheit;Zugabezeit;Biologisches Replikat;Replikat;Ausschluss;Grund;Medium;Tag\n' +
        'A1;R33;IPTG;0,5;mM;2 h;1;2;ja;Blase;M9;3\n',
    ),
  });
  expect(outcome.problems).toEqual([]);
  expect(outcome.ok && outcome.value.layouts[0]?.wells).toEqual([
    {
      well: 'A1',
      device: 'R33',
      treatments: [{ name: 'IPTG', value: 0.5, unit: 'mM', time_s: 7200 }],
      biological: '1',
      technical: '2',
      excluded: 'Blase',
      factors: { Medium: 'M9', Tag: '3' },
    },
  ]);
  expect(readText('well;Wiederholung\nA1;1\n')).toMatchObject({ factors: 0, doses: [undefined], codes: [] });
});

test.each([
  'Negativkontrolle',
  'Positivkontrolle',
  'Kontrolle',
  'Leerwert',
  'Blindwert',
  'ohne Zellen',
  'leer',
])('the German role %s is one', (word) => {
  expect(readText(`well;Rolle\nA1;${word}\n`).codes).toEqual([]);
});
