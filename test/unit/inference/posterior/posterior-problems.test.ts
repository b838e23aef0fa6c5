import { expect, test } from 'vitest';
import { jointLayout } from '../../../../shared/inference/posterior/joint/joint-layout.ts';
import { noBeginning, posteriorProblems } from '../../../../shared/inference/posterior/posterior-problems.ts';
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

test('where nothing can begin, it is said of what was asked for', () => {
  const { settings } = everyLevel();
  expect(noBeginning({ ...settings, posterior: 'nuts' })).toMatchObject({
    message: expect.stringMatching(/so chains have nowhere to begin$/),
    remedy: expect.stringContaining('--posterior variational with --objective iwae says which'),
  });
  const { message, remedy } = noBeginning({ ...settings, objective: 'hierarchical' });
  expect(message).toMatch(/so there is nothing to approximate the posterior about$/);
  expect(`${message} ${remedy}`).not.toMatch(/chain|--posterior/);
  expect(remedy).toContain('; --objective iwae says which');
});
