import { describe, expect, it } from 'vitest';
import { noCorrections } from '../../../../shared/experiment/correction/corrections.ts';
import { acceptFlag, addStep, rejectFlag } from '../../../../shared/experiment/correction/decide.ts';
import type { CorrectionStep, CorrectionWork } from '../../../../shared/experiment/correction/step.ts';
import type { QualityFlag } from '../../../../shared/experiment/quality/flag.ts';

const step = (work: CorrectionWork, flag: string | null = null): CorrectionStep => ({
  ...{ ...work, plate: 'p', on: true, flag },
});
const background: CorrectionWork = {
  ...{ kind: 'background', signal: 'GFP', method: 'blankWells', per: 'time', wells: null, density: null },
};
const flagOf = (id: string, correction: CorrectionStep | null): QualityFlag => ({
  ...{ id, kind: 'saturation', severity: 'high', reason: `of ${id}`, plate: 'p', wells: [], signal: 'GFP' },
  ...{ evidence: [], correction, key: '' },
});
const censor = flagOf('saturation-1', step({ kind: 'censor', signal: 'GFP', limit: 3 }, 'saturation-1'));

describe('flags', () => {
  it('that are accepted give their step once, and the decision', () => {
    const once = acceptFlag(noCorrections, censor);
    expect(once.step).toBe('added');
    expect(once.corrections).toEqual({
      steps: [censor.correction],
      decisions: [{ flag: 'saturation-1', decision: 'accepted', reason: 'of saturation-1' }],
    });
    expect(acceptFlag(once.corrections, censor)).toEqual({ corrections: once.corrections, step: 'there' });
    expect(acceptFlag(noCorrections, flagOf('gain-1', null)).step).toBe('none');
  });

  it('that are rejected take their step away, and no other', () => {
    const own = step({ kind: 'censor', signal: 'OD', limit: 1 });
    const { corrections } = acceptFlag({ ...noCorrections, steps: [own] }, censor);
    const after = rejectFlag(corrections, censor);
    expect(after.steps).toEqual([own]);
    expect(after.decisions).toMatchObject([{ flag: 'saturation-1', decision: 'rejected' }]);
  });

  it('never subtract a background twice', () => {
    const there = { ...noCorrections, steps: [step({ ...background, method: 'minimum' } as CorrectionWork)] };
    const drift = flagOf('blankDrift-1', step(background, 'blankDrift-1'));
    expect(acceptFlag(there, drift)).toMatchObject({ step: 'there', corrections: { steps: there.steps } });
    const elsewhere = { ...drift, correction: { ...step(background, 'x'), plate: 'q' } };
    expect(acceptFlag(there, elsewhere).step).toBe('added');
  });
});

describe('steps', () => {
  it('are put where their kind belongs: a limit in raw units before a background', () => {
    const steps = addStep([step(background)], step({ kind: 'censor', signal: 'GFP', limit: 3 }));
    expect(steps.map(({ kind }) => kind)).toEqual(['censor', 'background']);
    const last = addStep(steps, step({ kind: 'particles', signal: 'OD', standards: [] }));
    const between = addStep(last, step({ kind: 'pathLength', signal: 'OD', length_cm: 0.5 }));
    expect(between.map(({ kind }) => kind)).toEqual(['censor', 'background', 'pathLength', 'particles']);
  });
});
