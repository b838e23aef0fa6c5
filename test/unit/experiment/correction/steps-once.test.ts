import { describe, expect, it } from 'vitest';
import { applySteps } from '../../../../shared/experiment/correction/apply-steps.ts';
import type { CorrectionStep, CorrectionWork } from '../../../../shared/experiment/correction/step.ts';
import { applied, background, small, step } from '../../../helpers/correction-steps.ts';

describe('steps that do the same to a signal', () => {
  const run = small([10, 20, 30, 40, 50, 60, 10, 20], [{}, {}, {}, { role: 'blank' }]);
  const standards = [1, 2, 4].map((amount) => ({ amount, reading: amount }));
  const series = [1, 0.5, 0.25, 0.125].map((relative) => ({ relative, reading: relative / (1 + relative) }));
  const path: CorrectionWork = { kind: 'pathLength', signal: 'GFP', length_cm: 0.5 };
  const mefl: CorrectionWork = { kind: 'mefl', signal: 'GFP', gain: '61', standards };
  const particlesOf: CorrectionWork = { kind: 'particles', signal: 'GFP', standards };
  const linear: CorrectionWork = { kind: 'odLinearity', signal: 'GFP', form: 'saturation', series };

  it.each([
    ['a background of another method', background({}), background({ method: 'minimum' })],
    ['the same background', background({}), background({})],
    ['none and a background', background({ method: 'none' }), background({})],
    ['two path lengths', path, { ...path, length_cm: 0.7 }],
    ['two curves', linear, { ...linear, form: 'polynomial' }],
    ['the same amounts', particlesOf, particlesOf],
    ['amounts of another kind', particlesOf, mefl],
  ] as const)('are refused, and done once: %s', (_, first, second) => {
    const once = applied(run, first);
    const twice = applied(run, first, second);
    expect(twice.problems.filter(({ code }) => code === 'correction.twice')).toMatchObject([
      {
        severity: 'error',
        message: expect.stringContaining('step 1 does this to GFP already'),
        remedy: expect.stringContaining('--remove'),
      },
    ]);
    expect(twice.plates[0]?.run.signals).toEqual(once.plates[0]?.run.signals);
    expect(twice.reports[1]).toMatchObject({ changedReadings: 0, problems: [{ code: 'correction.twice' }] });
  });

  it('stand beside each other where one is off, failed, or of another plate or signal', () => {
    const plates = ['p', 'q'].map((plate) => ({ file: `${plate}.csv`, plate, run }));
    const codes = (...steps: readonly CorrectionStep[]) =>
      applySteps(plates, steps).problems.map(({ code, place }) => [code, place?.file]);
    const minimum = step(background({ method: 'minimum' }));
    expect(codes({ ...step(background({})), on: false }, minimum)).toEqual([]);
    expect(codes({ ...minimum, plate: 'p' }, { ...minimum, plate: 'q' })).toEqual([]);
    expect(codes({ ...minimum, plate: 'p' }, minimum)).toEqual([['correction.twice', 'p.csv']]);
    const bare = { ...run, wells: run.wells.map(({ role: _, ...well }) => well) };
    const failed = applySteps([{ file: 'f', plate: 'p', run: bare }], [step(background({})), minimum]);
    expect(failed.problems.map(({ code }) => code)).toEqual(['correction.noBlanks']);
    expect(
      codes(
        step({ kind: 'censor', signal: 'GFP', limit: 50 }),
        step({ kind: 'censor', signal: 'GFP', limit: 40 }),
      ),
    ).toEqual([]);
  });
});

describe('wells of a step that no plate has', () => {
  const run = small([1, 2, 3, 4, 5, 6, 7, 8]);
  const plates = ['p', 'q'].map((plate) => ({ file: `${plate}.csv`, plate, run }));

  it.each([
    { kind: 'excludeWells', wells: ['A1', 'H13'], reason: 'x' },
    { kind: 'excludeReadings', wells: ['A1', 'H13'], signal: null, from_h: 0, to_h: 1, reason: 'x' },
    background({ wells: ['A1', 'H13'] }),
  ] as const)('are refused: $kind', (work) => {
    const { problems } = applySteps(plates, [step(work)]);
    expect(problems).toMatchObject([
      { code: 'correction.unknownWell', severity: 'error', remedy: expect.stringContaining('A1 to A4') },
    ]);
  });

  it('are none where one plate of several has them', () => {
    const partial = plates.map((plate, index) =>
      index === 0 ? plate : { ...plate, run: small([1, 2, 3, 4, 5, 6, 7, 8], [{ well: 'B1' }]) },
    );
    expect(
      applySteps(partial, [step({ kind: 'excludeWells', wells: ['A2', 'B1'], reason: 'x' })]).problems,
    ).toEqual([]);
  });
});
