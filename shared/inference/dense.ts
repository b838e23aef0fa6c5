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
  const { inputs, outputs } = layer;
  for (let o = 0; o < outputs; o++) {
    const row = layer.weight + o * inputs;
    const bias = weights[layer.bias + o];
    let i = 0;
    // Four series share each load of a weight.
    for (; i + 4 <= series; i += 4) {
      const at = i * inputs;
      let sum0 = bias;
      let sum1 = bias;
      let sum2 = bias;
      let sum3 = bias;
      for (let j = 0; j < inputs; j++) {
        const w = weights[row + j];
        sum0 += w * input[at + j];
        sum1 += w * input[at + inputs + j];
        sum2 += w * input[at + 2 * inputs + j];
        sum3 += w * input[at + 3 * inputs + j];
      }
      output[i * outputs + o] = sum0;
      output[(i + 1) * outputs + o] = sum1;
      output[(i + 2) * outputs + o] = sum2;
      output[(i + 3) * outputs + o] = sum3;
    }
    for (; i < series; i++) {
      let sum = bias;
      for (let j = 0; j < inputs; j++) sum += weights[row + j] * input[i * inputs + j];
      output[i * outputs + o] = sum;
    }
  }
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
  const { inputs, outputs } = layer;
  for (let o = 0; o < outputs; o++) {
    const row = layer.weight + o * inputs;
    let biasSum = 0;
    let i = 0;
    for (; i + 4 <= series; i += 4) {
      const at = i * inputs;
      const g0 = outputGradient[i * outputs + o];
      const g1 = outputGradient[(i + 1) * outputs + o];
      const g2 = outputGradient[(i + 2) * outputs + o];
      const g3 = outputGradient[(i + 3) * outputs + o];
      biasSum += g0 + g1 + g2 + g3;
      for (let j = 0; j < inputs; j++) {
        gradient[row + j] +=
          g0 * input[at + j] +
          g1 * input[at + inputs + j] +
          g2 * input[at + 2 * inputs + j] +
          g3 * input[at + 3 * inputs + j];
      }
    }
    for (; i < series; i++) {
      const g = outputGradient[i * outputs + o];
      biasSum += g;
      for (let j = 0; j < inputs; j++) gradient[row + j] += g * input[i * inputs + j];
    }
    gradient[layer.bias + o] += biasSum;
  }
  if (inputGradient === null) return;
  for (let i = 0; i < series; i++) {
    const at = i * inputs;
    let o = 0;
    for (; o + 2 <= outputs; o += 2) {
      const g0 = outputGradient[i * outputs + o];
      const g1 = outputGradient[i * outputs + o + 1];
      const row0 = layer.weight + o * inputs;
      const row1 = row0 + inputs;
      for (let j = 0; j < inputs; j++)
        inputGradient[at + j] += g0 * weights[row0 + j] + g1 * weights[row1 + j];
    }
    for (; o < outputs; o++) {
      const g = outputGradient[i * outputs + o];
      const row = layer.weight + o * inputs;
      for (let j = 0; j < inputs; j++) inputGradient[at + j] += g * weights[row + j];
    }
  }
}
