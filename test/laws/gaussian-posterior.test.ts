import { describe, expect, test } from 'vitest';
import { gaussianAnswers, gaussianApart } from '../helpers/gaussian-answers.ts';
import { gaussianHierarchy } from '../helpers/gaussian-hierarchy.ts';

/** INFERENCE.md, 8: a linear hierarchy whose posterior is known. `npm run long -- linear` has more draws and narrower bounds. */
const wells = 8;
const effort = { steps: 100, draws: 2000 };
/** 2,000 draws know a mean to 0.022 sd and an sd to 1.6 %; of 19 coordinates the worst counts. */
const most = { mean: 0.12, sd: 0.1, evidence: 0.1 };

describe.each(gaussianAnswers)('a posterior in closed form beside %s', (answer) => {
  test('means, sds and the evidence', async () => {
    const apart = await gaussianApart(gaussianHierarchy(0, wells), answer, effort);
    expect(apart.mean).toBeLessThan(most.mean);
    expect(apart.sd).toBeLessThan(most.sd);
    expect(apart.evidence ?? 0).toBeLessThan(most.evidence);
  });

  test('which they are not where wells are taken to differ more than they do', async () => {
    const apart = await gaussianApart(gaussianHierarchy(0, wells, 1), answer, effort);
    expect(apart.sd).toBeGreaterThan(most.sd);
    expect(apart.evidence ?? 1).toBeGreaterThan(most.evidence);
  });
});
