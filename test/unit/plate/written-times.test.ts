import { expect, test } from 'vitest';
import { readPlateText } from '../../../shared/plate/read-plate-file.ts';

function read(lines: readonly string[]) {
  return readPlateText({ file: 'p.csv', bytes: new TextEncoder().encode(`${lines.join('\n')}\n`) });
}

function timesOf(...times: string[]): readonly number[] {
  const outcome = read(['Time,A1,A2', ...times.map((time, n) => `${time},0.${n},1.${n}`)]);
  return outcome.ok ? [...(outcome.value.runs[0]?.signals[0]?.time_s ?? [])] : [];
}

test.each([
  ['with days before them', ['0d 12:00:00', '1d 00:00:00', '1d 12:00:00'], [43200, 86400, 129600]],
  ['of day with AM and PM, over midnight', ['11:30:00 PM', '11:45:00 PM', '12:00:00 AM'], [0, 900, 1800]],
  ['with their dates', ['2024-02-29 23:30', '2024-02-29 23:45', '2024-03-01 00:00'], [0, 900, 1800]],
])('times %s are read', (_, written, seconds) => {
  expect(timesOf(...written)).toEqual(seconds);
});

test('dates of which day and month cannot be told apart are named as what is not understood', () => {
  const outcome = read(['Time,A1,A2', '03/01/2024 23:30,0.1,0.2', '03/02/2024 00:30,0.1,0.2']);
  expect(outcome.ok).toBe(false);
  expect(outcome.problems).toMatchObject([
    { code: 'time.unreadable', severity: 'error', place: { line: 2 } },
  ]);
});
