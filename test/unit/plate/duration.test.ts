import { expect, test } from 'vitest';
import { headingSeconds, isTime, parseDuration, timeIn } from '../../../shared/plate/duration.ts';
import { headingClock } from '../../../shared/plate/short-clock.ts';

test.each([
  ['0:07:28', 448],
  ['36:20:00', 130_800],
  ['1.06:00:00', 108_000],
  ['00:00:41.29', 41.29],
  ['0:00.210', 0.21],
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

test('a clock of two parts is a time only where its first part is known', () => {
  expect(parseDuration('1:30')).toBeNaN();
  expect([parseDuration('1:30', 60), parseDuration('1:30', 3600)]).toEqual([90, 5400]);
  expect(parseDuration('1:30.5', 3600)).toBe(90.5);
  expect([timeIn('1:30', 60, 'point'), timeIn('1:30', 3600, 'point'), timeIn('1:30', 1, 'point')]).toEqual([
    90,
    5400,
    Number.NaN,
  ]);
  expect(isTime('1:30')).toBe(true);
});

test.each([
  ['Time [h:min]', 3600],
  ['Time (hh:mm)', 3600],
  ['Zeit [Std:Min]', 3600],
  ['Time [m:s]', 60],
  ['time mm:ss', 60],
  ['Time(hh:mm:ss)', 60],
  ['Time [h]', null],
  ['Time', null],
  ['month:men', null],
])('the heading %s says of clocks of two parts: %s', (heading, seconds) => {
  expect(headingClock(heading)).toBe(seconds);
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
