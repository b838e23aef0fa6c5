import type { BoundWorkspace } from '../draws/bound-workspace.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { pointWeight } from '../plan/parameter-layout.ts';

/** The chosen trajectories of a series and what their slopes count. */
export interface Counted {
  readonly count: number;
  readonly scale: number;
  /** [trajectory]. */
  readonly coefficients: Float64Array;
}

/** Points have the gradient of all wells that carry their part. */
export function pointGradient(
  plan: FitPlan,
  device: number,
  { count, scale, coefficients }: Counted,
  { chosen, gradient: ofKernel }: BoundWorkspace,
  gradient: Float64Array,
): void {
  const { points, template } = plan.parameters;
  const width = template.length;
  for (let p = 0; p < points.length; p++) {
    const { parts, model } = points[p];
    const own = pointWeight(points[p], parts.partOfDevice[device] ?? null);
    if (own === null) continue;
    let sum = 0;
    for (let n = 0; n < count; n++) sum += coefficients[chosen[n]] * ofKernel[chosen[n] * width + model];
    gradient[plan.guide.points[p].offset + own] += scale * sum;
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
    const { offset, length } = points[p];
    for (let n = offset; n < offset + length; n++) {
      if (!(weights[n] > 0) && gradient[n] > 0) gradient[n] = 0;
    }
  }
}
