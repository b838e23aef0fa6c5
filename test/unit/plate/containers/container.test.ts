import { readFileSync } from 'node:fs';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../../shared/plate/containers/text.ts';
import { textTable } from '../../../../shared/plate/containers/text-sheet.ts';
import { readWorkbook } from '../../../../shared/plate/containers/workbook.ts';
import { readPlateFile } from '../../../../shared/plate/read-plate-file.ts';

const real = new Uint8Array(
  readFileSync(new URL('../../../exports/tecan_spark_sparkcontrol_abs420.xlsx', import.meta.url)),
);

describe('a text', () => {
  test.each([
    ['utf-8 with a mark', Buffer.from('\uFEFFTime,A1\n')],
    ['utf-16 with a mark', Buffer.from('\uFEFFTime,A1\n', 'utf16le')],
    ['utf-16 without', Buffer.from('Time,A1\n', 'utf16le')],
    ['utf-16, big end first', Buffer.from('Time,A1\n', 'utf16le').swap16()],
  ])('in %s is the same', (_, bytes) => {
    expect(decodeText(new Uint8Array(bytes))).toBe('Time,A1\n');
  });

  test.each([
    ['tabs', 'Time\tA1\tA2\n0:00\t0.1\t0.2\n1:00\t0.1\t0.2\n', '\t', 'point'],
    ['tabs and decimal commas', 'Time\tA1\tA2\n0\t0,1\t0,2\n1\t0,1\t0,2\n', '\t', 'comma'],
    ['semicolons and decimal commas', 'Time;A1;A2\n0;0,1;0,2\n1;0,1;0,2\n', ';', 'comma'],
    ['commas', 'Time,A1,A2\n0,0.1,0.2\n1,0.1,0.2\n', ',', 'point'],
    ['commas, with semicolons in texts', 'w,t,v\nA1,a=1;b=2,0.1\nA2,a=1;b=2,0.2\n', ',', 'point'],
  ])('of %s is parted rightly', (_, text, separator, decimal) => {
    const table = textTable(text);
    expect([table.separator, table.sheet.decimal]).toEqual([separator, decimal]);
  });
});

describe('a workbook', () => {
  test('keeps times beyond a day and dates as serials, numbers as numbers, texts as texts', async () => {
    const day = (date: string): Date => new Date(`${date}T00:00:00Z`);
    const numFmt = '[h]:mm:ss';
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'S',
          rows: [
            [1.5, 'text', 0.25],
            [day('2026-02-03'), null, 12],
          ],
          cells: new Map([['0,2', { value: 0.25, style: { numFmt } }]]) as never,
        },
      ],
    });
    const sheets = await readWorkbook(bytes);
    if ('fault' in sheets) throw new Error(sheets.fault);
    const [first, second] = sheets[0]?.rows ?? [];
    expect(first?.cells.slice(0, 2)).toEqual([1.5, 'text']);
    expect(second?.cells[0]).toEqual({ serial: 46_056 });
    expect(second?.cells[2]).toBe(12);
  });

  test.each([0, 4, 30, 100, 1000, real.length - 100, real.length - 1])(
    'that is cut at byte %d is refused with a way out',
    async (end) => {
      const outcome = await readPlateFile({ file: 'cut.xlsx', bytes: real.slice(0, end) });
      expect(outcome.ok).toBe(false);
      for (const { remedy } of outcome.problems) expect(remedy).toBeDefined();
    },
  );

  test('that says it unpacks to gigabytes is refused before it is', async () => {
    const bomb = real.slice();
    const view = new DataView(bomb.buffer);
    for (let at = 0; at < bomb.length - 4; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0xf000_0000, true);
    const sheets = await readWorkbook(bomb);
    expect('fault' in sheets && sheets.fault).toMatch(/unpack to \d+ MB/);
  });
});

test.each([
  ['an old workbook', [0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3], /\.xls.*Save As|Save As/],
  ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d], /export/i],
])('%s is named, with what to export instead', async (_, bytes, remedy) => {
  const outcome = await readPlateFile({ file: 'f', bytes: Uint8Array.from(bytes) });
  expect(outcome.problems).toMatchObject([{ code: 'plate.closedFormat' }]);
  expect(outcome.problems[0]?.remedy).toMatch(remedy);
});
