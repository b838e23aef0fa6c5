import { present } from '../../base/assert.ts';
import { type FitPlan, fittedSignals } from '../../inference/plan/fit-plan.ts';
import { type Mixture, mixtureMean, mixtureQuantile, mixtureSd } from '../mixture.ts';
import { enterMixture, mixtureFor, type SolvedDraws } from '../predict-well.ts';
import { scaleAt } from '../summarise-wells.ts';
import { quantilesBy, summariseDraws } from '../weighted-values.ts';
import type { ResponseBands, ScenarioResponse } from './scenario.ts';

/** End point and maximum of a well's signals, in their units; NaN where no draw has a solution. */
export function responsesOf(plan: FitPlan, well: number, solved: SolvedDraws): readonly ScenarioResponse[] {
  const times = present(plan.individuals[well], 'the kernel knows every individual').times_h.length;
  return fittedSignals(plan).map((signal, s) => {
    const scale = scaleAt(plan, times, s * times);
    const end = mixtureFor(solved);
    enterMixture(solved, (s + 1) * times - 1, end);
    return { signal, end: bandsOf(end, scale), maximum: bandsOf(highest(solved, s, times), scale) };
  });
}

function highest(solved: SolvedDraws, signal: number, times: number): Mixture {
  const { length, observables, residualSd } = solved;
  const mixture = mixtureFor(solved);
  for (let k = 0; k < mixture.weights.length; k++) {
    const from = k * length + signal * times;
    let best = from;
    for (let at = from; at < from + times; at++)
      if ((observables[at] as number) > (observables[best] as number)) best = at;
    mixture.means[k] = observables[best] as number;
    mixture.sds[k] = residualSd[best] as number;
  }
  return mixture;
}

function bandsOf(mixture: Mixture, scale: number): ResponseBands {
  const none = quantilesBy(() => Number.NaN);
  if (mixture.weights.length === 0) return { mean: Number.NaN, sd: Number.NaN, quantiles: none, curve: none };
  const mean = mixtureMean(mixture);
  const sd = mixtureSd(mixture, mean);
  const curve = summariseDraws(mixture.means, mixture.weights).quantiles;
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
