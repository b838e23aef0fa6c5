import { expect, test } from 'vitest';
import { prepareFit } from '../../../../shared/inference/plan/prepare-fit.ts';
import { partlessMarks } from '../../../../shared/prediction/scenario/scenario-marks.ts';
import { everyLevel } from '../../../helpers/linear-fit.ts';
import { linearExperiment, linearSettings, linearSpec, linearSplit } from '../../../helpers/linear-kernel.ts';
import { pairModel } from '../../../helpers/together.ts';

test('a device without the part that a mean goes with is marked', () => {
  const experiment = linearExperiment(7, (signal, t, well) => signal + t * well, [0, 1, null]);
  const made = prepareFit(
    everyLevel({
      ...{ model: pairModel, experiment, spec: linearSpec([], {}), split: linearSplit(7, 1) },
      settings: { ...linearSettings, objective: 'hierarchical' },
    }),
  );
  if (!made.ok) throw new Error('a device may lack a part');
  expect([0, 1, 2].map((device) => partlessMarks(made.value, device))).toEqual([
    [],
    [],
    ['no part of a: the mean of p is as with the baseline'],
  ]);
});
