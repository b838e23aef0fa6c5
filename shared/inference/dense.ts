import { addProduct, addProductTransposed } from './matrix-product.ts';

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

/** `input` [series, inputs] -> `output` [series, outputs]. */
export function denseForward(
  layer: DenseLayer,
  weights: Float64Array,
  series: number,
  input: Float64Array,
  output: Float64Array,
): void {
  const { inputs, outputs, weight, bias } = layer;
  for (let i = 0, at = 0; i < series; i++) {
    for (let o = 0; o < outputs; o++) output[at++] = weights[bias + o];
  }
  addProductTransposed(series, outputs, inputs, input, 0, weights, weight, output);
}

/**
 * Adds d loss / d weights and d loss / d biases to `gradient`, given d loss / d output [series, outputs]; where
 * `inputGradient` [series, inputs] is given, d loss / d input is added to it.
 */
export function denseBackward(
  layer: DenseLayer,
  weights: Float64Array,
  series: number,
  input: Float64Array,
  outputGradient: Float64Array,
  gradient: Float64Array,
  inputGradient: Float64Array | null,
): void {
  const { inputs, outputs, weight, bias } = layer;
  for (let i = 0, at = 0; i < series; i++) {
    for (let o = 0; o < outputs; o++) gradient[bias + o] += outputGradient[at++];
  }
  // d weight[o, j] = sum_i d out[i, o] in[i, j],  d in[i, j] = sum_o d out[i, o] weight[o, j]
  addProduct(
    outputs,
    inputs,
    series,
    outputGradient,
    0,
    1,
    outputs,
    input,
    0,
    inputs,
    gradient,
    weight,
    inputs,
  );
  if (inputGradient === null) return;
  addProduct(
    series,
    inputs,
    outputs,
    outputGradient,
    0,
    outputs,
    1,
    weights,
    weight,
    inputs,
    inputGradient,
    0,
    inputs,
  );
}
