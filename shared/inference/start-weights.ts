import { fillNormals, type RandomStream } from '../base/random.ts';
import type { DenseLayer } from './dense.ts';
import type { Guide, Heads } from './guide.ts';
import { orthogonalMatrix } from './orthogonal.ts';
import type { DrawnEntry, ParameterLayout } from './parameter-layout.ts';
import { segment } from './weight-layout.ts';

/**
 * Where training starts (INFERENCE.md, 2, Start): means at the prior's, log precisions at 0 unless the prior states
 * `prec`, part weights w ~ N(2, 1.5^2), matrices orthogonal. Each segment has a random stream of its own.
 */
export function startWeights(guide: Guide, parameters: ParameterLayout, seed: number): Float64Array {
  const weights = new Float64Array(guide.layout.length);
  const stream = (individual: number): RandomStream => ({ seed, purpose: 'start', step: 0, individual });
  const { drawn, counts } = parameters;
  const populations = drawn.slice(0, counts.population);
  populations.forEach((entry, p) => {
    weights[guide.population.mean + p] = entry.prior.mean;
    weights[guide.population.logPrecision + p] = startLogPrecision(entry);
  });

  const matrix = (offset: number, rows: number, columns: number, streamNumber: number) =>
    weights.set(orthogonalMatrix(stream(streamNumber), rows, columns), offset);
  const dense = (layer: DenseLayer, streamNumber: number) =>
    matrix(layer.weight, layer.outputs, layer.inputs, streamNumber);
  const heads = (of: Heads | null, entries: readonly DrawnEntry[], streamNumber: number) => {
    if (of === null) return;
    dense(of.mean, streamNumber);
    dense(of.logPrecision, streamNumber + 1);
    entries.forEach((entry, n) => {
      weights[of.mean.bias + n] = entry.prior.mean;
      weights[of.logPrecision.bias + n] = startLogPrecision(entry);
    });
  };
  const groupEnd = counts.population + counts.group;
  heads(guide.group, drawn.slice(counts.population, groupEnd), 1);
  heads(guide.individual, drawn.slice(groupEnd), 3);
  if (guide.encoder !== null) {
    const { filters, signals, width } = guide.encoder.shape;
    matrix(guide.encoder.weight, filters, signals * width, 5);
    dense(guide.encoder.dense, 6);
  }
  parameters.points.forEach((point, index) => {
    const { offset, length } = segment(guide.layout, `parts.${point.name}`);
    const part = weights.subarray(offset, offset + length);
    fillNormals(stream(100 + index), part);
    for (let n = 0; n < length; n++) part[n] = 2 + 1.5 * part[n];
  });
  return weights;
}

function startLogPrecision(entry: DrawnEntry): number {
  return entry.prior.spec.statesPrec ? -2 * Math.log(entry.prior.sd) : 0;
}
