import type { Problem } from '../../base/problem.ts';
import type { KernelIndividual } from '../../compute/kernel.ts';
import { scheduleOf, type TimedDose } from '../../compute/treatment-schedule.ts';
import type { Experiment, Individual } from '../../experiment/experiment.ts';
import type { Model } from '../../model/model.ts';

/** What of an experiment a model takes, in the model's order. */
export interface TakenByModel {
  /** Signal of the experiment, [observable]. */
  readonly signals: readonly number[];
  /** Treatment of the experiment, [treatment of the model]; -1: its dose is 0. */
  readonly treatments: readonly number[];
  /** Length of the multi-hot vector of parts, 0 where the model takes none. */
  readonly parts: number;
}

/** An individual as the kernel sees it: signals and treatments in the model's order. */
export function kernelIndividual(
  individual: Individual,
  model: Model,
  { signals, treatments, parts }: TakenByModel,
): KernelIndividual {
  const { times_h, partsHot } = individual;
  const times = times_h.length;
  const observations = new Float64Array(signals.length * times);
  const mask = new Uint8Array(signals.length * times);
  signals.forEach((signal, s) => {
    observations.set(individual.observations.subarray(signal * times, (signal + 1) * times), s * times);
    mask.set(individual.mask.subarray(signal * times, (signal + 1) * times), s * times);
  });
  const doses = Float64Array.from(treatments, (c) => (c < 0 ? 0 : individual.doses[c]));
  const timed = treatments.map((c, treatment) => timedDoses(individual, c, doses[treatment]));
  const schedule = scheduleOf(model, { doses, timed }, times_h);
  return {
    ...{ doses, times_h, observations, mask },
    ...(schedule !== null && { schedule }),
    ...(parts > 0 && { parts: partsHot }),
  };
}

/** The dose of the start and what is added later; null where nothing is. */
function timedDoses(
  { additions = [], times_h }: Individual,
  treatment: number,
  dose: number,
): readonly TimedDose[] | null {
  const later = additions.filter((addition) => addition.treatment === treatment);
  if (later.length === 0) return null;
  // What is there at the start comes first, also where something else came before the first reading.
  const time = Math.min(times_h[0], later[0].time_h);
  return [{ time, value: dose }, ...later.map(({ time_h, value }) => ({ time: time_h, value }))];
}

/**
 * Additions that a model cannot take: it holds the treatment constant, or adds it to a state before there is one. One
 * problem for each treatment, with the first well of its kind.
 */
export function additionProblems(
  model: Model,
  { individuals, treatments: names }: Experiment,
  { treatments }: Pick<TakenByModel, 'treatments'>,
): readonly Problem[] {
  return model.treatments.flatMap(({ name, kind }, m): readonly Problem[] => {
    const misfit = individuals.find(({ additions = [], times_h }) =>
      additions.some(
        ({ treatment, time_h }) =>
          treatment === treatments[m] && (kind === 'constant' || (kind === 'added' && time_h < times_h[0])),
      ),
    );
    if (misfit === undefined) return [];
    const first = misfit.additions?.find(({ treatment }) => treatment === treatments[m]);
    const what = `${names[treatments[m]]} is given to ${misfit.id} at ${first?.time_h} h`;
    return [
      {
        code: 'fit.addition',
        severity: 'error',
        message:
          kind === 'constant'
            ? `${what}, and the model ${model.id} has one dose of ${name} for the whole run`
            : `${what}, before its first reading, where the states of ${model.id} begin`,
        remedy:
          kind === 'constant'
            ? `Say “${name} in steps”, or “${name} added to” a state, among the model’s treatments.`
            : `State it as given at the start, at time 0.`,
        place: { where: `well ${misfit.id}` },
      },
    ];
  });
}

/** Errors whose distribution function is not at hand take a reading that is known from below for one of that value. */
export function censoringProblems(
  model: Model,
  { individuals, signals: names }: Experiment,
  { signals }: Pick<TakenByModel, 'signals'>,
): readonly Problem[] {
  return model.observables.flatMap(({ residual }, o): readonly Problem[] => {
    if (residual.family === 'normal') return [];
    const count = individuals.reduce((sum, { mask, times_h: { length } }) => {
      const own = mask.subarray(signals[o] * length, (signals[o] + 1) * length);
      return sum + own.reduce((codes, code) => codes + (code === 2 ? 1 : 0), 0);
    }, 0);
    if (count === 0) return [];
    return [
      {
        code: 'fit.censored',
        severity: 'warning',
        message: `${count} of the readings of ${names[signals[o]]} are known from below only; with ${residual.family} errors each counts as that value`,
        remedy:
          'Choose normal errors (residuals: normal in the library’s models), which take them for what they are.',
      },
    ];
  });
}
