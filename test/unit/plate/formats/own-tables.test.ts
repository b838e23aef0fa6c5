import { expect, test } from 'vitest';
import { readPlateFile, readPlateText, suggestMappingOf } from '../../../../shared/plate/read-plate-file.ts';

const source = (text: string) => ({ file: 'own.csv', bytes: Buffer.from(text) });
const read = (text: string) => readPlateText(source(text));
const codes = (text: string) => read(text).problems.map(({ code }) => code);
const wide = (heading: string, above = ''): string => {
  const columns = heading.split(',').length;
  const row = (n: number) =>
    `${n * 10},${Array.from({ length: columns }, (_, c) => 0.1 * (c + n + 1)).join(',')}`;
  return `${above}Time [min],${heading}\n${[0, 1, 2, 3].map(row).join('\n')}\n`;
};
const titleOf = (text: string) => {
  const outcome = read(text);
  return outcome.ok ? outcome.value.runs[0]?.signals[0]?.signal : null;
};

test('samples S01 to S06 are no wells of a row that only the largest plate has: a mapping says which they are', async () => {
  const text = wide('S01,S02,S03,S04,S05,S06');
  const outcome = read(text);
  expect(outcome.ok).toBe(false);
  expect(outcome.problems[0]?.message).toContain('S1 to S6 may be names of samples');
  const mapping = await suggestMappingOf(source(text));
  if (!mapping.ok) throw new Error('no guess');
  expect(mapping.value.wells).toEqual({ first: 'A1', order: 'across', plate: 96 });
  const mapped = await readPlateFile(source(text), { mapping: mapping.value });
  expect(mapped.ok && mapped.value.runs[0]?.wells.map(({ well }) => well)).toEqual([
    'A1',
    'A2',
    'A3',
    'A4',
    'A5',
    'A6',
  ]);
  const long = 'Sample,Time [h],OD\nS1,0,0.1\nS2,0,0.2\nS1,1,0.3\nS2,1,0.4\n';
  expect(read(long).ok).toBe(false);
});

test('a few wells of one row that a plate of 384 has are read, and the doubt is told', () => {
  expect(codes(wide('P1,P2,P3'))).toContain('plate.sampleNames');
  for (const wells of [
    'H1,H2,H3',
    'P1,P3',
    'O1,P1',
    Array.from({ length: 24 }, (_, n) => `P${n + 1}`).join(','),
  ])
    expect(codes(wide(wells))).not.toContain('plate.sampleNames');
});

test.each([
  ['op: Jane\n', 'unnamed'],
  ['# second try\n', 'unnamed'],
  ['OD600\n', 'OD600'],
  ['OD600:600\n', 'OD600:600'],
  ['Signal: OD 600\n', 'OD 600'],
])('what stands above a table, %j, gives the title %s', (above, title) => {
  expect(titleOf(wide('A1,A2', above))).toBe(title);
});

test.each([
  ['t=0,t=20,t=40,t=60', 60],
  ['0 min,20 min,40 min,60 min', 3600],
  ['t = 0:00:00,t = 0:20:00,t = 0:40:00,t = 1:00:00', 3600],
])(
  'times in headings (%s) are no signals: a mapping with their row is proposed and reads them',
  async (headings, last) => {
    const rows = ['A1', 'A2', 'A3', 'B1'].map((well, n) => `${well},0.1,0.2,0.3,0.${n + 4}`);
    const text = `well,${headings}\n${rows.join('\n')}\n`;
    const outcome = read(text);
    expect(outcome.ok).toBe(false);
    expect(outcome.problems[0]?.message).toContain('are times');
    const mapping = await suggestMappingOf(source(text));
    expect(mapping.ok && mapping.value).toMatchObject({ direction: 'rows', signals: [{ timeRow: 1 }] });
    if (!mapping.ok) return;
    const mapped = await readPlateFile(source(text), {
      mapping: mapping.value,
      ...(last === 60 && { timeUnit_s: 1 }),
    });
    expect(mapped.ok && mapped.value.runs[0]?.signals).toMatchObject([{ kind: 'kinetic' }]);
    expect(mapped.ok && mapped.value.runs[0]?.signals[0]?.time_s?.at(-1)).toBe(last);
  },
);

test('headings that are bare numbers may be wavelengths, and stay signals of an endpoint', () => {
  const rows = ['A1', 'A2', 'A3', 'B1'].map((well, n) => `${well},0.1,0.${n + 4}`);
  const outcome = read(`well,450,600\n${rows.join('\n')}\n`);
  expect(outcome.ok && outcome.value.runs[0]?.signals.map(({ signal }) => signal)).toEqual(['450', '600']);
});

test('a row of times that holds none says what stands there', async () => {
  const mapping = {
    direction: 'rows',
    signals: [{ title: 'OD', timeRow: 1, wellColumn: 'A', firstWell: 'B2' }],
  } as const;
  const outcome = await readPlateFile(source('well,first,second\nA1,1,2\nA2,2,3\n'), { mapping });
  expect(outcome.problems[0]?.message).toMatch(/“first” over B2, which is no time like 20, t=20/);
});

const line = (n: number) =>
  `${String.fromCharCode(65 + (n % 8))}${1 + Math.floor(n / 8)};S${1 + (n % 2)};0,${n % 4}5;${1 + (n % 3)};${n % 2};M9`;
const german = `well;Stamm;IPTG (mM);Wdh;Feed;Medium\n${Array.from({ length: 16 }, (_, n) => line(n)).join('\n')}\n`;

test('a layout under German headings, with numbers that are no doses, is a layout and no endpoint', () => {
  expect(codes(german)).toEqual(['plate.layout']);
});

test('doses and replicates in a table of endpoints are what is in the wells, no signals', () => {
  const rows = Array.from(
    { length: 16 },
    (_, n) => `${line(n).split(';M9')[0]};${(0.1013 * (n + 1)).toFixed(4).replace('.', ',')}`,
  );
  const outcome = read(`well;Stamm;IPTG (mM);Wdh;Feed;OD600\n${rows.join('\n')}\n`);
  expect(outcome.ok && outcome.value.runs[0]?.signals.map(({ signal }) => signal)).toEqual(['Feed', 'OD600']);
});
