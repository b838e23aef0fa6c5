import { type DenseLayer, denseBackward, denseForward } from './dense.ts';
import type { SeriesFeatures } from './heads.ts';
import { addProduct } from './matrix-product.ts';

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

/**
 * What the encoder sees of all individuals, each [signal, inputLength]; a batch is a list of indices into them. Within a
 * series the convolution is a product of matrices for each signal s, with F filters of width J:
 *
 *     pooled[f, t] = bias[f] + sum_s sum_j weight[f, s, j] input[s, t + j].
 */
export type EncoderInputs = readonly Pick<SeriesFeatures, 'encoderInput'>[];

/** Individuals `wells` [series] -> `workspace.hidden`. */
export function encoderForward(
  encoder: Encoder,
  weights: Float64Array,
  inputs: EncoderInputs,
  wells: Int32Array,
  workspace: EncoderWorkspace,
): void {
  const { filters, signals, width, hidden } = encoder.shape;
  const { inputLength, outputLength, weight, bias } = encoder;
  const { pooled } = workspace;
  const row = signals * width;
  for (let i = 0; i < wells.length; i++) {
    const input = inputs[wells[i]].encoderInput;
    const at = i * filters * outputLength;
    for (let f = 0; f < filters; f++) {
      pooled.fill(weights[bias + f], at + f * outputLength, at + (f + 1) * outputLength);
    }
    for (let s = 0; s < signals; s++) {
      const from = weight + s * width;
      const start = s * inputLength;
      addProduct(
        filters,
        outputLength,
        width,
        weights,
        from,
        row,
        1,
        input,
        start,
        1,
        pooled,
        at,
        outputLength,
      );
    }
  }
  denseForward(encoder.dense, weights, wells.length, pooled, workspace.hidden);
  for (let n = 0; n < wells.length * hidden; n++) workspace.hidden[n] = Math.tanh(workspace.hidden[n]);
}

/** Adds d loss / d weights to `gradient`, given d loss / d hidden in `workspace.hiddenGradient`, which is used up. */
export function encoderBackward(
  encoder: Encoder,
  weights: Float64Array,
  inputs: EncoderInputs,
  wells: Int32Array,
  workspace: EncoderWorkspace,
  gradient: Float64Array,
): void {
  const { filters, signals, width, hidden } = encoder.shape;
  const { inputLength, outputLength, weight, bias } = encoder;
  const { pooled, pooledGradient, hiddenGradient } = workspace;
  const series = wells.length;
  for (let n = 0; n < series * hidden; n++) {
    const h = workspace.hidden[n];
    hiddenGradient[n] *= 1 - h * h;
  }
  pooledGradient.fill(0, 0, series * filters * outputLength);
  denseBackward(encoder.dense, weights, series, pooled, hiddenGradient, gradient, pooledGradient);
  const row = signals * width;
  for (let i = 0; i < series; i++) {
    const input = inputs[wells[i]].encoderInput;
    const at = i * filters * outputLength;
    for (let f = 0; f < filters; f++) {
      let sum = 0;
      for (let t = at + f * outputLength; t < at + (f + 1) * outputLength; t++) sum += pooledGradient[t];
      gradient[bias + f] += sum;
    }
    for (let s = 0; s < signals; s++) {
      const to = weight + s * width;
      const start = s * inputLength;
      // d weight[f, s, j] = sum_t d pooled[f, t] input[s, j + t]
      addProduct(
        filters,
        width,
        outputLength,
        pooledGradient,
        at,
        outputLength,
        1,
        input,
        start,
        1,
        gradient,
        to,
        row,
      );
    }
  }
}
