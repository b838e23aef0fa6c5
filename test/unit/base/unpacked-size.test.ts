import { gzipSync } from 'node:zlib';
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
    expect(plateFileFrom(bomb)).toBeNull();
  });
});

test('what packs too well is stored so that it can be unpacked', () => {
  const value = 'x'.repeat(mostUnpacked(1) + 10);
  expect(unpackLarge(valueSchema, packLarge(value), 'text')).toBe(value);
});

test('readings that pack too well are, too', () => {
  const values = new Float64Array((mostUnpacked(1) >> 3) + 10).fill(Number.NaN);
  const wells = [{ well: 'A1', device: 'D', treatment: '', colony: '', line: 3 }];
  const signals = [{ signal: 'OD', unit: null, calculated: false, time_s: null, values, tokens: new Map() }];
  const file: PlateFile = {
    ...{ file: 'a.csv', format: 'vihds', confidence: 1, problems: [] },
    runs: [{ plate: 'a', wells, signals }],
  };
  expect(plateFileFrom(plateFileBytes(file))?.runs[0]?.signals[0]?.values.length).toBe(values.length);
});
