import { present } from '../../base/assert.ts';
import { type FitPlan, fittedSignals } from '../../inference/plan/fit-plan.ts';
import { type Mixture, mixtureMean, mixtureQuantile, mixtureSd } from '../mixture.ts';
import type { SolvedDraws } from '../predict-well.ts';
import { scaleAt } from '../summarise-wells.ts';
import { quantilesBy, summariseDraws } from '../weighted-values.ts';
import type { ResponseBands, ScenarioResponse } from './scenario.ts';

/**
 * End point and maximum of a well's signals, in their units; NaN where no draw has a solution.
 *
 * @param readings what the same draws predict for new readings, where that is not their curves with their residual sds.
 */
export function responsesOf(
  plan: FitPlan,
  well: number,
  solved: SolvedDraws,
  readings: SolvedDraws = solved,
): readonly ScenarioResponse[] {
  const times = present(plan.individuals[well], 'the kernel knows every individual').times_h.length;
  return fittedSignals(plan).map((signal, s) => {
    const scale = scaleAt(plan, times, s * times);
    const ends = Int32Array.from(solved.weights, (_, k) => k * solved.length + (s + 1) * times - 1);
    const at = (places: Int32Array): ResponseBands =>
      bandsOf(
        mixtureAt(readings, places),
        Float64Array.from(places, (at) => solved.observables[at]),
        scale,
      );
    return { signal, end: at(ends), maximum: at(highest(solved, s, times)) };
  });
}

/** Where each draw's curve is highest, [draw]. */
function highest({ length, observables, weights }: SolvedDraws, signal: number, times: number): Int32Array {
  return Int32Array.from(weights, (_, k) => {
    const from = k * length + signal * times;
    let best = from;
    for (let at = from; at < from + times; at++) if (observables[at] > observables[best]) best = at;
    return best;
  });
}

function mixtureAt({ weights, observables, residualSd }: SolvedDraws, places: Int32Array): Mixture {
  return {
    means: Float64Array.from(places, (at) => observables[at]),
    sds: Float64Array.from(places, (at) => residualSd[at]),
    weights,
  };
}

/** @param curves of the draws there, scaled data, [draw]. */
function bandsOf(mixture: Mixture, curves: Float64Array, scale: number): ResponseBands {
  const none = quantilesBy(() => Number.NaN);
  if (mixture.weights.length === 0) return { mean: Number.NaN, sd: Number.NaN, quantiles: none, curve: none };
  const mean = mixtureMean(mixture);
  const sd = mixtureSd(mixture, mean);
  const curve = summariseDraws(curves, mixture.weights).quantiles;
  const { q025, q25, q50, q75, q975 } = curve;
  return {
    mean: scale * mean,
    sd: scale * sd,
    quantiles: quantilesBy((p) => scale * mixtureQuantile(mixture, p, sd)),
    curve: {
      q025: scale * q025,
      q25: scale * q25,
      q50: scale * q50,
      q75: scale * q75,
      q975: scale * q975,
    },
  };
}
