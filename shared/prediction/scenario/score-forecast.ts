import { present } from '../../base/assert.ts';
import { normalDensity, normalDistribution } from '../../base/normal.ts';
import { resampled } from '../../inference/draws/resampled.ts';
import { type FitPlan, fittedSignals } from '../../inference/plan/fit-plan.ts';
import type { Mixture } from '../mixture.ts';
import { enterMixture, mixtureFor, type SolvedDraws, type WellBands } from '../predict-well.ts';
import { scaleAt } from '../summarise-wells.ts';
import type { ForecastScore } from './scenario.ts';

/** Components that a score is made of: its work goes with their square. */
const mostComponents = 200;

/** A well's readings after `seen_h` against what was predicted for them, by signal, in the signals' units. */
export function scoreForecast(
  plan: FitPlan,
  well: number,
  seen_h: number,
  solved: SolvedDraws,
  bands: WellBands,
): Readonly<Record<string, ForecastScore>> {
  const { times_h, mask, observations } = present(
    plan.individuals[well],
    'the kernel knows every individual',
  );
  const times = times_h.length;
  const thin = thinned(solved);
  const mixture = mixtureFor(thin);
  const names = fittedSignals(plan);
  return Object.fromEntries(
    names.map((name, signal) => {
      const sums = { readings: 0, squares: 0, inside50: 0, inside95: 0, crps: 0 };
      for (let t = 0; t < times; t++) {
        const at = signal * times + t;
        if (mask[at] !== 1 || (times_h[t] as number) <= seen_h || Number.isNaN(bands.mean[at])) continue;
        const observed = observations[at] as number;
        const { q025, q25, q75, q975 } = bands.quantiles;
        enterMixture(thin, at, mixture);
        sums.readings += 1;
        sums.squares += (observed - (bands.mean[at] as number)) ** 2;
        sums.inside50 += observed >= (q25[at] as number) && observed <= (q75[at] as number) ? 1 : 0;
        sums.inside95 += observed >= (q025[at] as number) && observed <= (q975[at] as number) ? 1 : 0;
        sums.crps += crpsOf(mixture, observed);
      }
      return [name, scoreOf(sums, scaleAt(plan, times, signal * times))];
    }),
  );
}

function scoreOf(
  {
    readings,
    squares,
    inside50,
    inside95,
    crps,
  }: Readonly<Record<'readings' | 'squares' | 'inside50' | 'inside95' | 'crps', number>>,
  scale: number,
): ForecastScore {
  if (readings === 0) return { readings, rmse: null, coverage50: null, coverage95: null, crps: null };
  return {
    readings,
    rmse: scale * Math.sqrt(squares / readings),
    coverage50: inside50 / readings,
    coverage95: inside95 / readings,
    crps: (scale * crps) / readings,
  };
}

function thinned(solved: SolvedDraws): SolvedDraws {
  const { weights, length, observables, residualSd } = solved;
  if (weights.length <= mostComponents) return solved;
  const chosen = resampled(weights, mostComponents, 0.5);
  const rows = (from: Float64Array): Float64Array => {
    const out = new Float64Array(chosen.length * length);
    chosen.forEach((k, n) => {
      out.set(from.subarray(k * length, (k + 1) * length), n * length);
    });
    return out;
  };
  return {
    ...solved,
    weights: new Float64Array(chosen.length).fill(1 / chosen.length),
    observables: rows(observables),
    residualSd: rows(residualSd),
  };
}

/**
 * Continuous ranked probability score of a mixture of normals at a value (E. P. Grimit et al. 2006, eq. 5):
 * sum_k w_k A(x - m_k, s_k^2) - 1/2 sum_jk w_j w_k A(m_j - m_k, s_j^2 + s_k^2), A(m, s^2) = E |N(m, s^2)|.
 */
export function crpsOf({ means, sds, weights }: Mixture, x: number): number {
  let score = 0;
  for (const [k, mean] of means.entries()) {
    const [sd, weight] = [sds[k] as number, weights[k] as number];
    score += weight * meanAbsolute(x - mean, sd);
    for (let j = 0; j <= k; j++) {
      const both = meanAbsolute((means[j] as number) - mean, Math.hypot(sds[j] as number, sd));
      score -= (j === k ? 0.5 : 1) * (weights[j] as number) * weight * both;
    }
  }
  return score;
}

function meanAbsolute(mean: number, sd: number): number {
  const z = mean / sd;
  return sd > 0 ? mean * (2 * normalDistribution(z) - 1) + 2 * sd * normalDensity(z) : Math.abs(mean);
}
