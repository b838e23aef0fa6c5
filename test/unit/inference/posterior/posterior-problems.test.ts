import { expect, test } from 'vitest';
import { jointLayout } from '../../../../shared/inference/posterior/joint/joint-layout.ts';
import { posteriorProblems } from '../../../../shared/inference/posterior/posterior-problems.ts';
import { everyLevel, planOf } from '../../../helpers/linear-fit.ts';

test('chains choose nothing, keep no wells to choose by, and take no estimator but plain', () => {
  const { split, settings, ...rest } = everyLevel();
  const train = split.train.slice(1);
  const selecting = { fold: 2, wells: split.train.slice(0, 1) };
  const long = { ...settings, posterior: 'nuts' as const, epochs: 1000 };
  const plan = planOf({
    ...rest,
    settings: { ...long, selection: 'inner' },
    split: { ...split, train, selecting },
  });
  expect(posteriorProblems(plan, jointLayout(plan, train))).toMatchObject([
    {
      ...{ code: 'posterior.selection', severity: 'error', place: { where: '--selection' } },
      message: expect.stringContaining('the wells of fold 2'),
      remedy: 'Use --selection reported, or use --posterior variational with --objective iwae.',
    },
  ]);
  const dreg = planOf({ ...rest, settings: { ...long, estimator: 'dreg' }, split });
  expect(posteriorProblems(dreg, jointLayout(dreg, split.train))).toMatchObject([
    { code: 'posterior.estimator', remedy: expect.stringContaining('Use --estimator plain') },
  ]);
  const without = planOf({ ...rest, settings: long, split });
  expect(posteriorProblems(without, jointLayout(without, split.train))).toEqual([]);
});
