import type { DrawPlan } from '../plan/draw-plan.ts';
import { levelAt } from '../plan/factor.ts';
import { partAt, pointValue } from '../plan/parameter-layout.ts';
import type { DrawArrays, SeriesDraws } from './series-draws.ts';

/** Where points have their weights. */
export interface PointWeights {
  /** [weight]. */
  readonly weights: Float64Array;
  /** Of each point, in their order. */
  readonly points: readonly { readonly offset: number }[];
}

/** Enters what a well's levels of factors decide and what has no draws: points, and what a level is known to have. */
export function enterGiven(
  { parameters: { points, known }, factors }: DrawPlan,
  given: PointWeights,
  { well, from, to }: SeriesDraws,
  { parameters, width }: Pick<DrawArrays, 'parameters' | 'width'>,
): void {
  for (let n = 0; n < points.length; n++) {
    const { model, parts, factor } = points[n];
    const part = partAt(parts, levelAt(factors, factor, well));
    const value = pointValue(points[n], given.weights, given.points[n].offset, part);
    for (let t = from; t < to; t++) parameters[t * width + model] = value;
  }
  for (let n = 0; n < known.length; n++) {
    const { model, factor, values } = known[n];
    const value = values[levelAt(factors, factor, well)];
    for (let t = from; t < to; t++) parameters[t * width + model] = value;
  }
}
