import type { Experiment, Individual } from '../../shared/experiment/experiment.ts';
import { linearExperiment } from './linear-kernel.ts';

/** The linear model's wells under `wells` preprocessing, each with times of its own, and gaps in its signals. */
export function irregularExperiment(wells: number): Experiment {
  const reading = (signal: number, t: number, well: number) =>
    Math.sin(3 * t + well) + signal * t * (1 + well);
  const regular = linearExperiment(wells, reading);
  const individuals = regular.individuals.map((individual, well): Individual => {
    const count = 9 + (well % 4);
    const times_h = Float64Array.from(
      { length: count },
      (_, n) => 0.05 * well + 0.1 * n + 0.03 * Math.sin(n + well),
    );
    const mask = new Uint8Array(2 * count).map((_, at) => ((at * 7 + well) % 5 === 0 ? 0 : 1));
    const observations = Float64Array.from(mask, (seen, at) =>
      seen === 0 ? 0 : reading(Math.floor(at / count), times_h[at % count] as number, well),
    );
    return { ...individual, times_h, mask, observations };
  });
  return { ...regular, individuals, preprocessing: 'wells' };
}
