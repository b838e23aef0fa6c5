import { expect, test } from 'vitest';
import { startMoment, startText } from '../../../shared/plate/start-time.ts';

test.each([
  ['14.10.2016', '14:11:38', '2016-10-14T14:11:38'],
  ['21/01/2015', '13:36:54', '2015-01-21T13:36:54'],
  ['5/14/2021', '3:29:50 PM', '2021-05-14T15:29:50'],
  ['2022-10-31', '6:02:43 PM', '2022-10-31T18:02:43'],
  ['29/9/2022', '3:55:14 pm', '2022-09-29T15:55:14'],
  ['10/10/2022', '12:01:02 AM', '2022-10-10T00:01:02'],
  ['12/25/2014 4:49:44 PM', null, '2014-12-25T16:49:44'],
  ['2023-04-18 13:22:05', null, '2023-04-18T13:22:05'],
  ['2023-09-15T12:30:01Z', null, '2023-09-15T12:30:01Z'],
  [{ serial: 46005 }, { serial: 0.8773726851851852 }, '2025-12-14T21:03:25'],
  [{ serial: 44562 }, '10:00:00 AM', '2022-01-01T10:00:00'],
  [{ serial: 44865.85113425926 }, null, '2022-10-31T20:25:38'],
  ["'1/21/2014", "'3:42:12 AM", '2014-01-21T03:42:12'],
] as const)('%j and %j are %s', (date, time, start) => {
  expect(startText(date, time)).toBe(start);
});

test.each([
  ['03-06-2022', '11:19:15'],
  ['4/11/2024', '5:27:15 PM'],
  ['Wednesday', '16:12'],
])('%s %s stays as it is written, for day and month cannot be told apart', (date, time) => {
  expect(startText(date, time)).toBe(`${date} ${time}`);
  expect(startMoment(startText(date, time))).toBeNull();
});

test('moments are apart by what their clocks are apart', () => {
  const [one, other] = ['2016-10-14T14:11:38', '2016-10-15T14:11:39'].map(startMoment);
  expect((other ?? 0) - (one ?? 0)).toBe(86_401_000);
  expect(startMoment('2023-09-15T12:30:01Z')).toBe(Date.UTC(2023, 8, 15, 12, 30, 1));
});
