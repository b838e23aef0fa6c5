import { describe, expect, test } from 'vitest';
import type { SplitExperiment } from '../../../shared/experiment/split-experiment.ts';
import type { PlateRun, PlateWell } from '../../../shared/plate/plate-run.ts';
import { filesOf, wellOf } from '../../helpers/plate-runs.ts';
import { as, base, must, plateOf, prepare } from '../../helpers/prepared-wells.ts';

describe('folds', () => {
  const dosed = [0, 0, 10, 10.05, 10.1, 100, 100, 1000];
  const wells = dosed.map((dose, n) => wellOf(`A${n + 1}`, { treatment: `C=${dose}` }));

  const sets = ({ split }: SplitExperiment) =>
    [Array.from(split.train), Array.from(split.validation)] as const;

  test('tear no condition apart: device, doses within 1 %, factors, over plates', () => {
    const two = new Map([
      ...plateOf(wells),
      ...filesOf({ 'q.csv': [...plateOf(wells).values()][0]?.plateFile.runs[0] as PlateRun }),
    ]);
    for (let foldSeed = 0; foldSeed < 12; foldSeed += 1) {
      const data = base.replace('[p.csv]', '[p.csv, q.csv]');
      const prepared = must(prepare(two, data, { foldUnit: null, foldSeed, folds: 4 }));
      const [train, validation] = sets(prepared);
      const condition = (well: number) => [0, 0, 1, 1, 1, 2, 2, 3][well % 8];
      const trained = new Set(train.map(condition));
      expect(validation.some((well) => trained.has(condition(well)))).toBe(false);
      expect(new Set([...train, ...validation]).size).toBe(16);
    }
    // four conditions: a fifth fold has nothing to hold
    const five = prepare(plateOf(wells), base, { foldUnit: null, folds: 5 });
    expect(five.problems).toMatchObject([{ code: 'split.folds', severity: 'error' }]);
    expect(five.problems[0]?.message).toContain('5 folds are more than the 4 conditions');
    expect(five.problems[0]?.remedy).toContain('--fold-unit well');
  });

  test('other factors, and what is added when, make another condition', () => {
    const early = [{ name: 'C', value: 1, unit: null, time_s: 600 }];
    const late = [{ name: 'C', value: 1, unit: null, time_s: 1200 }];
    const units = (...changes: Partial<PlateWell>[]) => {
      const changed = changes.map((change, n) => wellOf(`A${n + 1}`, change));
      const outcome = prepare(plateOf(changed), base, { foldUnit: 'condition', folds: changes.length });
      return outcome.ok ? changes.length : outcome.problems[0]?.message;
    };
    expect(units({ factors: { medium: 'LB' } }, { factors: { medium: 'M9' } })).toBe(2);
    expect(units({ treatments: early }, { treatments: late })).toBe(2);
    expect(units({ factors: { medium: 'LB' } }, { factors: { medium: 'LB', day: '' } }, {})).toContain(
      '2 conditions',
    );
    // repeats are repeats
    expect(units({ biological: '1' }, { biological: '2' })).toContain('all 2 wells are of one condition');
  });

  test('by plate; deterministic by the fold seed alone; a spec may say by what', () => {
    const run = [...plateOf(wells).values()][0]?.plateFile.runs[0] as PlateRun;
    const three = filesOf({ 'p.csv': run, 'q.csv': run, 'r.csv': run });
    const data = base.replace('[p.csv]', '[p.csv, q.csv, r.csv]');
    const byPlate = must(prepare(three, data, { foldUnit: 'plate', folds: 3 }));
    const plates = sets(byPlate).map((set) => [
      ...new Set(set.map((well) => byPlate.experiment.individuals[well]?.plate)),
    ]);
    expect(plates.map((set) => set.length)).toEqual([2, 1]);
    const again = must(prepare(three, as(data, 'fold_unit: plate'), { foldUnit: null, folds: 3 }));
    expect(sets(again)).toEqual(sets(byPlate));
    const one = prepare(plateOf(wells), base, { foldUnit: 'plate' });
    expect(one.problems).toMatchObject([{ code: 'split.units', place: { where: '--fold-unit' } }]);
    expect(one.problems[0]?.remedy).toContain('--fold-unit condition');
  });

  test('reference preprocessing deals wells, also by condition where asked', () => {
    const plain = must(prepare(plateOf(wells), base, { preprocessing: null, foldUnit: null, folds: 8 }));
    expect(plain.experiment.preprocessing).toBe('reference');
    expect(plain.split.validation).toHaveLength(1);
    const whole = prepare(plateOf(wells), base, {
      preprocessing: 'reference',
      foldUnit: 'condition',
      folds: 5,
    });
    expect(whole.ok).toBe(false);
  });
});
