import type { Problem } from '../../base/problem.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { Model } from '../../model/model.ts';

/**
 * Right-censored readings of signals whose residual has no distribution function here: they are fitted as read at their limit.
 * `signals`: of the experiment, [observable].
 */
export function censoringProblems(
  model: Model,
  { individuals, signals: names }: Experiment,
  signals: readonly number[],
): readonly Problem[] {
  return model.observables.flatMap(({ residual }, o): readonly Problem[] => {
    const s = signals[o];
    if (residual.family === 'normal' || s === undefined) return [];
    const count = individuals.reduce((sum, { mask, times_h }) => {
      const own = mask.subarray(s * times_h.length, (s + 1) * times_h.length);
      return sum + own.reduce((marks, mark) => marks + (mark === 2 ? 1 : 0), 0);
    }, 0);
    if (count === 0) return [];
    const message = `${count} right-censored readings of ${names[s]} are fitted as if they were read at their limit: the residual of ${model.id} there is no normal one`;
    const remedy = 'Choose a model with a normal residual, or exclude these readings.';
    return [{ code: 'fit.censoredAsRead', severity: 'warning', message, remedy }];
  });
}
