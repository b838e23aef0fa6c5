import { present } from '../../base/assert.ts';
import { type FitPlan, fittedSignals } from '../../inference/plan/fit-plan.ts';
import { enterMixture, mixtureFor, type SolvedDraws, type WellBands } from '../predict-well.ts';
import { scaleAt } from '../summarise-wells.ts';
import { condensed, mixtureCrps } from '../trust/crps.ts';
import type { ForecastScore } from './scenario.ts';

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
  const mixture = mixtureFor(solved);
  const names = fittedSignals(plan);
  return Object.fromEntries(
    names.map((name, signal) => {
      const sums = { readings: 0, squares: 0, inside50: 0, inside95: 0, crps: 0 };
      for (let t = 0; t < times; t++) {
        const at = signal * times + t;
        if (mask[at] !== 1 || (times_h[t] as number) <= seen_h || Number.isNaN(bands.mean[at])) continue;
        const observed = observations[at] as number;
        const { q025, q25, q75, q975 } = bands.quantiles;
        enterMixture(solved, at, mixture);
        sums.readings += 1;
        sums.squares += (observed - (bands.mean[at] as number)) ** 2;
        sums.inside50 += observed >= (q25[at] as number) && observed <= (q75[at] as number) ? 1 : 0;
        sums.inside95 += observed >= (q025[at] as number) && observed <= (q975[at] as number) ? 1 : 0;
        sums.crps += mixtureCrps(condensed(mixture), observed);
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
