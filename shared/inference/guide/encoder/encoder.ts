import { addProduct } from '../../draws/matrix-product.ts';
import { type ArrayMemory, type MemoryArray, makeArrayMemory } from '../../draws/simd/array-memory.ts';
import {
  type DenseLayer,
  type DenseWorkspace,
  denseBackward,
  denseForward,
  denseWorkspace,
} from '../network/dense.ts';
import type { SeriesFeatures } from '../network/heads.ts';

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
  /** Numbers of a series behind its channels, which the dense layer takes as they are. */
  readonly extra: number;
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
  /** [hidden, filters * outputLength + extra]. */
  readonly dense: DenseLayer;
}

/** Fewest readings a series must have for one output of convolution and pooling. */
export function shortestSeries(shape: { readonly width: number; readonly pool: number }): number {
  return shape.width + shape.pool;
}

/** What an encoder needs for `series` series, kept from forward to backward. */
export interface EncoderWorkspace {
  readonly arrays: ArrayMemory;
  /** [series, signals, inputLength]. */
  readonly input: MemoryArray;
  /** The convolution's weights and their gradient, [filters, signals, width]. */
  readonly filters: MemoryArray;
  readonly filtersGradient: MemoryArray;
  /** [series, row], a row being [filters, outputLength] and the extra numbers. */
  readonly pooled: MemoryArray;
  readonly pooledGradient: MemoryArray;
  readonly dense: DenseWorkspace;
  /** [series, hidden], after tanh. */
  readonly hidden: MemoryArray;
  readonly hiddenGradient: MemoryArray;
}

export function encoderWorkspace(
  encoder: Encoder,
  series: number,
  arrays: ArrayMemory = makeArrayMemory(),
): EncoderWorkspace {
  const { filters, signals, width, hidden } = encoder.shape;
  return {
    arrays,
    input: arrays.float64(series * signals * encoder.inputLength),
    filters: arrays.float64(filters * signals * width),
    filtersGradient: arrays.float64(filters * signals * width),
    pooled: arrays.float64(series * encoder.dense.inputs),
    pooledGradient: arrays.float64(series * encoder.dense.inputs),
    dense: denseWorkspace(encoder.dense, arrays),
    hidden: arrays.float64(series * hidden),
    hiddenGradient: arrays.float64(series * hidden),
  };
}

/**
 * What the encoder sees of all individuals, each [signal, inputLength] and the extra numbers; a batch is a list of indices into them. Within a
 * series the convolution is a product of matrices for each signal s, with F filters of width J:
 *
 *     pooled[f, t] = bias[f] + sum_s sum_j weight[f, s, j] input[s, t + j].
 */
export type EncoderInputs = readonly Pick<SeriesFeatures, 'encoderInput'>[];

function enterInputs(
  { shape, inputLength }: Encoder,
  inputs: EncoderInputs,
  wells: Int32Array,
  { input }: EncoderWorkspace,
): void {
  const length = shape.signals * inputLength;
  for (let i = 0; i < wells.length; i++) {
    input.set(inputs[wells[i]].encoderInput.subarray(0, length), i * length);
  }
}

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
  const { arrays, input, pooled } = workspace;
  const row = signals * width;
  workspace.filters.set(weights.subarray(weight, weight + filters * row));
  enterInputs(encoder, inputs, wells, workspace);
  for (let i = 0; i < wells.length; i++) {
    const start = i * signals * inputLength;
    const at = i * encoder.dense.inputs;
    pooled.set(inputs[wells[i]].encoderInput.subarray(signals * inputLength), at + filters * outputLength);
    for (let f = 0; f < filters; f++) {
      pooled.fill(weights[bias + f], at + f * outputLength, at + (f + 1) * outputLength);
    }
    for (let s = 0; s < signals; s++) {
      addProduct(
        arrays,
        { rows: filters, columns: outputLength, terms: width },
        { values: workspace.filters, at: s * width, row, term: 1 },
        { values: input, at: start + s * inputLength, row: 1 },
        { values: pooled, at, row: outputLength },
      );
    }
  }
  const pass = { series: wells.length, input: pooled, output: workspace.hidden };
  denseForward(encoder.dense, weights, pass, workspace.dense);
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
  const { arrays, input, filtersGradient, pooled, pooledGradient, hiddenGradient } = workspace;
  const series = wells.length;
  for (let n = 0; n < series * hidden; n++) {
    const h = workspace.hidden[n];
    hiddenGradient[n] *= 1 - h * h;
  }
  pooledGradient.fill(0, 0, series * encoder.dense.inputs);
  const back = { series, input: pooled, outputGradient: hiddenGradient, inputGradient: pooledGradient };
  denseBackward(encoder.dense, weights, back, workspace.dense, gradient);
  const row = signals * width;
  filtersGradient.fill(0);
  enterInputs(encoder, inputs, wells, workspace);
  for (let i = 0; i < series; i++) {
    const start = i * signals * inputLength;
    const at = i * encoder.dense.inputs;
    for (let f = 0; f < filters; f++) {
      let sum = 0;
      for (let t = at + f * outputLength; t < at + (f + 1) * outputLength; t++) sum += pooledGradient[t];
      gradient[bias + f] += sum;
    }
    for (let s = 0; s < signals; s++) {
      // d weight[f, s, j] = sum_t d pooled[f, t] input[s, j + t]
      addProduct(
        arrays,
        { rows: filters, columns: width, terms: outputLength },
        { values: pooledGradient, at, row: outputLength, term: 1 },
        { values: input, at: start + s * inputLength, row: 1 },
        { values: filtersGradient, at: s * width, row },
      );
    }
  }
  for (let n = 0; n < filters * row; n++) gradient[weight + n] += filtersGradient[n];
}
