import { expect, test } from 'vitest';
import { joinNamedRuns } from '../../../shared/experiment/join-named-runs.ts';
import type { NamedRun } from '../../../shared/experiment/selected-well.ts';
import type { Metadata } from '../../../shared/plate/metadata.ts';

function named(file: string, signal: string, metadata: Metadata, name = 'P7'): NamedRun {
  const well = { well: 'A1', device: 'D', treatment: '', colony: '', line: 1 };
  const signals = [
    {
      ...{ signal, unit: null, calculated: false, metadata, tokens: new Map() },
      time_s: Float64Array.of(0, 600),
      values: Float64Array.of(1, 2),
    },
  ];
  return { file: `${file}.csv`, plate: file, run: { plate: name, wells: [well], signals } };
}

const start = '2026-03-01T10:00:00';

test('an experiment has each plate whole, and knows the files that it lies in', () => {
  const runs = [
    named('od', 'OD', { start }),
    named('other', 'OD', { start }, 'P8'),
    named('gfp', 'GFP', { start }),
  ];
  const joined = joinNamedRuns(runs, ['OD', 'GFP']);
  expect(joined.runs.map(({ plate, file }) => [plate, file])).toEqual([
    ['od', 'od.csv'],
    ['other', 'other.csv'],
  ]);
  expect(joined.runs[0]?.run.signals.map(({ signal }) => signal)).toEqual(['OD', 'GFP']);
  // What stands alone is the very same.
  expect(joined.runs[1]?.run).toBe(runs[1]?.run);
  expect(joined.plateOf).toEqual(['od', 'other', 'od']);
  expect(joined.problems).toEqual([]);
});

test('gains that differ between files are warned about, of the signals that are used', () => {
  const runs = [
    named('a', 'GFP', { start, gain: '50' }),
    named('b', 'GFP', { start, gain: '80' }, 'P8'),
    named('c', 'RFP', { start, gain: '50' }, 'P9'),
    named('d', 'RFP', { start, gain: '60' }, 'P10'),
  ];
  expect(joinNamedRuns(runs, ['GFP']).problems).toEqual([
    expect.objectContaining({
      code: 'plate.gains',
      severity: 'warning',
      message: expect.stringMatching(/GFP was read with different gains, 50 in a\.csv, 80 in b\.csv/),
    }),
  ]);
});
