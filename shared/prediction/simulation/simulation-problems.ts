import type { Problem } from '../../base/problem.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';

export function noSettings({ model, spec }: FitPlan): Problem {
  return {
    code: 'simulate.errors',
    severity: 'error',
    message: `the errors of ${model.id} have a correlation time, degrees of freedom or a discrepancy that change along a run, and such errors cannot be made up`,
    remedy: 'State them by parameters that stay the same along a run.',
    place: { file: spec.file },
  };
}

export function noSolutions({ model, spec }: FitPlan, attempts: number): Problem {
  return {
    code: 'simulate.noSolution',
    severity: 'error',
    message: `of ${attempts} draws from the priors of ${model.id} none has a solution in every well`,
    remedy:
      'Narrow the priors of rates, choose a method that chooses its steps (solver: dormand-prince), or state true values.',
    place: { file: spec.file },
  };
}

export function someUnsolved({ model, spec }: FitPlan, unsolved: number, draws: number): Problem {
  return {
    code: 'simulate.unsolved',
    severity: 'warning',
    message: `${unsolved} of ${draws} draws from the priors of ${model.id} have no solution and are not in the bands`,
    remedy: 'Narrow the priors of rates, or choose a method that chooses its steps (solver: dormand-prince).',
    place: { file: spec.file },
  };
}
