import type { DocumentReader, MapReader } from '../../base/document-reader.ts';
import type { LearningRates } from './fit-spec.ts';

/**
 * `learning_rate` times `learning_gamma` once more after each boundary, or in the older layout `learning_rates`, one an
 * interval. Defaults: 0.01, 0.2, boundaries 250 and 500.
 */
export function parseLearning(reader: DocumentReader, params: MapReader): LearningRates {
  const report = (key: string, message: string, remedy: string): void =>
    reader.report(params.node(key)?.place ?? params.place, 'spec.range', `params.${key} ${message}`, remedy);
  const boundaries = params.numbers('learning_boundaries', [250, 500]) ?? [250, 500];
  const ascending = boundaries.every(
    (epoch, index) => epoch > (boundaries[index - 1] ?? 0) && Number.isInteger(epoch),
  );
  if (!ascending) {
    report('learning_boundaries', `is ${boundaries.join(', ')}`, 'Give whole epochs above 0, ascending.');
  }
  const rate = params.number('learning_rate', 0.01);
  const gamma = params.number('learning_gamma', 0.2);
  if (!(rate > 0)) report('learning_rate', `is ${rate}, not above 0`, 'Give a rate such as 0.01.');
  if (!(gamma > 0)) report('learning_gamma', `is ${gamma}, not above 0`, 'Give a factor such as 0.2.');
  const stated = params.numbers('learning_rates', null);
  if (stated === null) {
    const rates = [rate];
    for (let index = 0; index < boundaries.length; index += 1) rates.push((rates[index] ?? rate) * gamma);
    return { boundaries, rates };
  }
  if (stated.length !== boundaries.length + 1) {
    const message = `has ${stated.length} rates for ${boundaries.length + 1} intervals`;
    report('learning_rates', message, 'Give one rate more than there are boundaries.');
  }
  if (stated.some((each) => !(each > 0))) {
    report('learning_rates', 'holds a rate that is not above 0', 'Give positive rates.');
  }
  if (params.node('learning_gamma') !== null) {
    const place = params.node('learning_gamma')?.place ?? params.place;
    const message = 'params.learning_gamma has no effect: learning_rates states every rate';
    reader.report(place, 'spec.noEffect', message, 'Remove it.', 'warning');
  }
  if (params.node('learning_rate') !== null) {
    report('learning_rate', 'is given beside learning_rates', 'Keep one of the two.');
  }
  return { boundaries, rates: stated };
}
