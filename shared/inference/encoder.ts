import { type DenseLayer, denseBackward, denseForward } from './dense.ts';

/**
 * The encoder: differences of the signals in time -> valid 1-D convolution, no activation -> average pooling, stride 1
 * -> dense layer, tanh.
 *
 * Nothing between the differences and the dense layer is nonlinear, so pooling the convolution's output is convolving
 * pooled differences, and a difference d_t = x_(t+1) - x_t pooled over P is
 *
 *     (d_t + ... + d_(t+P-1)) / P = (x_(t+P) - x_t) / P.
 *
 * That depends on data alone: `encoder-input.ts` computes it once a fit, and each step starts at the convolution.
 */
export interface EncoderShape {
  readonly signals: number;
  /** Readings of a series. */
  readonly times: number;
  readonly filters: number;
  readonly width: number;
  readonly pool: number;
  readonly hidden: number;
}

export interface Encoder {
  readonly shape: EncoderShape;
  /** Length of a pooled series of differences: times - pool. */
  readonly inputLength: number;
  /** Length of a filter's output after pooling. */
  readonly outputLength: number;
  /** Offset of the convolution's weights [filters, signals, width] and biases [filters]. */
  readonly weight: number;
  readonly bias: number;
  /** [hidden, filters * outputLength]. */
  readonly dense: DenseLayer;
}

/** Fewest readings a series must have for one output of convolution and pooling. */
export function shortestSeries(shape: { readonly width: number; readonly pool: number }): number {
  return shape.width + shape.pool;
}

/** What an encoder needs for `series` series, kept from forward to backward. */
export interface EncoderWorkspace {
  /** [series, filters, outputLength]. */
  readonly pooled: Float64Array;
  readonly pooledGradient: Float64Array;
  /** [series, hidden], after tanh. */
  readonly hidden: Float64Array;
  readonly hiddenGradient: Float64Array;
}

export function encoderWorkspace(encoder: Encoder, series: number): EncoderWorkspace {
  const { filters, hidden } = encoder.shape;
  return {
    pooled: new Float64Array(series * filters * encoder.outputLength),
    pooledGradient: new Float64Array(series * filters * encoder.outputLength),
    hidden: new Float64Array(series * hidden),
    hiddenGradient: new Float64Array(series * hidden),
  };
}

/** `inputs[series]` [signal, inputLength] -> `workspace.hidden`. */
export function encoderForward(
  encoder: Encoder,
  weights: Float64Array,
  inputs: readonly Float64Array[],
  workspace: EncoderWorkspace,
): void {
  const { filters, signals, width, hidden } = encoder.shape;
  const { inputLength, outputLength } = encoder;
  const { pooled } = workspace;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i];
    for (let f = 0; f < filters; f++) {
      const at = (i * filters + f) * outputLength;
      const bias = weights[encoder.bias + f];
      for (let t = 0; t < outputLength; t++) {
        let sum = bias;
        for (let s = 0; s < signals; s++) {
          const row = encoder.weight + (f * signals + s) * width;
          const from = s * inputLength + t;
          for (let j = 0; j < width; j++) sum += weights[row + j] * input[from + j];
        }
        pooled[at + t] = sum;
      }
    }
  }
  denseForward(encoder.dense, weights, inputs.length, pooled, workspace.hidden);
  for (let n = 0; n < inputs.length * hidden; n++) workspace.hidden[n] = Math.tanh(workspace.hidden[n]);
}

/** Adds d loss / d weights to `gradient`, given d loss / d hidden in `workspace.hiddenGradient`, which is used up. */
export function encoderBackward(
  encoder: Encoder,
  weights: Float64Array,
  inputs: readonly Float64Array[],
  workspace: EncoderWorkspace,
  gradient: Float64Array,
): void {
  const { filters, signals, width, hidden } = encoder.shape;
  const { inputLength, outputLength } = encoder;
  const { hiddenGradient, pooledGradient } = workspace;
  for (let n = 0; n < inputs.length * hidden; n++) {
    const h = workspace.hidden[n];
    hiddenGradient[n] *= 1 - h * h;
  }
  pooledGradient.fill(0);
  denseBackward(
    encoder.dense,
    weights,
    inputs.length,
    workspace.pooled,
    hiddenGradient,
    gradient,
    pooledGradient,
  );
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i];
    for (let f = 0; f < filters; f++) {
      const at = (i * filters + f) * outputLength;
      let biasSum = 0;
      for (let t = 0; t < outputLength; t++) biasSum += pooledGradient[at + t];
      gradient[encoder.bias + f] += biasSum;
      for (let s = 0; s < signals; s++) {
        for (let j = 0; j < width; j++) {
          const from = s * inputLength + j;
          let sum = 0;
          for (let t = 0; t < outputLength; t++) sum += pooledGradient[at + t] * input[from + t];
          gradient[encoder.weight + (f * signals + s) * width + j] += sum;
        }
      }
    }
  }
}
