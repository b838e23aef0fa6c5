import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { plateFileBytes, plateFileFrom } from '../../../main/jobs/plate-codec.ts';
import { DamagedDocument, packLarge, unpackLarge, valueSchema } from '../../../main/store/document.ts';
import { mostUnpacked } from '../../../shared/base/unpacked-size.ts';
import type { PlateFile } from '../../../shared/plate/plate-run.ts';

/** A text of blanks around a value: JSON, and larger than what so few bytes may unpack to. */
const bomb = gzipSync(`${' '.repeat(mostUnpacked(1) + (8 << 20))}1`, { level: 9 });

describe('packed bytes that unpack to more than was ever packed', () => {
  test('are damaged, in documents', () => {
    expect(bomb.length).toBeLessThan(1 << 20);
    expect(() => unpackLarge(valueSchema, bomb, 'result of fit-1')).toThrow(DamagedDocument);
  });

  test('are damaged, in readings', () => {
    const text = gunzipSync(plateFileBytes(gaps(10))).toString('utf8');
    const padded = (blanks: number) => plateFileFrom(gzipSync(text + ' '.repeat(blanks), { level: 9 }));
    expect(padded(1000)).toEqual(gaps(10));
    expect(padded(mostUnpacked(1))).toBeNull();
  });
});

test('what packs too well is stored so that it can be unpacked', () => {
  const value = 'x'.repeat(mostUnpacked(1) + 10);
  expect(unpackLarge(valueSchema, packLarge(value), 'text')).toBe(value);
});

test('readings that pack too well are, too', () => {
  const count = (mostUnpacked(1) >> 3) + 10;
  expect(plateFileFrom(plateFileBytes(gaps(count)))?.runs[0]?.signals[0]?.values.length).toBe(count);
});

/** A file of nothing but gaps. */
function gaps(count: number): PlateFile {
  const values = new Float64Array(count).fill(Number.NaN);
  const wells = [{ well: 'A1', device: 'D', treatment: '', colony: '', line: 3 }];
  const signals = [{ signal: 'OD', unit: null, calculated: false, time_s: null, values, tokens: new Map() }];
  return {
    ...{ file: 'a.csv', format: 'vihds', confidence: 1, problems: [] },
    runs: [{ plate: 'a', wells, signals }],
  };
}
