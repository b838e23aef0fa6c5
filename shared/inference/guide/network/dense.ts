import { addProduct, addProductTransposed } from '../../draws/matrix-product.ts';
import type { ArrayMemory, MemoryArray } from '../../draws/simd/array-memory.ts';

/**
 * A dense layer on flat arrays: out[i, o] = bias[o] + sum_j weight[o, j] in[i, j]. Weights [outputs, inputs] row-major at
 * `weight`, biases at `bias` of the flat weights. Sums run in a fixed order.
 */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: number;
  readonly bias: number;
}

/** A layer's weights and their gradient, [outputs, inputs], where products can find them. */
export interface DenseWorkspace {
  readonly arrays: ArrayMemory;
  readonly weights: MemoryArray;
  readonly gradient: MemoryArray;
}

export function denseWorkspace({ inputs, outputs }: DenseLayer, arrays: ArrayMemory): DenseWorkspace {
  const size = inputs * outputs;
  return { arrays, weights: arrays.float64(size), gradient: arrays.float64(size) };
}

function enterWeights({ weight }: DenseLayer, weights: Float64Array, own: DenseWorkspace): void {
  own.weights.set(weights.subarray(weight, weight + own.weights.length));
}

/** What goes through a layer: `input` [series, inputs], `output` [series, outputs]. */
export interface DensePass {
  readonly series: number;
  readonly input: MemoryArray;
  readonly output: MemoryArray;
}

/** From input to output. */
export function denseForward(
  layer: DenseLayer,
  weights: Float64Array,
  { series, input, output }: DensePass,
  own: DenseWorkspace,
): void {
  const { inputs, outputs, bias } = layer;
  enterWeights(layer, weights, own);
  for (let i = 0, at = 0; i < series; i++) {
    for (let o = 0; o < outputs; o++) output[at++] = weights[bias + o];
  }
  const size = { rows: series, columns: outputs, terms: inputs };
  addProductTransposed(own.arrays, size, input, own.weights, output);
}

/** What comes back through a layer: d loss / d output [series, outputs], to which d loss / d input [series, inputs] is added. */
export interface DenseReturn {
  readonly series: number;
  readonly input: MemoryArray;
  readonly outputGradient: MemoryArray;
  readonly inputGradient: MemoryArray;
}

/** Adds d loss / d weights and d loss / d biases to `gradient` [weight], and d loss / d input to `inputGradient`. */
export function denseBackward(
  layer: DenseLayer,
  weights: Float64Array,
  { series, input, outputGradient, inputGradient }: DenseReturn,
  own: DenseWorkspace,
  gradient: Float64Array,
): void {
  const { inputs, outputs, weight, bias } = layer;
  for (let i = 0, at = 0; i < series; i++) {
    for (let o = 0; o < outputs; o++) gradient[bias + o] += outputGradient[at++];
  }
  // d weight[o, j] = sum_i d out[i, o] in[i, j],  d in[i, j] = sum_o d out[i, o] weight[o, j]
  own.gradient.fill(0);
  addProduct(
    own.arrays,
    { rows: outputs, columns: inputs, terms: series },
    { values: outputGradient, at: 0, row: 1, term: outputs },
    { values: input, at: 0, row: inputs },
    { values: own.gradient, at: 0, row: inputs },
  );
  for (let n = 0; n < own.gradient.length; n++) gradient[weight + n] += own.gradient[n];
  enterWeights(layer, weights, own);
  addProduct(
    own.arrays,
    { rows: series, columns: inputs, terms: outputs },
    { values: outputGradient, at: 0, row: outputs, term: 1 },
    { values: own.weights, at: 0, row: inputs },
    { values: inputGradient, at: 0, row: inputs },
  );
}
