import { expect, test } from 'vitest';
import { ReadingsShelf } from '../../../main/handlers/readings-shelf.ts';
import type { PlateFile } from '../../../shared/plate/plate-run.ts';

/** Of 1 MiB of numbers. */
function plateFile(file: string): PlateFile {
  const values = new Float64Array(1 << 17);
  const signal = { signal: 'OD', unit: null, calculated: false, time_s: null, values, tokens: new Map() };
  const run = { plate: file, wells: [], signals: [signal] };
  return { file, format: 'x', confidence: 1, runs: [run], problems: [] };
}

test('what was looked at last stays unpacked, and hundreds of plates do not stay in memory', () => {
  const unpacked: string[] = [];
  const shelf = new ReadingsShelf((file) => {
    unpacked.push(file);
    return file === 'damaged' ? null : plateFile(file);
  });
  expect(shelf.take('damaged', 'x')).toBeNull();
  const first = shelf.take('first', 'x');
  for (let i = 0; i < 100; i++) {
    shelf.take(`plate-${i}`, 'x');
    // Looked at again and again, it stays.
    expect(shelf.take('first', 'x')).toBe(first);
  }
  expect(unpacked).toHaveLength(102);
  shelf.take('plate-99', 'x');
  expect(unpacked).toHaveLength(102);
  shelf.take('plate-0', 'x');
  expect(unpacked).toHaveLength(103);
  // Another content of the same name is another file.
  expect(shelf.take('first', 'y')).not.toBe(first);
});
