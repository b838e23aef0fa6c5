import { expect, test } from 'vitest';
import { cutOffIn, withoutCut } from '../../../../shared/plate/containers/cut-off.ts';
import { parseDelimited } from '../../../../shared/plate/containers/delimited.ts';
import { doubledLine } from '../../../../shared/plate/containers/doubled-line.ts';

const rows = ['Time,A1,A2', ...Array.from({ length: 12 }, (_, n) => `${10 * n},0.${123 + n},0.${456 + n}`)];

function cut(text: string) {
  const parsed = parseDelimited(text, ',');
  const found = cutOffIn(text, parsed.rows);
  return { found, last: withoutCut(parsed.rows, found).at(-1)?.cells };
}

test.each([
  ['in the middle of a row', '30,0.126', '30', ['30', '']],
  ['in a number with fewer decimals than all around it', '30,0.126,0.4', '0.4', ['30', '0.126', '']],
  ['behind a sign', '30,0.126,-', '-', ['30', '0.126', '']],
])('a table that breaks off %s loses its last cell', (_, last, _cell, cells) => {
  const { found, last: kept } = cut([...rows, last].join('\n'));
  expect(found).toMatchObject({ line: 14, certain: true });
  expect(kept).toEqual(cells);
});

test.each([
  ['a line end', '30,0.126,0.459\n'],
  ['as many decimals as any other', '30,0.126,0.459'],
  ['a word', '30,0.126,end'],
])('a table that ends with %s is whole', (_, last) => {
  expect(cut([...rows, last].join('\n')).found).toBeNull();
});

test('whole numbers may have lost a digit, and are kept with a word', () => {
  const { found, last } = cut('Time,A1,A2\n0,1234,4567\n10,1250,4600\n20,1260,461');
  expect(found).toEqual({ line: 4, cell: '461', certain: false });
  expect(last).toEqual(['20', '1260', '461']);
});

test('a row that stands twice is found, one of zeros is chance', () => {
  const sheet = (lines: readonly string[]) => parseDelimited(lines.join('\n'), ',').rows;
  expect(doubledLine(sheet([...rows.slice(0, 3), rows[2] ?? '', ...rows.slice(3)]))).toBe(4);
  expect(doubledLine(sheet(rows))).toBeNull();
  expect(doubledLine(sheet(['A,0,0,0', 'A,0,0,0']))).toBeNull();
});
