import {
  fillNormals,
  fillUniforms,
  partSegment,
  type RandomStream,
  startSegments,
} from '../../base/random.ts';
import type { Activation } from '../../model/model.ts';
import type { FitPlan } from '../plan/fit-plan.ts';

/**
 * Where training starts: the guide's own weights as its family says, part weights 0, of
 * the published models w ~ N(2, 1.5^2) reflected at 0 (a part that
 * started below its relu's corner would have no gradient and stay there), networks as their layers say. Each segment has a
 * random stream of its own.
 */
export function startWeights(plan: FitPlan): Float64Array {
  const { guide } = plan;
  const { seed } = plan.settings;
  const weights = new Float64Array(guide.layout.length);
  const stream = (individual: number): RandomStream => ({ seed, purpose: 'start', step: 0, individual });
  guide.start(weights, (name) => stream(startSegments[name]));
  guide.points.forEach(({ offset, length }, index) => {
    const part = weights.subarray(offset, offset + length);
    // all parts as the baseline
    if (plan.parameters.points[index].form === 'logarithm') return;
    fillNormals(stream(partSegment(index)), part);
    for (let n = 0; n < length; n++) part[n] = Math.abs(2 + 1.5 * part[n]);
  });
  startNetwork(plan, weights, stream(startSegments.network));
  return weights;
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
