import { describe, expect, it, test } from 'vitest';
import type { PlateMapping } from '../../../../shared/plate/mapping/mapping.ts';
import { isMapping, parseMapping } from '../../../../shared/plate/mapping/parse-mapping.ts';
import { readPlateText, suggestMappingOf } from '../../../../shared/plate/read-plate-file.ts';

const tables = {
  columns:
    'Kolben 3;;;\n;;;\nZeit (min);WT;mutant;ara\n0;0,10;0,11;0,12\n10;0,20;0,21;0,22\n20;0,40;OVER;0,42\n',
  rows: 'Messung,7\n,Zeit [s],0,60,120\n,Probe,,,\nx,B1,0.1,0.2,0.4\ny,B2,0.3,0.5,0.6\n',
  plate: 'Fluoreszenz\n,1,2,3\nA,10,11,12\nB,13,14,15\n\n,1,2,3\nA,20,21,22\nB,23,24,25\n',
  long: 'Naam,Put,Uur,Waarde\nw,A1,0,0.1\nw,A2,0,0.2\nw,A1,1,0.3\nw,A2,1,0.4\n',
} as const;

const mappings: Readonly<Record<keyof typeof tables, PlateMapping>> = {
  columns: {
    direction: 'columns',
    wells: { first: 'B2', order: 'down', plate: 96 },
    signals: [{ title: 'OD', headerRow: 3, timeColumn: 'A', firstWell: 'B4' }],
  },
  rows: {
    direction: 'rows',
    signals: [{ title: 'GFP', unit: 'RFU', timeRow: 2, wellColumn: 'B', firstWell: 'C4' }],
  },
  plate: {
    direction: 'plate',
    interval: '5min',
    signals: [{ title: 'YFP', headerRow: 2, firstWell: 'B3' }],
  },
  long: {
    direction: 'long',
    timeUnit: 'h',
    signals: [{ title: 'OD', headerRow: 1, wellColumn: 'B', timeColumn: 'C', firstWell: 'D2' }],
  },
};

