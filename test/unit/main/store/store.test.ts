import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeAtomic } from '../../../../main/store/atomic-file.ts';
import { csvLine, csvTable, parseCsv } from '../../../../main/store/csv.ts';
import { parseManifest } from '../../../../main/store/fit-manifest.ts';
import { predictionsFromRecords, predictionsTable } from '../../../../main/store/fit-tables.ts';
import type { WellPrediction } from '../../../../shared/fit/fit-result.ts';

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

test('predictions come back from their table', () => {
  const numbers = (from: number): Float64Array => Float64Array.from({ length: 4 }, (_, i) => from + i / 3);
  const prediction = (well: string): WellPrediction => ({
    individual: `p:1/${well}`,
    plate: 'p:1',
    well,
    device: 'R33-S32, "new"',
    treatments: 'C6=25000;C12=0',
    set: 'validation',
    signals: ['OD', 'EYFP'],
    times_h: Float64Array.of(0, 0.25),
    observed: Float64Array.of(1, Number.NaN, 3, 4),
    mean: numbers(1),
    sd: numbers(2),
    quantiles: { q025: numbers(3), q25: numbers(4), q50: numbers(5), q75: numbers(6), q975: numbers(-7) },
  });
  const wells = [prediction('A1'), prediction('AF48')];
  const back = predictionsFromRecords(parseCsv([...predictionsTable(wells)].join('')).slice(1));
  expect(back?.map(({ individual, device, set, signals }) => [individual, device, set, signals])).toEqual(
    wells.map(({ individual, device, set, signals }) => [individual, device, set, signals]),
  );
  for (const [w, well] of wells.entries()) {
    expect(back?.[w]?.times_h).toEqual(well.times_h);
    expect(back?.[w]?.observed).toEqual(well.observed);
    well.quantiles.q025.forEach((value, i) => {
      expect(back?.[w]?.quantiles.q025[i]).toBeCloseTo(value, 8);
    });
  }
  expect(predictionsFromRecords([['p', 'A1', 'd', '', 'nonsense']])).toBeNull();
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
