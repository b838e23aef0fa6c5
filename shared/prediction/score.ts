import type { SignalScore } from '../fit/fit-result.ts';
import type { FitPlan } from '../inference/plan/fit-plan.ts';
import type { WellBands } from './predict-well.ts';

/**
 * Sums over wells and times of one signal, scaled data; made empty, added to well by well. What is squared is counted from
 * the first value on, so that values that are all the same have a spread of exactly 0.
 */
export interface SignalTally {
  /** That have a prediction. */
  readings: number;
  /** Without a prediction, because no draw of their well has a solution. */
  unpredicted: number;
  errorSquared: number;
  inside50: number;
  inside95: number;
  readonly observed: Spread;
  /** Pairs of neighbouring readings of a well: residuals of the first, of the second, and sum of their products. */
  readonly first: Spread;
  readonly second: Spread;
  product: number;
}

/** Number, sum and squares of values less the first one. */
interface Spread {
  count: number;
  origin: number;
  sum: number;
  squares: number;
}

export function emptyTally(): SignalTally {
  const empty = (): Spread => ({ count: 0, origin: 0, sum: 0, squares: 0 });
  return {
    readings: 0,
    unpredicted: 0,
    errorSquared: 0,
    inside50: 0,
    inside95: 0,
    observed: empty(),
    first: empty(),
    second: empty(),
    product: 0,
  };
}

/** Returns the value less the origin. */
function addToSpread(spread: Spread, value: number): number {
  if (spread.count === 0) spread.origin = value;
  const rest = value - spread.origin;
  spread.count += 1;
  spread.sum += rest;
  spread.squares += rest * rest;
  return rest;
}

/** Sum of squares about the mean; 0 without values. */
function squaresAboutMean({ count, sum, squares }: Spread): number {
  return count === 0 ? 0 : Math.max(0, squares - (sum * sum) / count);
}

/** Adds one well's signal (index of the model) to a tally. */
export function addToTally(
  tally: SignalTally,
  plan: FitPlan,
  well: number,
  signal: number,
  bands: WellBands,
): void {
  const individual = plan.individuals[well] as FitPlan['individuals'][number];
  const times = individual.times_h.length;
  let before = Number.NaN;
  for (let t = 0; t < times; t++) {
    const at = signal * times + t;
    const mean = bands.mean[at] as number;
    if (individual.mask[at] !== 1) continue;
    if (Number.isNaN(mean)) {
      tally.unpredicted += 1;
      continue;
    }
    const observed = individual.observations[at] as number;
    const within = (low: Float64Array, high: Float64Array) =>
      observed >= (low[at] as number) && observed <= (high[at] as number) ? 1 : 0;
    const residual = observed - mean;
    tally.readings += 1;
    addToSpread(tally.observed, observed);
    tally.errorSquared += residual * residual;
    tally.inside50 += within(bands.quantiles.q25, bands.quantiles.q75);
    tally.inside95 += within(bands.quantiles.q025, bands.quantiles.q975);
    if (!Number.isNaN(before)) {
      tally.product += addToSpread(tally.first, before) * addToSpread(tally.second, residual);
    }
    before = residual;
  }
}

/**
 * R2 about the pooled mean, rmse on scaled data, share of readings inside the predictive bands. What has no value is null,
 * and `why` says why: nothing can be divided by a spread of 0, nor by a count of 0.
 */
export function scoreOf(tally: SignalTally): SignalScore {
  const n = tally.readings;
  if (n === 0) {
    const why =
      tally.unpredicted > 0
        ? `none of its ${tally.unpredicted} validation readings has a prediction: no draw has a solution`
        : 'no validation well has a reading of it';
    return { r2: null, rmse: null, coverage50: null, coverage95: null, why };
  }
  const total = squaresAboutMean(tally.observed);
  const scores = {
    rmse: Math.sqrt(tally.errorSquared / n),
    coverage50: tally.inside50 / n,
    coverage95: tally.inside95 / n,
  };
  if (total > 0) return { r2: 1 - tally.errorSquared / total, ...scores };
  const why =
    n === 1
      ? 'R2 needs more than the one validation reading'
      : `its ${n} validation readings are all the same, so there is nothing for R2 to explain`;
  return { r2: null, ...scores, why };
}

/** Correlation of neighbouring residuals of a well, pooled over wells; null where they do not vary or are none. */
export function lag1Of({ first, second, product }: SignalTally): number | null {
  const variances = squaresAboutMean(first) * squaresAboutMean(second);
  if (!(variances > 0)) return null;
  return (product - (first.sum * second.sum) / first.count) / Math.sqrt(variances);
}
