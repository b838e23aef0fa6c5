import { expect, test } from 'vitest';
import { summarisePlate } from '../../../../shared/experiment/summary/summarise-plate.ts';
import { signalOf, wellOf } from '../../../helpers/plate-runs.ts';

const hours = [0, 3600, 7200];
const none = [Number.NaN, Number.NaN, Number.NaN];

test('a well without any number has a line that says why, but where it is read in another signal alone', () => {
  const od = signalOf('OD600', hours, [[0.1, 0.2, 0.3], none, none], {
    tokens: new Map([3, 4, 5].map((at) => [at, 'OVER'])),
  });
  const gfp = signalOf('GFP', hours, [none, [5, 6, 7], none], {
    tokens: new Map([
      [0, 'OVER'],
      [1, 'NaN'],
      [2, 'NaN'],
    ]),
  });
  const run = { plate: 'p', wells: ['A1', 'A2', 'A3'].map((well) => wellOf(well)), signals: [od, gfp] };
  const ends = summarisePlate('p', run, { density: null }).filter(({ quantity }) => quantity === 'endPoint');
  const noteOf = (well: string, signal: string) =>
    ends.find((row) => row.well === well && row.signal === signal)?.note;
  expect(noteOf('A2', 'OD600')).toBe('no number: all 3 readings are saturated');
  expect(noteOf('A1', 'GFP')).toBe('no number: 3 words in place of readings, 1 of them saturated');
  expect(noteOf('A3', 'OD600')).toBe('no reading in any signal');
  expect(noteOf('A1', 'OD600')).toBe('only 3 readings: no interval');
});

test('one reading is a single one, two are not', () => {
  const od = signalOf('OD600', hours, [
    [0.1, Number.NaN, Number.NaN],
    [0.1, 0.2, Number.NaN],
  ]);
  const run = { plate: 'p', wells: ['A1', 'A2'].map((well) => wellOf(well)), signals: [od] };
  const ends = summarisePlate('p', run, { density: null }).filter(({ quantity }) => quantity === 'endPoint');
  expect(ends.map(({ note }) => note)).toEqual([
    'a single reading: no interval',
    'only 2 readings: no interval',
  ]);
});
