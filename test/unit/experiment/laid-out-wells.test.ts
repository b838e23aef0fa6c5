import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../shared/base/problem.ts';
import type { Experiment } from '../../../shared/experiment/experiment.ts';
import type { SourceFile } from '../../../shared/experiment/name-runs.ts';
import { nothingDecided } from '../../../shared/experiment/plate-decisions.ts';
import { referenceExperiment } from '../../../shared/experiment/reference.ts';
import { parseFitSpec } from '../../../shared/inference/spec/parse-fit-spec.ts';
import type { Layout, LayoutWell } from '../../../shared/plate/layout/layout.ts';
import { offeredLayouts } from '../../../shared/plate/layout/offered-layout.ts';
import type { PlateFile } from '../../../shared/plate/plate-run.ts';
import { readPlateText } from '../../../shared/plate/read-plate-file.ts';

const examples = new URL('../../../resources/examples/vi-hds/', import.meta.url);

function dataSpec(text: string) {
  const parsed = parseFitSpec(text, 'spec.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value.data;
}

function plateFile(file: string, bytes: Uint8Array): PlateFile {
  const outcome = readPlateText({ file, bytes });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

/** The same readings, in wells of which the file says nothing. */
function bare(file: PlateFile): PlateFile {
  const runs = file.runs.map((run) => ({
    ...run,
    wells: run.wells.map((well) => ({ ...well, device: '', treatment: '' })),
  }));
  return { ...file, runs };
}

function must(outcome: Outcome<Experiment>): Experiment {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

it('a layout gives the published data to the bit where it says what the file says', () => {
  const spec = dataSpec(readFileSync(new URL('dr_constant_icml.yaml', examples), 'utf8'));
  const read = spec.files.map((file) =>
    plateFile(file, new Uint8Array(readFileSync(new URL(file, examples)))),
  );
  const sources = (files: readonly PlateFile[]) =>
    new Map(files.map((each): [string, SourceFile] => [each.file, { plateFile: each, sha256: each.file }]));
  const layouts = read.flatMap((each) =>
    offeredLayouts(each).layouts.map((layout) => ({ ...layout, plate: each.file })),
  );
  expect(layouts).toHaveLength(read.length);
  const expected = must(referenceExperiment(spec, sources(read)));
  const laid = referenceExperiment(spec, sources(read.map(bare)), { ...nothingDecided, layouts });
  const experiment = must(laid);
  expect(experiment.problems).toEqual(expected.problems);
  expect(experiment.individuals.length).toBeGreaterThan(100);
  expect(experiment.individuals).toEqual(expected.individuals);
  expect(experiment.scales).toEqual(expected.scales);
  expect(experiment.treatmentUnits).toEqual([null, null]);
});

describe('wells of a layout', () => {
  const text = [
    'Content,Colony,Well Col,Well Row,Content,OD,OD,OD',
    ',,,,,0,1,2',
    ...[1, 2, 3, 4].map((column) => `old,,${column},A,C6=1,1,2,${column + 2}`),
  ].join('\n');
  const file = plateFile('p.csv', Buffer.from(text));
  const dose = (value: number, unit: string | null = null, time_s = 0) => ({
    name: 'C6',
    value,
    unit,
    time_s,
  });

  function run(wells: readonly LayoutWell[], conditions = 'C6'): Outcome<Experiment> {
    const spec = dataSpec(
      `data:\n  devices: [wt]\n  files: [p.csv]\n  signals: [OD]\n  conditions: [${conditions}]\nmodel: m\nparams: {}\n`,
    );
    const layouts: readonly Layout[] = [{ plate: null, wells }];
    const files = new Map([['p.csv', { plateFile: file, sha256: '' }]]);
    return referenceExperiment(spec, files, { ...nothingDecided, layouts });
  }

  it('have its device and treatments, whatever the file says', () => {
    const experiment = must(
      run([
        { well: 'A1', device: 'wt', treatments: [dose(25, 'nM')] },
        { well: 'A2', device: 'wt', treatments: [] },
        { well: 'A3', device: 'wt' },
      ]),
    );
    expect(experiment.individuals.map(({ id, statedDoses }) => [id, statedDoses[0]])).toEqual([
      ['p/A1', 25],
      ['p/A2', 0],
      ['p/A3', 1],
    ]);
    expect(experiment.treatmentUnits).toEqual(['nM']);
  });

  it('are not fitted where they are no samples or excluded, which is told', () => {
    const experiment = must(
      run([
        { well: 'A1', device: 'wt' },
        { well: 'A2', device: 'wt', role: 'blank' },
        { well: 'A3', device: 'wt', excluded: 'a bubble' },
        { well: 'A4', device: 'wt', role: 'sample', excluded: '' },
      ]),
    );
    expect(experiment.individuals.map(({ id }) => id)).toEqual(['p/A1', 'p/A4']);
    const [problem] = experiment.problems.filter(({ code }) => code === 'experiment.unusedWells');
    expect(problem?.message).toBe(
      '2 wells are left out, as layout or corrections say: p/A2 (blank), p/A3 (a bubble)',
    );
    const none = run([{ well: 'A1', device: 'wt', role: 'control' }]);
    expect(none.problems.find(({ code }) => code === 'experiment.noWells')?.message).toContain(
      'blanks, controls',
    );
  });

  it.each([
    [[dose(5, 'nM', 7200)], 'experiment.timedTreatment', /C6 is 5 nM from 2 h on/],
    [[dose(5), dose(0, null, 7200)], 'experiment.timedTreatment', /C6 is 0 from 2 h on/],
  ])('with a dose in time are refused, never taken for something else', (treatments, code, message) => {
    const outcome = run([
      { well: 'A1', device: 'wt', treatments },
      { well: 'A2', device: 'wt' },
    ]);
    expect(outcome.ok).toBe(false);
    expect(outcome.problems.find((each) => each.code === code)?.message).toMatch(message);
  });

  it('that got something else at any time are left out', () => {
    const treatments = [dose(0), { ...dose(5, null, 7200) }];
    const outcome = run(
      [
        { well: 'A1', device: 'wt', treatments },
        { well: 'A2', device: 'wt', treatments: [] },
      ],
      '',
    );
    expect(must(outcome).individuals.map(({ id }) => id)).toEqual(['p/A2']);
    expect(outcome.problems.map(({ code }) => code)).toContain('experiment.droppedWells');
  });

  it('with doses in two units are refused', () => {
    const outcome = run([
      { well: 'A1', device: 'wt', treatments: [dose(5, 'nM')] },
      { well: 'A2', device: 'wt', treatments: [dose(5, 'µM')] },
    ]);
    expect(outcome.problems.find(({ code }) => code === 'experiment.units')?.message).toBe(
      'C6 is in µM in p/A2 and in nM in p/A1',
    );
  });
});
