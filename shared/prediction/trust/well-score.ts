import type { Kernel } from '../../compute/kernel.ts';
import type { WellSet } from '../../fit/fit-result.ts';
import { isJoint } from '../../fit/joint.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { type Mixture, mixtureMean, mixtureQuantile, mixtureSd } from '../mixture.ts';
import { predictiveOf, type WellDraws } from '../predict-well.ts';
import { addQuickly } from '../quick-normal.ts';
import { treatmentText } from '../summarise-wells.ts';
import { condensed, intervalScore, mixtureCrps } from './crps.ts';

/** How one well is predicted, on the scaled data; plain data. */
export interface WellScore {
  readonly individual: string;
  readonly plate: string;
  /** As people read it. */
  readonly device: string;
  /** `C6=25000;C12=0`. */
  readonly dose: string;
  readonly set: WellSet;
  /** log p of its readings given those of the training wells, nats; null: the well trained, or the fit has a bound instead. */
  readonly density: number | null;
  /** The importance-weighted bound, nats, of a fit without chains; null: of one with them. */
  readonly bound: number | null;
  /** Monte Carlo standard error of either, by the weights; null: there is neither. */
  readonly densityError: number | null;
  readonly ess: number;
  /** null: the draws have no weights, or are too few. */
  readonly kHat: number | null;
  /** Readings without a prediction because no draw has a solution. */
  readonly unpredicted: number;
  readonly signals: readonly SignalOfWell[];
}

export interface SignalOfWell {
  readonly signal: string;
  /** By thirds of the run, each summed over its readings. */
  readonly thirds: readonly ScoreSums[];
  readonly pairs: ResidualPairs;
}

/** Sums over readings. Only those that are known count, not those known from below. */
export interface ScoreSums {
  readings: number;
  inside50: number;
  inside95: number;
  interval50: number;
  interval95: number;
  crps: number;
  errorSquared: number;
}

/** Sums over neighbouring residuals e of a well, the earlier a and the later b. */
export interface ResidualPairs {
  count: number;
  a: number;
  b: number;
  aa: number;
  bb: number;
  ab: number;
}

/** Predicts a well from its draws and scores what was read. The kernel must be bound. */
export async function scoreWell(
  plan: FitPlan,
  kernel: Kernel,
  draws: WellDraws,
  set: WellSet,
): Promise<WellScore> {
  const { experiment, signals } = plan;
  const { times_h, observations, mask } = plan.individuals[draws.well];
  const { id, plate, device } = experiment.individuals[draws.well];
  const { mixtureAt } = await predictiveOf(plan, kernel, draws);
  const times = times_h.length;
  const span = times_h[times - 1] - times_h[0];
  let unpredicted = 0;
  const scored = signals.map((signal, s): SignalOfWell => {
    const thirds = [emptySums(), emptySums(), emptySums()];
    const pairs: ResidualPairs = { count: 0, a: 0, b: 0, aa: 0, bb: 0, ab: 0 };
    let before = Number.NaN;
    for (let t = 0; t < times; t++) {
      const at = s * times + t;
      if (mask[at] !== 1) continue;
      const mixture = mixtureAt(at);
      if (mixture === null) {
        unpredicted++;
        continue;
      }
      const reading = observations[at];
      const mean = mixtureMean(mixture);
      // of all components, since whether a reading is inside is all or nothing
      const below = shareBelow(mixture, reading);
      const short = condensed(mixture);
      const sd = mixtureSd(short, mean);
      const [q025, q25, q75, q975] = [0.025, 0.25, 0.75, 0.975].map((p) => mixtureQuantile(short, p, sd));
      const sums = thirds[span > 0 ? Math.min(2, Math.floor((3 * (times_h[t] - times_h[0])) / span)) : 0];
      const residual = reading - mean;
      sums.readings++;
      sums.inside50 += below >= 0.25 && below <= 0.75 ? 1 : 0;
      sums.inside95 += below >= 0.025 && below <= 0.975 ? 1 : 0;
      sums.interval50 += intervalScore(q25, q75, reading, 0.5);
      sums.interval95 += intervalScore(q025, q975, reading, 0.95);
      sums.crps += mixtureCrps(short, reading);
      sums.errorSquared += residual * residual;
      if (!Number.isNaN(before)) addPair(pairs, before, residual);
      before = residual;
    }
    return { signal: experiment.signals[signal], thirds, pairs };
  });
  const byChains = isJoint(plan.settings);
  const { elbo, ess, kHat } = draws;
  const hasDensity = Number.isFinite(elbo) && (byChains ? set !== 'train' : true);
  return {
    individual: id,
    plate,
    device: experiment.devices[device].title,
    dose: treatmentText(experiment, experiment.individuals[draws.well]),
    set,
    density: byChains && hasDensity ? elbo : null,
    bound: !byChains && hasDensity ? elbo : null,
    densityError: hasDensity ? summedError(plan, draws) : null,
    ess,
    kHat: Number.isFinite(kHat) ? kHat : null,
    unpredicted,
    signals: scored,
  };
}

/** P(X <= reading) of a mixture, to 2e-10. */
function shareBelow({ means, sds, weights }: Mixture, reading: number): number {
  const out = new Float64Array(2);
  addQuickly(means, sds, weights, reading, out);
  return out[0];
}

/**
 * Of log (1/K) sum w, by the delta method: sqrt(1 / ess - 1 / K). Where other draws stand for the guide's the bound is still that of
 * the guide's.
 */
function summedError({ settings }: FitPlan, { ess, weights, refined }: WellDraws): number {
  const [worth, draws] =
    refined === undefined ? [ess, weights.length] : [refined.guideEss, settings.evaluationDraws];
  return Math.sqrt(Math.max(0, 1 / worth - 1 / draws));
}

export function emptySums(): ScoreSums {
  const [readings, inside50, inside95, interval50, interval95] = [0, 0, 0, 0, 0];
  return { readings, inside50, inside95, interval50, interval95, crps: 0, errorSquared: 0 };
}

/** Adds the other's sums. */
export function addSums(into: ScoreSums, other: ScoreSums): void {
  into.readings += other.readings;
  into.inside50 += other.inside50;
  into.inside95 += other.inside95;
  into.interval50 += other.interval50;
  into.interval95 += other.interval95;
  into.crps += other.crps;
  into.errorSquared += other.errorSquared;
}

function addPair(pairs: ResidualPairs, a: number, b: number): void {
  pairs.count++;
  pairs.a += a;
  pairs.b += b;
  pairs.aa += a * a;
  pairs.bb += b * b;
  pairs.ab += a * b;
}
