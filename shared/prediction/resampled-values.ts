import { fillUniforms } from '../base/random.ts';
import type { PosteriorDraws } from '../fit/fit-result.ts';
import { resampled } from '../inference/draws/resampled.ts';
import type { FitPlan } from '../inference/plan/fit-plan.ts';
import type { WellDraws } from './predict-well.ts';

/**
 * Draws taken anew from all of a well's by their weights, so that each weighs the same: systematically, one uniform number a
 * well (J. Carpenter, P. Clifford, P. Fearnhead 1999). Where none has a solution they are the first ones, and no posterior.
 *
 * @param entries whose values are taken, by their index into the model's parameters.
 * @returns values on the natural scale, [draw, entry].
 */
export function resampledValues(
  { model: { parameters }, settings: { seed } }: FitPlan,
  draws: WellDraws,
  entries: readonly { readonly model: number }[],
  count: number,
): Omit<PosteriorDraws['wells'][number], 'individual'> {
  const width = parameters.length;
  const offset = new Float64Array(1);
  fillUniforms({ seed, purpose: 'resampling', step: 0, individual: draws.well }, offset);
  const values = new Float64Array(count * entries.length);
  for (const [n, k] of resampled(draws.weights, count, offset[0] ?? 0).entries())
    for (const [d, { model }] of entries.entries())
      values[n * entries.length + d] = draws.parameters[k * width + model] as number;
  return { weights: new Float64Array(count).fill(draws.ess > 0 ? 1 : 0), values };
}
