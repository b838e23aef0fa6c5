import { expect, test } from 'vitest';
import { readPlateText } from '../../../../shared/plate/read-plate-file.ts';

function read(text: string) {
  return readPlateText({ file: 'plate.csv', bytes: new TextEncoder().encode(text) });
}

const table = 'OD600\n\nTime [s],A1,A2,A3\n0,0.1,0.2,0.3\n300,0.12,0.22,0.33\n';

test('a table goes on after a blank row where its times do', () => {
  const outcome = read(`${table}\n600,0.13,0.24,0.35\n900,0.14,0.25,0.36\n`);
  expect(outcome.ok && [...(outcome.value.runs[0]?.signals[0]?.time_s ?? [])]).toEqual([0, 300, 600, 900]);
  expect(outcome.problems).toEqual([]);
});

test('rows of numbers that are not read are named by their lines', () => {
  const outcome = read(`${table}\nresumed after a power cut\n\n0,0.15,0.25,0.36\n300,0.17,0.26,0.37\n`);
  expect(outcome.problems).toMatchObject([{ code: 'plate.unreadRows', place: { line: 9 } }]);
  expect(outcome.problems[0]?.message).toContain('lines 9 to 10');
});

test('what stands under a heading of its own is another table', () => {
  const outcome = read(`${table}\nResults\nName,Rate,Lag,Max\n1,5.5,6.5,7.5\n2,5.6,6.6,7.6\n`);
  expect(outcome.problems).toEqual([]);
});
