import { residualSettings } from '../../compute/residual-settings.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import type { SolvedDraws, WellDraws } from '../predict-well.ts';
import { errorForecast } from './error-forecast.ts';

/** A well of which readings up to a time are known, and what draws make of it at its own times. */
export interface SeenWell {
  /** Index into the individuals, all of whose readings are there. */
  readonly well: number;
  readonly seen_h: number;
  readonly solved: SolvedDraws;
}

/**
 * What draws predict for readings after `seen_h`: under errors that last, each draw's own residuals of what was seen go on
 * into them. The mean curve of a draw stays what it is in the `solved` that were given.
 *
 * @param solved of the same draws, whose trajectories have the times `times_h`.
 * @returns null: how errors last changes along a trajectory, and nothing was carried on.
 */
export function forecastReadings(
  plan: FitPlan,
  seen: SeenWell,
  { parameters }: Pick<WellDraws, 'parameters'>,
  solved: SolvedDraws,
  times_h: Float64Array,
): SolvedDraws | null {
  const { observables } = plan.model;
  const lasts = observables.some(
    ({ residual: { correlation, discrepancy } }) => correlation !== null || discrepancy !== null,
  );
  if (!lasts) return solved;
  const individual = plan.individuals[seen.well];
  const own = individual.times_h;
  const first = times_h.findIndex((time) => time > seen.seen_h);
  if (first < 0) return solved;
  const ahead = times_h.subarray(first);
  const places = new Map(Array.from(seen.solved.indices, (index, place) => [index, place]));
  const readings = solved.observables.slice();
  const sds = solved.residualSd.slice();
  const errors = new Float64Array(own.length);
  const width = plan.model.parameters.length;
  for (const [k, index] of solved.indices.entries()) {
    const place = places.get(index);
    if (place === undefined) continue;
    const settings = residualSettings(
      plan.model,
      parameters.subarray(index * width, (index + 1) * width),
      individual,
    );
    if (settings === null) return null;
    for (const [s, setting] of settings.entries()) {
      const from = place * seen.solved.length + s * own.length;
      for (let t = 0; t < own.length; t++) {
        const at = s * own.length + t;
        const isSeen = individual.mask[at] !== 0 && own[t] <= seen.seen_h;
        errors[t] = isSeen ? individual.observations[at] - seen.solved.observables[from + t] : Number.NaN;
      }
      const sd = seen.solved.residualSd.subarray(from, from + own.length);
      const at = k * solved.length + s * times_h.length + first;
      const later = { times_h: ahead, sd: sds.subarray(at, at + ahead.length) };
      const told = errorForecast({ settings: setting, times_h: own, sd, errors }, later);
      for (let t = 0; t < ahead.length; t++) {
        readings[at + t] += told.mean[t];
        sds[at + t] = told.sd[t];
      }
    }
  }
  return { ...solved, observables: readings, residualSd: sds };
}
