import { halfLogTwoPi } from '../../base/normal.ts';
import { type FitPlan, fittedSignals } from '../../inference/plan/fit-plan.ts';
import type { Mixture } from '../mixture.ts';
import type { WellPredictive } from '../predict-well.ts';
import { scaleAt } from '../summarise-wells.ts';
import { clusteredRatio, clusteredShare, type Estimate } from '../trust/clustered.ts';
import { addSums, emptySums, type ScoreSums, scoreSignals } from '../trust/well-score.ts';
import type { ZeroShotScore } from './zero-shot.ts';

/** Sums over a well's readings, [signal of the model]. */
export interface WellSums {
  readonly individual: string;
  readonly signals: readonly (ScoreSums & { readonly logDensity: number; readonly unpredicted: number })[];
}

/** What was read of a well, all of it, against what was predicted by what was seen of it. */
export function sumsOfWell(plan: FitPlan, well: number, predictive: WellPredictive): WellSums {
  const { id, times_h } = plan.experiment.individuals[well];
  const { mask, observations } = plan.individuals[well];
  const times = times_h.length;
  return {
    individual: id,
    signals: scoreSignals(plan, well, predictive).signals.map(({ thirds }, s) => {
      const sums = emptySums();
      for (const third of thirds) addSums(sums, third);
      let [logDensity, unpredicted] = [0, 0];
      for (let at = s * times; at < (s + 1) * times; at++) {
        if (mask[at] !== 1) continue;
        const mixture = predictive.mixtureAt(at);
        if (mixture === null) unpredicted++;
        else logDensity += logDensityAt(mixture, observations[at]);
      }
      return { ...sums, logDensity, unpredicted };
    }),
  };
}

/** log sum_k w_k N(x; m_k, s_k^2), nats. */
function logDensityAt({ means, sds, weights }: Mixture, x: number): number {
  const logs = weights.map((weight, k) => {
    const z = (x - means[k]) / sds[k];
    return Math.log(weight) - Math.log(sds[k]) - halfLogTwoPi - 0.5 * z * z;
  });
  const most = logs.reduce((largest, log) => Math.max(largest, log), Number.NEGATIVE_INFINITY);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}

/** Scores of the signals that were not seen, over wells predicted in one way. */
export function scoreZeroShot(
  plan: FitPlan,
  way: Pick<ZeroShotScore, 'kind' | 'seen'>,
  wells: readonly WellSums[],
): readonly ZeroShotScore[] {
  const names = wells.map(({ individual }) => individual);
  return fittedSignals(plan).flatMap((signal, s): readonly ZeroShotScore[] => {
    if (way.seen.includes(signal)) return [];
    const each = (key: keyof WellSums['signals'][number]): readonly number[] =>
      wells.map(({ signals }) => signals[s][key]);
    const readings = each('readings');
    const mean = (key: keyof WellSums['signals'][number]): Estimate =>
      clusteredRatio(each(key), readings, names);
    return [
      {
        ...way,
        ...{ signal, scale: scaleAt(plan, 1, s) },
        wells: readings.filter((count) => count > 0).length,
        readings: total(readings),
        unpredicted: total(each('unpredicted')),
        rmse: rootOf(mean('errorSquared')),
        coverage50: clusteredShare(each('inside50'), readings, names),
        coverage95: clusteredShare(each('inside95'), readings, names),
        ...{ crps: mean('crps'), lpd: mean('logDensity') },
      },
    ];
  });
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** By the delta method. */
function rootOf({ value, error, clusters }: Estimate): Estimate {
  const root = Math.sqrt(value);
  return { value: root, error: error / (2 * root), clusters };
}
