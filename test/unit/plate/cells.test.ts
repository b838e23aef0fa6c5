import { describe, expect, it } from 'vitest';
import { baseName, decodeText } from '../../../shared/plate/containers/text.ts';
import { hasDecimalComma, parseNumber } from '../../../shared/plate/number.ts';
import { wellName } from '../../../shared/plate/well.ts';

describe('parseNumber', () => {
  it.each([
    ['0.5', 0.5],
    [' 1e-3 ', 0.001],
    ['-2', -2],
    ['+.5', 0.5],
    ['3.', 3],
    ['1700000000.000000', 1.7e9],
  ])('reads %s', (cell, value) => expect(parseNumber(cell)).toBe(value));
  it.each(['', ' ', 'OVRFLW', '0,5', 'nan', 'inf', '0x10', '1e999', '1 2', '1e', '.', '--1'])(
    'refuses “%s”',
    (cell) => expect(parseNumber(cell)).toBeNaN(),
  );
  it('takes long wrong cells in linear time', () => {
    expect(parseNumber(`${'1'.repeat(1_000_000)}x`)).toBeNaN();
  });
  it('tells a decimal comma', () => {
    expect(['0,385', ',5', '-1,5e3', '0.5', 'a,b', '1,'].map(hasDecimalComma)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('wellName', () => {
  it.each([
    ['A', '1', 'A1'],
    ['A', '01', 'A1'],
    [' H ', ' 12 ', 'H12'],
    ['AF', '48', 'AF48'],
    ['Z', '1', 'Z1'],
  ])('%s %s is %s', (row, column, well) => expect(wellName(row, column)).toBe(well));
  it.each([
    ['AG', '1'],
    ['A', '49'],
    ['A', '0'],
    ['', '1'],
    ['A', ''],
    ['a', '1'],
    ['A', '1.0'],
    ['1', 'A'],
    ['AAA', '1'],
  ])('“%s” “%s” is none', (row, column) => expect(wellName(row, column)).toBeNull());
});

describe('decodeText', () => {
  const text = 'Temp °C, µ';
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16-LE with mark', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16-BE with mark', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['Windows-1252', Buffer.from(text, 'latin1')],
  ])('reads %s', (_, bytes) => expect(decodeText(bytes)).toBe(text));
  it('refuses bytes with NUL', () => expect(decodeText(Uint8Array.of(65, 0, 66))).toBeNull());
});

describe('baseName', () => {
  it.each([
    ['a/b/proc1.csv', 'proc1'],
    ['C:\\x\\p.q.csv', 'p.q'],
    ['noext', 'noext'],
    ['.hidden', '.hidden'],
  ])('%s is %s', (file, name) => expect(baseName(file)).toBe(name));
});
