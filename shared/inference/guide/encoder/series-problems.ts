import type { Problem } from '../../../base/problem.ts';
import type { Experiment } from '../../../experiment/experiment.ts';
import type { FitSpec } from '../../spec/fit-spec.ts';
import { shortestSeries } from './encoder.ts';

/** The encoder compares series of one length, long enough for one value after convolution and pooling. */
export function seriesProblems(spec: FitSpec, experiment: Experiment): readonly Problem[] {
  const problem = (code: string, message: string, remedy: string): readonly Problem[] => [
    { code, severity: 'error', message, remedy, place: { file: spec.file } },
  ];
  const least = shortestSeries(spec.encoder);
  const { filters, width, pool, hidden } = spec.encoder;
  if (![filters, width, pool, hidden].every((size) => Number.isInteger(size) && size > 0)) {
    const sizes = `n_filters ${filters}, filter_size ${width}, pool_size ${pool}, n_hidden ${hidden}`;
    return problem('spec.badEncoder', `The encoder's sizes are ${sizes}.`, 'Use whole numbers above 0.');
  }
  const [first] = experiment.individuals;
  for (const individual of experiment.individuals) {
    const times = individual.times_h.length;
    if (times < least) {
      const message = `Well ${individual.id} has ${times} readings; the encoder needs at least ${least} (filter_size ${width} + pool_size ${pool}).`;
      return problem(
        'fit.seriesTooShort',
        message,
        'Use smaller filter_size and pool_size, or longer series.',
      );
    }
    if (times !== first.times_h.length) {
      const message = `Well ${individual.id} has ${times} readings, well ${first.id} has ${first.times_h.length}; the encoder needs one length.`;
      const remedy = 'Use the reference preprocessing, which brings files to one grid.';
      return problem('fit.unequalSeries', message, remedy);
    }
  }
  return [];
}
