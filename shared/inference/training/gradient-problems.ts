import type { Problem } from '../../base/problem.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import type { FitState } from './fit-state.ts';

/** More than 1 % of draws without a gradient in the last half of training is the user's business, as of failed ones. */
export function gradientProblems(plan: FitPlan, state: FitState): Problem[] {
  const half = state.history.slice(Math.floor(state.history.length / 2));
  const draws = half.length * plan.split.train.length * plan.settings.draws;
  const without = half.reduce((sum, row) => sum + (row.drawsWithoutGradient ?? 0), 0);
  if (draws === 0 || without / draws <= 0.01) return [];
  return [
    {
      code: 'fit.drawsWithoutGradient',
      severity: 'warning',
      message: `${without} of ${draws} draws (${((100 * without) / draws).toFixed(1)} %) in the last half of training had a log likelihood whose gradient was too large for a number: they count in the elbo, and taught nothing.`,
      remedy: 'Narrow the priors of rates and exponents, so that the model is not that steep.',
    },
  ];
}
