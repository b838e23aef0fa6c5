import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeAtomic } from '../../../../main/store/atomic-file.ts';
import { csvLine, csvTable } from '../../../../main/store/csv.ts';
import { parseManifest } from '../../../../main/store/fit-manifest.ts';
import { predictionsTable } from '../../../../main/store/fit-tables.ts';
import type { WellPrediction } from '../../../../shared/fit/fit-result.ts';
import { parseCsv } from '../../../helpers/parse-csv.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('atomic files', () => {
  test('replace the old content and leave nothing beside it', () => {
    const path = join(folder, 'a.txt');
    writeAtomic(path, ['old']);
    writeAtomic(path, ['ne', 'w ü']);
    expect(readFileSync(path, 'utf8')).toBe('new ü');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  test('keep the old content when the new one fails half-way', () => {
    const path = join(folder, 'a.txt');
    writeAtomic(path, ['old']);
    const failing = function* (): Generator<string> {
      yield 'x'.repeat(1 << 20);
      throw new Error('planted');
    };
    expect(() => writeAtomic(path, failing())).toThrow('planted');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  test('hold bytes and long tables whole', () => {
    const path = join(folder, 'a.bin');
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i & 255);
    writeAtomic(path, bytes);
    expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
    const lines = Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`);
    writeAtomic(path, lines);
    expect(readFileSync(path, 'utf8')).toBe(lines.join(''));
  });
});

describe('csv', () => {
  test('quotes what needs it and nothing else', () => {
    // A terminal at the end of a pipe must not obey what a file holds.
    expect(csvLine(['a\u001b[2J', '\u009bX', 'a\rb', '\u0000', 'tab\there', 'ع\u200f'])).toBe(
      'a\\u001b[2J,\\u009bX,a\\u000db,\\u0000,tab\there,ع\u200f\n',
    );
    expect(csvLine(['plain', 'a,b', 'say "x"', 'two\nlines', null, Number.NaN, 0.1 + 0.2])).toBe(
      'plain,"a,b","say ""x""","two\nlines",,,0.30000000000000004\n',
    );
  });

  test('reads back what it wrote', () => {
    const rows = [
      ['', '', ''],
      ['a', '', 'b,"c"\n'],
      ['"', '""', ','],
    ];
    expect(parseCsv([...csvTable(['x', 'y', 'z'], rows)].join(''))).toEqual([['x', 'y', 'z'], ...rows]);
  });
});

test('predictions stand in their table as they are, a line a reading', () => {
  const numbers = (from: number): Float64Array => Float64Array.from({ length: 4 }, (_, i) => from + i / 3);
  const quantiles = { q025: 3, q25: 4, q50: 5, q75: 6, q975: -7 };
  const prediction: WellPrediction = {
    individual: 'p:1/A1',
    plate: 'p:1',
    well: 'A1',
    device: 'R33-S32, "new"',
    treatments: 'C6=25000;C12=0',
    set: 'validation',
    signals: ['OD', 'EYFP'],
    times_h: Float64Array.of(0, 0.25),
    observed: Float64Array.of(1, Number.NaN, 3, 4),
    mean: numbers(1),
    sd: numbers(2),
    quantiles: { q025: numbers(3), q25: numbers(4), q50: numbers(5), q75: numbers(6), q975: numbers(-7) },
  };
  const [header = [], ...records] = parseCsv([...predictionsTable([prediction])].join(''));
  expect(records).toHaveLength(4);
  const cell = (row: number, column: string): string => records[row]?.[header.indexOf(column)] ?? '';
  records.forEach((_, row) => {
    expect(['plate', 'well', 'device', 'treatments', 'set'].map((column) => cell(row, column))).toEqual([
      ...['p:1', 'A1', 'R33-S32, "new"', 'C6=25000;C12=0', 'validation'],
    ]);
    expect(cell(row, 'signal')).toBe(row < 2 ? 'OD' : 'EYFP');
    expect(Number(cell(row, 'time_h'))).toBe(row % 2 === 0 ? 0 : 0.25);
    expect(cell(row, 'observed')).toBe(row === 1 ? '' : String(prediction.observed[row]));
    for (const [column, from] of Object.entries({ mean: 1, sd: 2, ...quantiles }))
      expect(Number(cell(row, column))).toBeCloseTo(from + row / 3, 8);
  });
});

test('a text that is no manifest is refused', () => {
  for (const text of [
    '',
    '{',
    '[]',
    '{"format":"wellspring-fit/2"}',
    '{"format":"wellspring-fit/1","status":"done"}',
  ]) {
    expect(parseManifest(text)).toBeNull();
  }
});
