import { describe, expect, it } from 'vitest';
import { delimitedLimits, parseDelimited } from '../../../../shared/plate/containers/delimited.ts';

const cells = (text: string, separator: ',' | ';' | '\t' = ',') =>
  parseDelimited(text, separator).rows.map((row) => row.cells);

describe('parseDelimited', () => {
  it.each([
    [
      'plain rows',
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['no end of the last line', 'a,b\nc', [['a', 'b'], ['c']]],
    ['CRLF and CR', 'a,b\r\nc\rd', [['a', 'b'], ['c'], ['d']]],
    ['quotes, doubled quotes, separators inside', '"a,b","c""d"\n', [['a,b', 'c"d']]],
    ['blanks before a quote', 'x,  "a,b" ,y', [['x', 'a,b ', 'y']]],
    ['a quote inside a cell is a character', 'a"b,c', [['a"b', 'c']]],
    ['empty cells at both ends', ',a,\n', [['', 'a', '']]],
    ['a separator that ends the text', 'a,', [['a', '']]],
    ['lines of blanks alone are no rows', 'a\n\n , \t\n,,\n""\nb', [['a'], ['b']]],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => {
    expect(cells(text)).toEqual(expected);
  });

  it('takes semicolons and tabs', () => {
    expect(cells('a;b,c', ';')).toEqual([['a', 'b,c']]);
    expect(cells('a\tb\n"c\td"', '\t')).toEqual([['a', 'b'], ['c\td']]);
  });

  it('gives rows the line they begin on, also after a quoted line break', () => {
    const { rows } = parseDelimited('a\n"b\r\nc\nd",e\nf', ',');
    expect(rows.map((row) => row.line)).toEqual([1, 2, 5]);
  });

  it('names the line of a quote that is never closed', () => {
    expect(parseDelimited('a\nb,"c\nd', ',').openQuote).toBe(2);
    expect(parseDelimited('a,"b"', ',').openQuote).toBeNull();
  });

  it('keeps nothing of millions of empty lines, and counts them', () => {
    const { rows } = parseDelimited(`a\n${'\n'.repeat(1_000_000)}b\n${',,\n'.repeat(1000)}c`, ',');
    expect(rows.map(({ line, cells: [cell] }) => [line, cell])).toEqual([
      [1, 'a'],
      [1_000_002, 'b'],
      [1_001_003, 'c'],
    ]);
  });

  it.each([
    ['lines', 'x\n'.repeat(delimitedLimits.rows + 2), delimitedLimits.rows + 2],
    ['characters in a cell', `a\nb,${'x'.repeat(delimitedLimits.cell + 1)}\n`, 2],
    ['characters in a quoted cell', `a\nb,"${'x\n'.repeat(delimitedLimits.cell)}"\n`, 2],
    ['cells in one line', `a\n${','.repeat(delimitedLimits.cells + 2)}`, 2],
  ])('ends where there are more %s than any table has', (_, text, line) => {
    expect(parseDelimited(text, ',').tooLarge).toBe(line);
    expect(parseDelimited('a\n', ',').tooLarge).toBeNull();
  });

  it('law: quoting every cell and reading gives the cells back', () => {
    const table = [
      ['', 'a', '"', '""'],
      [' x ', ',', '\n', '\r\n'],
      ['1,5', 'é', ';', '"a"b'],
    ];
    const text = table
      .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
      .join('\n');
    expect(cells(text)).toEqual(table);
  });
});
