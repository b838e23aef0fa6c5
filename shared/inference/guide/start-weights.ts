import { fillNormals, fillUniforms, type RandomStream } from '../../base/random.ts';
import type { Activation } from '../../model/model.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import type { DrawnEntry } from '../plan/parameter-layout.ts';
import type { Encoder } from './encoder/encoder.ts';
import { inputScale } from './encoder/encoder-input.ts';
import type { Heads } from './network/heads.ts';
import { orthogonalMatrix } from './orthogonal.ts';
import { segment } from './weight-layout.ts';

/** Hidden units of a typical well start about this far from their biases, before tanh. */
const denseGain = 0.45 / inputScale;

/**
 * Where training starts (INFERENCE.md, 2, Start): means at the prior's, log precisions at 0 unless the prior states
 * `prec`, heads' weights at 0, the encoder orthogonal, part weights w ~ N(2, 1.5^2) reflected at 0: a part that started
 * below its relu's corner would have no gradient and stay there. Each segment has a random stream of its own.
 */
export function startWeights(plan: FitPlan): Float64Array {
  const { guide, parameters } = plan;
  const { seed } = plan.settings;
  const weights = new Float64Array(guide.layout.length);
  const stream = (individual: number): RandomStream => ({ seed, purpose: 'start', step: 0, individual });
  const { drawn, counts } = parameters;
  const populations = drawn.slice(0, counts.population);
  populations.forEach((entry, p) => {
    weights[guide.population.mean + p] = entry.prior.mean;
    weights[guide.population.logPrecision + p] = startLogPrecision(entry);
  });

  const heads = (of: Heads | null, entries: readonly DrawnEntry[]) => {
    if (of === null) return;
    entries.forEach((entry, n) => {
      weights[of.mean.bias + n] = entry.prior.mean;
      weights[of.logPrecision.bias + n] = startLogPrecision(entry);
    });
  };
  const groupEnd = counts.population + counts.group;
  heads(guide.group, drawn.slice(counts.population, groupEnd));
  heads(guide.individual, drawn.slice(groupEnd));
  if (guide.encoder !== null) startEncoder(guide.encoder, weights, stream);
  parameters.points.forEach((point, index) => {
    const { offset, length } = segment(guide.layout, `parts.${point.name}`);
    const part = weights.subarray(offset, offset + length);
    fillNormals(stream(100 + index), part);
    for (let n = 0; n < length; n++) part[n] = Math.abs(2 + 1.5 * part[n]);
  });
  startNetwork(plan, weights, stream(8));
  return weights;
}

/**
 * Orthogonal matrices. The dense layer's gain undoes most of the small scale of its inputs, and its biases spread the
 * hidden units over tanh's range: half of what the heads see differs between wells, half is common to all, and by the
 * common half the heads' means and precisions move together at first.
 */
function startEncoder(
  encoder: Encoder,
  weights: Float64Array,
  stream: (individual: number) => RandomStream,
): void {
  const { filters, signals, width } = encoder.shape;
  const { inputs, outputs, weight, bias } = encoder.dense;
  weights.set(orthogonalMatrix(stream(5), filters, signals * width), encoder.weight);
  weights.set(
    orthogonalMatrix(stream(6), outputs, inputs).map((value) => value * denseGain),
    weight,
  );
  fillNormals(stream(7), weights.subarray(bias, bias + outputs));
}

/**
 * Networks of the model: uniform in +-1/sqrt(inputs), weights and biases, as the reference's library does; biases of
 * layers that state where they start: the inverse of the activation there.
 */
function startNetwork({ network, model }: FitPlan, weights: Float64Array, stream: RandomStream): void {
  if (network === null) return;
  fillUniforms(stream, weights.subarray(network.offset, network.offset + network.length));
  network.shapes.forEach((shape, layer) => {
    const reach = 1 / Math.sqrt(shape.inputs);
    const end = shape.bias < 0 ? shape.weight + shape.inputs * shape.outputs : shape.bias + shape.outputs;
    for (let n = network.offset + shape.weight; n < network.offset + end; n++)
      weights[n] = reach * (2 * weights[n] - 1);
    const { startsAt = null, activation } = model.layers[layer];
    if (startsAt === null || shape.bias < 0) return;
    const bias = network.offset + shape.bias;
    weights.fill(inverseActivation(activation, startsAt), bias, bias + shape.outputs);
  });
}

function inverseActivation(activation: Activation, value: number): number {
  switch (activation) {
    case 'sigmoid':
      return Math.log(value / (1 - value));
    case 'tanh':
      return Math.atanh(value);
    case 'softplus':
      return Math.log(Math.expm1(value));
    case 'linear':
    case 'relu':
      return value;
  }
}

function startLogPrecision(entry: DrawnEntry): number {
  return entry.prior.spec.statesPrec ? -2 * Math.log(entry.prior.sd) : 0;
}
