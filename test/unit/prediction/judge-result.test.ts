import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../../shared/compute/kernel.ts';
import { initFit } from '../../../shared/inference/training/fit.ts';
import { judgeResult } from '../../../shared/prediction/judge-result.ts';
import { summariseFit } from '../../../shared/prediction/summarise-fit.ts';
import { everyLevel, planOf, train } from '../../helpers/linear-fit.ts';
import { linearKernel, linearSettings } from '../../helpers/linear-kernel.ts';

const wells = (...indices: number[]) => Int32Array.from(indices);
const plan = planOf(
  everyLevel({
    settings: { ...linearSettings, selection: 'inner' },
    split: {
      ...{ train: wells(0, 1, 2), validation: wells(3, 4), heldOut: wells() },
      selecting: { fold: 2, wells: wells(5, 6) },
    },
  }),
);

/** Some wells have no solution, whatever is drawn. */
function failing(unsolved: readonly number[]): Kernel {
  const kernel = linearKernel();
  return {
    ...kernel,
    async logLikelihood(request, out) {
      await kernel.logLikelihood(request, out);
      request.individuals.forEach((well, i) => {
        if (unsolved.includes(well)) out.status.fill(3, i * request.draws, (i + 1) * request.draws);
      });
    },
  };
}

async function judged(unsolved: readonly number[]) {
  const kernel = failing(unsolved);
  const state = await train(plan, initFit(plan), kernel);
  const result = await summariseFit(plan, state, kernel);
  return judgeResult(plan, state, kernel, result);
}

describe('a result', () => {
  test.each([
    ['2 validation wells', [3, 4]],
    ['2 wells of the fold that selects', [5, 6]],
  ] as const)('is none where none of the %s has a solution', async (words, unsolved) => {
    const outcome = await judged(unsolved);
    expect(outcome.ok).toBe(false);
    expect(outcome.problems).toMatchObject([{ code: 'fit.noSolution', severity: 'error' }]);
    expect(outcome.problems[0]?.message).toContain(words);
  });

  test('names the wells where only some have none', async () => {
    const outcome = await judged([2, 3, 5]);
    expect(outcome.ok).toBe(true);
    const [problem] = outcome.problems;
    expect(problem).toMatchObject({ code: 'fit.unsolvedWells', severity: 'warning' });
    expect(problem?.message).toContain('plate/A3, plate/A4, plate/A6 have no solution');
  });
});
