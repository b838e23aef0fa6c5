import { expect, test } from 'vitest';
import {
  adaptStep,
  aims,
  nextAim,
  startStep,
} from '../../../../../shared/inference/posterior/nuts/step-size.ts';

/** A stretch of transitions whose paths are accepted the less the longer their steps are, and diverge beyond `wall`. */
function adapted(target: number, wall: number) {
  let step = startStep(0.1, 5, target);
  for (let n = 0; n < 400; n++)
    step = adaptStep(step, { acceptance: Math.exp(-(step.step ** 2)), divergent: step.step > wall });
  return step;
}

test.for(Object.values(aims))('steps come to where %s of the paths are accepted', (target) => {
  const { averaged } = adapted(target, Number.POSITIVE_INFINITY);
  expect(Math.exp(-(averaged ** 2))).toBeCloseTo(target, 1);
});

test('longer steps are aimed at only where no path of any chain diverged', () => {
  const [calm, wild] = [adapted(aims.first, Number.POSITIVE_INFINITY), adapted(aims.first, 0.6)];
  expect(wild.diverged).toBeGreaterThan(0);
  expect(nextAim([calm, calm])).toBe(aims.bold);
  expect(nextAim([calm, wild])).toBe(aims.careful);
});
