import { expect, test } from 'vitest';
import { ReadingsShelf } from '../../../../main/desk/readings-shelf.ts';
import { UnpackAllowance } from '../../../../shared/base/unpacked-size.ts';
import type { PlateFile } from '../../../../shared/plate/plate-run.ts';

/** Of 1 MiB of numbers. */
function plateFile(file: string): PlateFile {
  const values = new Float64Array(1 << 17);
  const signal = { signal: 'OD', unit: null, calculated: false, time_s: null, values, tokens: new Map() };
  const run = { plate: file, wells: [], signals: [signal] };
  return { file, format: 'x', confidence: 1, runs: [run], problems: [] };
}

/** A row for each name and content. */
const rows: string[] = [];
function stored(file: string, sha256 = 'x') {
  const row = `${file} ${sha256}`;
  if (!rows.includes(row)) rows.push(row);
  return { id: rows.indexOf(row), file, sha256 };
}

const allowance = new UnpackAllowance(0);

test('what was looked at last stays unpacked, and hundreds of plates do not stay in memory', () => {
  const unpacked: string[] = [];
  const shelf = new ReadingsShelf((file) => {
    unpacked.push(file);
    return file === 'damaged' ? null : plateFile(file);
  });
  expect(shelf.take(stored('damaged'), allowance)).toBeNull();
  const first = shelf.take(stored('first'), allowance);
  for (let i = 0; i < 100; i++) {
    shelf.take(stored(`plate-${i}`), allowance);
    // Looked at again and again, it stays.
    expect(shelf.take(stored('first'), allowance)).toBe(first);
  }
  expect(unpacked).toHaveLength(102);
  shelf.take(stored('plate-99'), allowance);
  expect(unpacked).toHaveLength(102);
  shelf.take(stored('plate-0'), allowance);
  expect(unpacked).toHaveLength(103);
  // Another content of the same name is another file.
  expect(shelf.take(stored('first', 'y'), allowance)).not.toBe(first);
});
