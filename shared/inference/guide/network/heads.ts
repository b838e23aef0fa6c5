import type { ArrayMemory, MemoryArray } from '../../draws/simd/array-memory.ts';
import type { Conditioning } from '../../spec/fit-spec.ts';
import {
  type DenseLayer,
  type DenseWorkspace,
  denseBackward,
  denseForward,
  denseWorkspace,
} from './dense.ts';

/** A level's columns among all drawn parameters: from `from` on, of `drawn`. */
export interface Columns {
  readonly drawn: number;
  readonly from: number;
  readonly count: number;
}

/** Two linear layers on the same features: [hidden if any, parts if asked, log treatments if asked]. */
export interface Heads {
  readonly conditioning: Conditioning;
  readonly mean: DenseLayer;
  readonly logPrecision: DenseLayer;
}

/** What the guide sees of one series. */
export interface SeriesFeatures {
  readonly encoderInput: Float64Array;
  readonly partsHot: Float64Array;
  readonly logTreatments: Float64Array;
}

export interface HeadsWorkspace {
  readonly features: MemoryArray;
  readonly featuresGradient: MemoryArray;
  readonly output: MemoryArray;
  readonly mean: DenseWorkspace;
  readonly logPrecision: DenseWorkspace;
}

/** The guide's outputs for all drawn parameters, [series, drawn]; a level's heads own `count` columns from `from` on. */
export interface WideOutputs {
  readonly mean: Float64Array;
  readonly logPrecision: Float64Array;
  readonly meanGradient: Float64Array;
  readonly logPrecisionGradient: Float64Array;
}

export function headsWorkspace(heads: Heads, series: number, arrays: ArrayMemory): HeadsWorkspace {
  return {
    features: arrays.float64(series * heads.mean.inputs),
    featuresGradient: arrays.float64(series * heads.mean.inputs),
    output: arrays.float64(series * heads.mean.outputs),
    mean: denseWorkspace(heads.mean, arrays),
    logPrecision: denseWorkspace(heads.logPrecision, arrays),
  };
}

/**
 * Features of each series, given those of all individuals and which are in the batch: its hidden layer if there is one,
 * then what the heads are conditioned on.
 */
export function fillFeatures(
  heads: Heads,
  features: readonly SeriesFeatures[],
  wells: Int32Array,
  hidden: { readonly values: Float64Array; readonly length: number } | null,
  out: Float64Array,
): void {
  let at = 0;
  for (let i = 0; i < wells.length; i++) {
    const { partsHot, logTreatments } = features[wells[i]];
    if (hidden !== null)
      for (let h = 0; h < hidden.length; h++) out[at++] = hidden.values[i * hidden.length + h];
    if (heads.conditioning.devices) for (let p = 0; p < partsHot.length; p++) out[at++] = partsHot[p];
    if (heads.conditioning.treatments)
      for (let c = 0; c < logTreatments.length; c++) out[at++] = logTreatments[c];
  }
}

/** What heads do for a batch: from features to their columns of the wide outputs, and back. */
export interface HeadsPass {
  readonly series: number;
  readonly wide: WideOutputs;
  readonly columns: Columns;
}

/** From features to the level's columns of mean and log precision. */
export function headsForward(
  heads: Heads,
  weights: Float64Array,
  { series, wide, columns }: HeadsPass,
  own: HeadsWorkspace,
): void {
  const pass = { series, input: own.features, output: own.output };
  denseForward(heads.mean, weights, pass, own.mean);
  spread(own.output, wide.mean, series, columns);
  denseForward(heads.logPrecision, weights, pass, own.logPrecision);
  spread(own.output, wide.logPrecision, series, columns);
}

/** Adds to `gradient` [weight]; leaves d loss / d features in `own.featuresGradient`. */
export function headsBackward(
  heads: Heads,
  weights: Float64Array,
  { series, wide, columns }: HeadsPass,
  own: HeadsWorkspace,
  gradient: Float64Array,
): void {
  const { features: input, featuresGradient: inputGradient, output: outputGradient } = own;
  const back = { series, input, outputGradient, inputGradient };
  own.featuresGradient.fill(0);
  gather(wide.meanGradient, own.output, series, columns);
  denseBackward(heads.mean, weights, back, own.mean, gradient);
  gather(wide.logPrecisionGradient, own.output, series, columns);
  denseBackward(heads.logPrecision, weights, back, own.logPrecision, gradient);
}

/** Columns from .. from + count of `wide` [series, drawn] are `narrow` [series, count]. */
function spread(
  narrow: Float64Array,
  wide: Float64Array,
  series: number,
  { drawn, from, count }: Columns,
): void {
  for (let i = 0; i < series; i++) {
    for (let n = 0; n < count; n++) wide[i * drawn + from + n] = narrow[i * count + n];
  }
}

function gather(
  wide: Float64Array,
  narrow: Float64Array,
  series: number,
  { drawn, from, count }: Columns,
): void {
  for (let i = 0; i < series; i++) {
    for (let n = 0; n < count; n++) narrow[i * count + n] = wide[i * drawn + from + n];
  }
}
