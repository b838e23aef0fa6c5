import { expect, test } from 'vitest';
import { headingSeconds, parseDuration, timeIn } from '../../../shared/plate/duration.ts';

test.each([
  ['0:07:28', 448],
  ['36:20:00', 130_800],
  ['1.06:00:00', 108_000],
  ['00:00:41.29', 41.29],
  ['0:20', 20],
  ['0:00.210', 0.21],
  ['1:30', 90],
  ['0 h 3 min', 180],
  ['0 h 60 min', 3600],
  ['2 h', 7200],
  ['0 h ', 0],
  ['599s', 599],
  ['900 sec', 900],
])('%s is %d s', (text, seconds) => {
  expect(parseDuration(text)).toBeCloseTo(seconds, 9);
});

test.each(['', 'later', '12', '0.25', '1:2:3:4', '3 apples', '10:99'.repeat(9)])('%s is no time', (text) => {
  expect(parseDuration(text)).toBeNaN();
});

test('a serial of a workbook is days, to the millisecond', () => {
  expect(parseDuration({ serial: 0.5 })).toBe(43_200);
  expect(parseDuration({ serial: 1.513888888888889 })).toBe(130_800);
});

test.each([
  ['Time [s]', 1],
  ['time_h', 3600],
  ['Elapsed (min)', 60],
  ['Elapsed_min', 60],
  ['Time', null],
  ['Time (hh:mm:ss)', null],
])('the heading %s states %s', (heading, seconds) => {
  expect(headingSeconds(heading)).toBe(seconds);
});

test('a bare number is in the unit of its column, and with its decimal mark', () => {
  expect(timeIn('599,8', 1, 'comma')).toBe(599.8);
  expect(timeIn(2, 60, 'point')).toBe(120);
  expect(timeIn('0:10:00', 60, 'point')).toBe(600);
});
