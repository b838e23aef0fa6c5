import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { formatProblem } from '../../../../shared/base/problem.ts';
import { findFlags } from '../../../../shared/experiment/quality/find-flags.ts';
import { readPlateText } from '../../../../shared/plate/read-plate-file.ts';

const examples = new URL('../../../../resources/examples/vi-hds/', import.meta.url);
const plates = readdirSync(examples)
  .filter((name) => name.endsWith('.csv'))
  .flatMap((file) => {
    const read = readPlateText({ file, bytes: readFileSync(new URL(file, examples)) });
    if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
    return read.value.runs.map((run) => ({ plate: run.plate, run, corrected: run }));
  });
const flags = findFlags(plates);
const told = (kind: string): readonly string[] =>
  flags.filter((flag) => flag.kind === kind).map(({ plate, reason }) => `${plate}: ${reason}`);

it('of the twelve published plates saturate at the detector’s end, each signal once', () => {
  expect(told('saturation')).toEqual([
    'proc141021: 1 well saturates in EYFP, from 17.3 h on: 11 readings at 260000, its largest value',
    'proc141021: 3 wells saturate in ECFP, from 13.8 h on: 47 readings at 260000, its largest value',
    'proc141023: 1 well saturates in EYFP, from 17.5 h on: 8 readings at 260000, its largest value',
    'proc141023: 1 well saturates in ECFP, from 16.5 h on: 14 readings at 260000, its largest value',
    'proc141028: 1 well saturates in EYFP, from 16.3 h on: 2 readings at 260000, its largest value',
    'proc141028: 1 well saturates in ECFP, from 14.6 h on: 11 readings at 260000, its largest value',
    'proc_PBadYFP: 5 wells saturate in ECFP, from 12 h on: 89 readings at 260000, its largest value',
  ]);
});

it('have six outlying readings in two wells, bubbles, and times that stand still once', () => {
  expect(told('outlier').map((text) => text.slice(0, text.indexOf(' reads')))).toEqual([
    'proc_PBadAiia_Ara_C6C12: H1',
    'proc_PBadAiia_Ara_C6C12: H1',
    'proc_PBadYFP: A2',
    'proc_PBadYFP: A2',
    'proc_degrader_RemovedDuplicates: H1',
    'proc_degrader_RemovedDuplicates: H1',
  ]);
  expect(told('times').length).toBe(2);
});

it('have 47 flags: of 54 signals, 5052 series and 583 000 readings', () => {
  expect(plates.reduce((sum, { run }) => sum + run.signals.length, 0)).toBe(54);
  expect(flags.length).toBe(47);
});
