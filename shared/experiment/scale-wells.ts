import { pushAll } from '../base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../base/problem.ts';
import { readingProblems } from './check-readings.ts';
import type { DataSpec } from './data-spec.ts';
import type { Experiment } from './experiment.ts';
import { subtractMinima } from './series-minima.ts';
import type { UnscaledWells } from './wells.ts';

/** Share of a well's readings that lie at or below its height: a few that leap out of a series do not set a scale. */
const heightShare = 0.95;

/**
 * Divides each signal by its scale, and warns of what is odd about the readings. The scale of a signal is the greatest
 * height of the training wells, and a well's height the least of its readings that 95 % of them do not exceed (of fewer
 * than 20 the greatest); `normalize` of the spec wins.
 *
 * @param train indices into the individuals; no other well's readings have any part in the scales.
 */
export function scaleWells(
  spec: DataSpec,
  { experiment, wells }: UnscaledWells,
  train: Int32Array,
): Outcome<Experiment> {
  const problems: Problem[] = [];
  const scales = Float64Array.from(spec.signals, (name, s) => {
    const scale = spec.normalize?.[s] ?? trainingScale(experiment, train, s);
    if (scale > 0) return scale;
    problems.push({
      code: 'experiment.scale',
      severity: 'error',
      message:
        scale === Number.NEGATIVE_INFINITY
          ? `no training well has a reading of ${name}, so it cannot be scaled`
          : `the training wells’ readings of ${name} go up to ${scale}, so it cannot be scaled by them`,
      remedy: 'State data.normalize, or leave the signal out.',
      ...(spec.places?.signals[s] ?? {}),
    });
    return 1;
  });
  if (hasError(problems)) return failure(problems);
  const individuals = experiment.individuals.map((individual) => {
    const times = individual.times_h.length;
    const observations = individual.observations.map(
      (value, at) => value / (scales[Math.floor(at / times)] ?? 1),
    );
    return { ...individual, observations, backgrounds: individual.backgrounds.slice() };
  });
  if (spec.statesBackground === true && spec.subtractBackground)
    subtractMinima(individuals, spec.signals.length);
  pushAll(problems, readingProblems(spec, wells, individuals, scales));
  const all = [...experiment.problems, ...problems];
  return success({ ...experiment, individuals, scales, problems: all }, problems);
}

/** Negative infinity where no training well has a reading. */
function trainingScale({ individuals }: Experiment, train: Int32Array, signal: number): number {
  let scale = Number.NEGATIVE_INFINITY;
  for (const index of train) {
    const individual = individuals[index];
    if (individual === undefined) continue;
    const times = individual.times_h.length;
    const own = (_: number, t: number): boolean => individual.mask[signal * times + t] !== 0;
    const readings = individual.observations
      .slice(signal * times, (signal + 1) * times)
      .filter(own)
      .sort();
    const height = readings[Math.ceil(heightShare * readings.length) - 1];
    if (height !== undefined) scale = Math.max(scale, height);
  }
  return scale;
}