function read(text: string, mapping: PlateMapping) {
  const outcome = readPlateText({ file: 'own.csv', bytes: Buffer.from(text) }, { mapping });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

describe('a table read by a mapping', () => {
  it.each([
    [
      'columns',
      ['B2', 'C2', 'D2'],
      [0, 600, 1200],
      [0.1, 0.2, 0.4, 0.11, 0.21, Number.NaN, 0.12, 0.22, 0.42],
    ],
    ['rows', ['B1', 'B2'], [0, 60, 120], [0.1, 0.2, 0.4, 0.3, 0.5, 0.6]],
    [
      'plate',
      ['A1', 'A2', 'A3', 'B1', 'B2', 'B3'],
      [0, 300],
      [10, 20, 11, 21, 12, 22, 13, 23, 14, 24, 15, 25],
    ],
    ['long', ['A1', 'A2'], [0, 3600], [0.1, 0.3, 0.2, 0.4]],
  ] as const)('%s', (direction, wells, times, values) => {
    const { runs, format, mapping } = read(tables[direction], mappings[direction]);
    const [run] = runs;
    expect(format).toBe('mapping');
    expect(run?.wells.map(({ well }) => well)).toEqual(wells);
    expect([...(run?.signals[0]?.time_s ?? [])]).toEqual(times);
    expect([...(run?.signals[0]?.values ?? [])]).toEqual(values);
    expect(mapping?.signals).toEqual(mappings[direction].signals);
  });

  it('keeps a word that stands for a number, and the unit', () => {
    expect([...(read(tables.columns, mappings.columns).runs[0]?.signals[0]?.tokens ?? [])]).toEqual([
      [5, 'OVER'],
    ]);
    expect(read(tables.rows, mappings.rows).runs[0]?.signals[0]?.unit).toBe('RFU');
  });

  it('has no times where nothing says their unit, and asks for it', () => {
    const text = tables.columns.replace('Zeit (min)', 'Zeit');
    const { runs, problems } = read(text, mappings.columns);
    expect(runs[0]?.signals[0]?.time_s).toBeNull();
    expect(problems.map(({ code }) => code)).toContain('time.unit');
  });

  it.each([
    ['firstWell', { title: 'OD', headerRow: 3, timeColumn: 'A', firstWell: 'B40' }, /row 40 is blank/],
    ['timeColumn', { title: 'OD', headerRow: 3, timeColumn: 'H', firstWell: 'B4' }, /column H has no time/],
  ])('says what is not at the place of %s', (_, signal, words) => {
    const mapping = { ...mappings.columns, signals: [signal] };
    const outcome = readPlateText({ file: 'own.csv', bytes: Buffer.from(tables.columns) }, { mapping });
    expect(outcome.ok).toBe(false);
    expect(outcome.problems[0]).toMatchObject({
      code: 'mapping.place',
      place: { file: 'own.csv', where: 'signals[0]' },
    });
    expect(outcome.problems[0]?.message).toMatch(words);
  });
});

test.each(Object.keys(tables) as (keyof typeof tables)[])(
  'a first guess of %s is a mapping that reads the table',
  async (direction) => {
    const source = { file: 'own.csv', bytes: Buffer.from(tables[direction]) };
    const guess = await suggestMappingOf(source);
    if (!guess.ok) throw new Error(JSON.stringify(guess.problems));
    expect(guess.value.direction).toBe(direction);
    expect(parseMapping(JSON.stringify(guess.value), 'mapping.json').ok).toBe(true);
    const mapped = readPlateText(source, { mapping: guess.value });
    if (!mapped.ok) throw new Error(JSON.stringify(mapped.problems));
    const all = new Set(
      mappings[direction] && [
        ...(read(tables[direction], mappings[direction]).runs[0]?.signals[0]?.values ?? []),
      ],
    );
    const found = mapped.value.runs[0]?.signals.flatMap(({ values }) => [...values]) ?? [];
    expect(new Set(found)).toEqual(all);
  },
);

test('where there is no table of numbers, no mapping is guessed', async () => {
  const guess = await suggestMappingOf({
    file: 'letter.txt',
    bytes: Buffer.from('Dear all,\n\nthe plates are ready.\n'),
  });
  expect(guess.ok).toBe(false);
  expect(guess.problems[0]).toMatchObject({ code: 'mapping.noTable', place: { file: 'letter.txt' } });
});

describe('a file of the same shape', () => {
  const given = readPlateText(
    { file: 'a.csv', bytes: Buffer.from(tables.columns) },
    { mapping: mappings.columns },
  );
  const kept = given.ok ? given.value.mapping : undefined;
  const other = tables.columns.replaceAll('0,1', '0,7').replace('Kolben 3', 'Kolben 9');

  it('is read by the mapping that was given before, and that is said', () => {
    if (kept === undefined) throw new Error('no mapping is kept');
    const known = [{ from: 'a.csv', mapping: kept }];
    const outcome = readPlateText({ file: 'b.csv', bytes: Buffer.from(other) }, { known });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    expect(outcome.value.runs[0]?.signals[0]?.values[0]).toBe(0.7);
    expect(outcome.problems).toContainEqual(
      expect.objectContaining({ code: 'mapping.known', severity: 'warning' }),
    );
  });

  it('of other headings is not, nor where two mappings fit and differ', () => {
    if (kept === undefined) throw new Error('no mapping is kept');
    const known = [{ from: 'a.csv', mapping: kept }];
    const bytes = Buffer.from(other.replace('mutant', 'Mutante'));
    expect(readPlateText({ file: 'b.csv', bytes }, { known }).ok).toBe(false);
    const [signal] = kept.signals;
    const second = { ...kept, signals: signal === undefined ? [] : [{ ...signal, title: 'other' }] };
    const two = [...known, { from: 'c.csv', mapping: second }];
    const outcome = readPlateText({ file: 'b.csv', bytes: Buffer.from(other) }, { known: two });
    expect(outcome.problems.map(({ code }) => code)).toContain('mapping.several');
  });
});

describe('a mapping that is wrong', () => {
  it.each([
    ['{"direction": "columns"', 'mapping', /no JSON/],
    ['[]', 'mapping', /no object/],
    ['{"signals": [{"title": "OD", "firstWell": "B4"}]}', 'direction', /missing/],
    ['{"direction": "sideways", "signals": [{"title": "OD", "firstWell": "B4"}]}', 'direction', /sideways/],
    ['{"direction": "columns", "signals": []}', 'signals', /\[\]/],
    [
      '{"direction": "columns", "signals": [{"title": "OD", "firstWell": "B4"}]}',
      'signals[0].headerRow',
      /missing/,
    ],
    [
      '{"direction": "columns", "signals": [{"title": "OD", "headerRow": "3", "firstWell": "B4"}]}',
      'signals[0].headerRow',
      /"3"/,
    ],
    [
      '{"direction": "rows", "signals": [{"title": "OD", "wellColumn": "A", "firstWell": "4B"}]}',
      'signals[0].firstWell',
      /4B/,
    ],
    [
      '{"direction": "columns", "timeunit": "min", "signals": [{"title": "OD", "headerRow": 1, "firstWell": "B4"}]}',
      'timeunit',
      /no such key/,
    ],
    [
      '{"direction": "columns", "wells": {"first": "A1", "order": "across", "plate": 97}, "signals": [{"title": "OD", "firstWell": "B4"}]}',
      'wells.plate',
      /97/,
    ],
    [
      '{"direction": "columns", "recognise": [{"cell": "A1"}], "signals": [{"title": "OD", "headerRow": 1, "firstWell": "B4"}]}',
      'recognise[0].text',
      /missing/,
    ],
  ])('%s names its key %s', (text, key, words) => {
    const outcome = parseMapping(text, 'mapping.json');
    expect(outcome.ok).toBe(false);
    const [problem] = outcome.problems;
    expect(problem?.place).toMatchObject({
      file: 'mapping.json',
      ...(key !== 'mapping' || text === '[]' ? { where: key } : {}),
    });
    expect(problem?.message).toMatch(words);
    expect(problem?.remedy).toBeDefined();
    if (text.endsWith(']') || text.endsWith('}')) expect(isMapping(JSON.parse(text))).toBe(false);
  });

  it('asks for the nearest key', () => {
    const text =
      '{"direction": "columns", "timeunit": "min", "signals": [{"title": "OD", "headerRow": 1, "firstWell": "B4"}]}';
    expect(parseMapping(text, 'mapping.json').problems[0]?.remedy).toContain('timeUnit');
  });
});

test('columns beyond the plate’s last well are told', () => {
  const mapping: PlateMapping = {
    direction: 'columns',
    timeUnit: 'min',
    signals: [{ title: 'OD', timeColumn: 'A', firstWell: 'B2' }],
    wells: { first: 'H11', order: 'across', plate: 96 },
  };
  const { runs, problems } = read('T,a,b,c\n0,0.1,0.2,0.3\n10,0.2,0.3,0.4\n', mapping);
  expect(runs[0]?.wells.map(({ well }) => well)).toEqual(['H11', 'H12']);
  expect(problems).toMatchObject([
    { code: 'mapping.beyond', message: expect.stringContaining('1 column of') },
  ]);
});

test('rows beyond the plate’s last well are told, and a blank row ends no table that goes on', () => {
  const mapping: PlateMapping = {
    direction: 'rows',
    signals: [{ title: 'OD', timeRow: 1, firstWell: 'B2' }],
    wells: { first: 'H12', order: 'across', plate: 96 },
  };
  const { problems } = read('Time [s],0,60\n1,0.1,0.2\n\n2,0.3,0.4\n', mapping);
  expect(problems[0]).toMatchObject({ code: 'mapping.beyond', message: expect.stringContaining('1 row of') });
});
