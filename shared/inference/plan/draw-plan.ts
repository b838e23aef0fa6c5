import type { PriorTables } from '../prior/tables.ts';
import { type Factors, levelAt } from './factor.ts';
import { type ParameterLayout, pinnedValue } from './parameter-layout.ts';

/** What of a plan draws are made by: the parameters, their priors, and what of them is given for each well. */
export interface DrawPlan {
  readonly parameters: ParameterLayout;
  readonly priors: PriorTables;
  readonly factors: Factors;
  /**
   * [drawn], each [level of its factor]: the value that the level's part fixes, NaN where it is drawn; null: drawn
   * everywhere.
   */
  readonly pinned: readonly (Float64Array | null)[];
}

export function pinnedValues({ drawn }: ParameterLayout, factors: Factors): DrawPlan['pinned'] {
  return drawn.map((entry) => {
    const factor = entry.factor === null ? undefined : factors.get(entry.factor);
    if (factor === undefined || entry.parts === null) return null;
    return Float64Array.from(factor.titles, (_, level) => pinnedValue(entry, level));
  });
}

/** Value of drawn parameter d where it is fixed for this well; NaN: it is drawn. */
export function pinnedAt({ parameters, factors, pinned }: DrawPlan, d: number, well: number): number {
  const { factor } = parameters.drawn[d];
  const values = pinned[d];
  return values === null || factor === null ? Number.NaN : values[levelAt(factors, factor, well)];
}
