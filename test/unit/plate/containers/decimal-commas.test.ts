import { describe, expect, test } from 'vitest';
import { readPlateFile } from '../../../../shared/plate/read-plate-file.ts';

const read = async (text: string, answers = {}) => {
  const outcome = await readPlateFile({ file: 'plate.csv', bytes: new TextEncoder().encode(text) }, answers);
  if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join('\n'));
  const { runs, problems } = outcome.value;
  return { values: [...(runs[0]?.signals[0]?.values ?? [])], codes: problems.map(({ code }) => code) };
};
const table = (...values: string[]) =>
  `Time [s],A1,A2\n${values.map((value, n) => `${n * 60},"${value}","${value}"`).join('\n')}\n`;

describe('numbers with commas between quotes, in a text that commas part', () => {
  test('are decimals where one of them can be nothing else', async () => {
    const { values, codes } = await read(table('0,385', '1,250', '12,5'));
    expect(values.slice(0, 3)).toEqual([0.385, 1.25, 12.5]);
    expect(codes).toEqual([]);
  });

  test('are left out and asked about where all may be thousands', async () => {
    const { values, codes } = await read(table('12,345', '1,250', '13,500'));
    expect(values.every((value) => Number.isNaN(value))).toBe(true);
    expect(codes).toContain('plate.comma');
  });

  test('are what people answer', async () => {
    const thousands = await read(table('12,345', '1,250', '1,213,500'), { decimal: 'point' });
    expect(thousands.values.slice(0, 3)).toEqual([12345, 1250, 1213500]);
    expect(thousands.codes).toEqual([]);
    const decimals = await read(table('12,345', '1,250', '13,500'), { decimal: 'comma' });
    expect(decimals.values.slice(0, 3)).toEqual([12.345, 1.25, 13.5]);
  });

  test('are slips where others have a point, and told as words', async () => {
    const { values, codes } = await read(table('0.5', '0,55', '0.6'));
    expect(values.slice(0, 3)).toEqual([0.5, Number.NaN, 0.6]);
    expect(codes).toEqual(['plate.tokens']);
  });
});

test('where semicolons part the cells a comma is the decimal mark', async () => {
  const { values, codes } = await read('Time [s];A1;A2\n0;12,345;1,250\n60;13,500;1,300\n120;14,000;1,400\n');
  expect(values.slice(0, 3)).toEqual([12.345, 13.5, 14]);
  expect(codes).toEqual([]);
});

test('a time that cannot be read costs its row and no other, and is told', async () => {
  const rows = ['0:00:00', '0:10:00', '0:2?', '0:30:00', '0:40:00'];
  const { values, codes } = await read(
    `Time,A1,A2\n${rows.map((time, n) => `${time},${n},${n}`).join('\n')}\n`,
  );
  expect(values.slice(0, 4)).toEqual([0, 1, 3, 4]);
  expect(codes).toEqual(['plate.oddRow']);
});
