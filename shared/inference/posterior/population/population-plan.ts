/** Draws of a well's own values given what is shared; INFERENCE.md, 2: K. Of fewer nothing can be said of what they are worth. */
const mostInner = 20;
const leastInner = 4;

/** How the training draws of a well are dealt: M draws of what wells share, in pairs v and -v, times K of each well's own. */
export function dealtDraws(draws: number): { readonly shared: number; readonly inner: number } {
  const inner = Math.max(leastInner, Math.min(mostInner, Math.floor(draws / 2)));
  return { shared: 2 * Math.max(1, Math.floor(draws / (2 * inner))), inner };
}

/** Steps that go on in the same coordinates. */
export interface PopulationStretch {
  /** Steps in all when it ends. */
  readonly until: number;
  /** At its end the map is made anew from draws. */
  readonly refines: boolean;
}

/** How often the map is made anew before the first step. */
const rounds = 5;

export function populationStretches(epochs: number): readonly PopulationStretch[] {
  const adapting = Array.from({ length: rounds }, () => ({ until: 0, refines: true }));
  return [...adapting, { until: epochs, refines: false }];
}

/** The last tenth of the steps, over which the guide is averaged. */
export function isAveraged(steps: number, epochs: number): boolean {
  return steps > 0.9 * epochs;
}

const firstRate = 0.05;
/** The last rate is at most a tenth of the smallest sd (INFERENCE.md, 2: start). */
const lastShare = 0.06;

/** In the map's coordinates, where sds are about 1. @param leastSd the smallest there is. */
export function populationRate(steps: number, epochs: number, leastSd: number): number {
  return firstRate * lastShare ** (steps / epochs) * Math.min(1, leastSd);
}
