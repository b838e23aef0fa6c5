import { expect, test } from 'vitest';
import type { Problem } from '../../../shared/base/problem.ts';
import type { DataSpec } from '../../../shared/experiment/data-spec.ts';
import { runTable } from '../../../shared/experiment/run-times.ts';
import type { PlateSignal } from '../../../shared/plate/plate-run.ts';

const well = (name: string) => ({ well: name, device: 'D', treatment: '', colony: '', line: 1 });
const od: PlateSignal = {
  ...{ signal: 'OD', unit: null, calculated: false, tokens: new Map() },
  time_s: Float64Array.of(0, 600),
  values: Float64Array.of(1, 2, 3, 4),
};

function codesOf(signal: PlateSignal): readonly (readonly [string, string])[] {
  const run = { plate: 'p', wells: [well('A1'), well('H12')], signals: [signal] };
  const problems: Problem[] = [];
  const spec = { signals: ['OD'] } as unknown as DataSpec;
  const table = runTable(spec, { run, plate: 'p', file: 'p.txt' }, (value) => value, problems);
  expect([...(table?.times_h ?? [])]).toEqual([0, 600 / 3600]);
  return problems.map(({ code, message }) => [code, message]);
}

test('wells that were read at times of their own are told, with how far apart', () => {
  const [problem] = codesOf({ ...od, wellTimes_s: Float64Array.of(0, 600, 47.5, 647.5) });
  expect(problem?.[0]).toBe('experiment.wellTimes');
  expect(problem?.[1]).toContain('up to 48 s');
});

test('wells that share their times are not', () => {
  expect(codesOf(od)).toEqual([]);
});
