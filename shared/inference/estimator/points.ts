import type { BoundWorkspace } from '../draws/bound-workspace.ts';
import type { CountedDraws } from '../draws/series-draws.ts';
import { levelAt } from '../plan/factor.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { partAt, pointSlope, pointWeight } from '../plan/parameter-layout.ts';

/** Points have the gradient of all wells that carry their part: adds that of one series to `gradient` [weight]. */
export function pointGradient(
  { plan, weights }: { readonly plan: FitPlan; readonly weights: Float64Array },
  { well, count, scale }: Pick<CountedDraws, 'well' | 'count' | 'scale'>,
  { weight, chosen, gradient: ofKernel, width }: BoundWorkspace,
  gradient: Float64Array,
): void {
  const { points } = plan.parameters;
  for (let p = 0; p < points.length; p++) {
    const { parts, model, factor } = points[p];
    const own = pointWeight(points[p], partAt(parts, levelAt(plan.factors, factor, well)));
    if (own === null) continue;
    let sum = 0;
    for (let n = 0; n < count; n++) sum += weight[chosen[n]] * ofKernel[chosen[n] * width + model];
    const at = plan.guide.points[p].offset + own;
    gradient[at] += scale * sum * pointSlope(points[p], weights[at]);
  }
}

/**
 * A part weight below the corner of its relu gets no gradient, unless the loss falls with the part's value: then what the
 * gradient above the corner would be, so that a part that was pushed under comes back (projected gradient; the points
 * where training rests are those of the relu).
 */
export function closeCorners(plan: FitPlan, weights: Float64Array, gradient: Float64Array): void {
  const { points } = plan.guide;
  for (let p = 0; p < points.length; p++) {
    if (plan.parameters.points[p].form === 'logarithm') continue;
    const { offset, length } = points[p];
    for (let n = offset; n < offset + length; n++) {
      if (!(weights[n] > 0) && gradient[n] > 0) gradient[n] = 0;
    }
  }
}
