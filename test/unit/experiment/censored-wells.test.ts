import { expect, test } from 'vitest';
import type { DataSpec } from '../../../shared/experiment/data-spec.ts';
import { referenceExperiment } from '../../../shared/experiment/reference.ts';
import { unscaledWells } from '../../../shared/experiment/wells.ts';
import type { PlateSignal } from '../../../shared/plate/plate-run.ts';

const spec: DataSpec = {
  ...{
    devices: ['d'],
    prettyDevices: ['d'],
    files: ['p.csv'],
    signals: ['OD'],
    conditions: [],
    groups: null,
  },
  ...{ defaultDevices: new Map(), normalize: null, merge: true, subtractBackground: false },
  ...{ separateConditions: false, dtype: 'float64' as const },
};
const files = (change: Partial<PlateSignal>) => {
  const signal: PlateSignal = {
    ...{ signal: 'OD', unit: null, calculated: false, time_s: Float64Array.of(0, 3600, 7200) },
    ...{ values: Float64Array.of(1, 2, 3, 1, Number.NaN, Number.NaN), tokens: new Map() },
    ...change,
  };
  const wells = ['A1', 'A2'].map((well, n) => ({ well, device: 'd', treatment: '', colony: '', line: n }));
  const runs = [{ plate: 'p', wells, signals: [signal] }];
  const plateFile = { file: 'p.csv', format: 'x', confidence: 1, runs, problems: [] };
  return new Map([['p.csv', { plateFile, sha256: '' }]]);
};

test('a reading that is marked as saturated is at least its value, a word for it at least the largest number', () => {
  const marked = unscaledWells(
    spec,
    files({
      censored: Uint8Array.of(0, 0, 1, 0, 0, 0),
      tokens: new Map([
        [4, 'OVRFLW'],
        [5, 'MISSED'],
      ]),
    }),
  );
  if (!marked.ok) throw new Error(marked.problems[0]?.message);
  const [first, second] = marked.value.experiment.individuals;
  expect([...(first?.mask ?? [])]).toEqual([1, 1, 2]);
  expect([...(second?.mask ?? [])]).toEqual([1, 2, 0]);
  expect([...(second?.observations ?? [])]).toEqual([1, 3, 0]);
});

test('the published preprocessing takes a marked reading for what it is too', () => {
  const marked = referenceExperiment(spec, files({ censored: Uint8Array.of(0, 0, 1, 0, 0, 0) }));
  if (!marked.ok) throw new Error(marked.problems[0]?.message);
  expect([...(marked.value.individuals[0]?.mask ?? [])]).toEqual([1, 1, 2]);
});
