import type { Problem } from '../../../base/problem.ts';
import type { Experiment } from '../../../experiment/experiment.ts';
import type { FitSpec } from '../../spec/fit-spec.ts';
import { shortestSeries } from './encoder.ts';
import { seriesShape } from './series-shape.ts';

/** The encoder needs series long enough for one value after convolution and pooling. */
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
  const { shape } = seriesShape(spec.encoder, experiment);
  if (shape.times >= least) return [];
  const [{ id }] = experiment.individuals;
  const message =
    shape.extra > 0
      ? `The encoder takes series of at least ${least} steps (filter_size ${width} + pool_size ${pool}), and wells with times of their own have ${shape.times}.`
      : `Well ${id} has ${shape.times} readings; the encoder needs at least ${least} (filter_size ${width} + pool_size ${pool}).`;
  const remedy = 'Use smaller filter_size and pool_size, or longer series.';
  return problem('fit.seriesTooShort', message, remedy);
}
