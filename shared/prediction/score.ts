import type { FitPlan } from '../inference/fit-plan.ts';
import type { SignalScore } from '../inference/fit-result.ts';
import type { WellBands } from './predict-well.ts';

/** Sums over wells and times of one signal, scaled data; made empty, added to well by well. */
export interface SignalTally {
  readings: number;
  observed: number;
  observedSquared: number;
  errorSquared: number;
  inside50: number;
  inside95: number;
  /** Over pairs of neighbouring readings of a well: number, and sums of first, second, squares and product of residuals. */
  pairs: number;
  first: number;
  second: number;
  firstSquared: number;
  secondSquared: number;
  product: number;
}

export function emptyTally(): SignalTally {
  return {
    readings: 0,
    observed: 0,
    observedSquared: 0,
    errorSquared: 0,
    inside50: 0,
    inside95: 0,
    pairs: 0,
    first: 0,
    second: 0,
    firstSquared: 0,
    secondSquared: 0,
    product: 0,
  };
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
    if (individual.mask[at] !== 1 || Number.isNaN(mean)) continue;
    const observed = individual.observations[at] as number;
    const within = (low: Float64Array, high: Float64Array) =>
      observed >= (low[at] as number) && observed <= (high[at] as number) ? 1 : 0;
    const residual = observed - mean;
    tally.readings += 1;
    tally.observed += observed;
    tally.observedSquared += observed * observed;
    tally.errorSquared += residual * residual;
    tally.inside50 += within(bands.quantiles.q25, bands.quantiles.q75);
    tally.inside95 += within(bands.quantiles.q025, bands.quantiles.q975);
    if (!Number.isNaN(before)) {
      tally.pairs += 1;
      tally.first += before;
      tally.second += residual;
      tally.firstSquared += before * before;
      tally.secondSquared += residual * residual;
      tally.product += before * residual;
    }
    before = residual;
  }
}

/** R2 about the pooled mean, rmse on scaled data, share of readings inside the predictive bands. */
export function scoreOf(tally: SignalTally): SignalScore {
  const n = tally.readings;
  const total = tally.observedSquared - (tally.observed * tally.observed) / n;
  return {
    r2: 1 - tally.errorSquared / total,
    rmse: Math.sqrt(tally.errorSquared / n),
    coverage50: tally.inside50 / n,
    coverage95: tally.inside95 / n,
  };
}

/** Correlation of neighbouring residuals of a well, pooled over wells. */
export function lag1Of(tally: SignalTally): number {
  const { pairs: n, first, second } = tally;
  const covariance = tally.product - (first * second) / n;
  const variances =
    (tally.firstSquared - (first * first) / n) * (tally.secondSquared - (second * second) / n);
  return covariance / Math.sqrt(variances);
}
