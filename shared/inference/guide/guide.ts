import { type ArrayMemory, makeArrayMemory } from '../draws/simd/array-memory.ts';
import type { ParameterLayout } from '../plan/parameter-layout.ts';
import { pointWeights } from '../plan/parameter-layout.ts';
import type { Conditioning } from '../spec/fit-spec.ts';
import {
  type Encoder,
  type EncoderShape,
  type EncoderWorkspace,
  encoderBackward,
  encoderForward,
  encoderWorkspace,
} from './encoder/encoder.ts';
import type { DenseLayer } from './network/dense.ts';
import {
  fillFeatures,
  type Heads,
  type HeadsWorkspace,
  headsBackward,
  headsForward,
  headsWorkspace,
  type SeriesFeatures,
  type WideOutputs,
} from './network/heads.ts';
import { type Segment, segment, type WeightLayout, weightLayout } from './weight-layout.ts';

/**
 * The factorised guide: every drawn parameter of a series is normal in eta, with a mean and a log precision that are
 *
 *     population   weights themselves, the same for all series
 *     group        linear in [multi-hot parts, log(1 + treatment)], as its conditioning says
 *     individual   linear in [encoder's hidden layer, multi-hot parts, log(1 + treatment)]
 *
 * Forward turns a batch of series into means and log precisions [series, drawn]; backward takes the loss's derivatives
 * by them to the weights. How draws are made and weighed is the objective's affair.
 */
export interface Guide {
  readonly layout: WeightLayout;
  readonly counts: ParameterLayout['counts'];
  readonly population: { readonly mean: number; readonly logPrecision: number };
  readonly group: Heads | null;
  readonly individual: Heads | null;
  readonly encoder: Encoder | null;
  /** Weights of each of the layout's points, in their order. */
  readonly points: readonly Segment[];
}

export interface GuideRequest {
  readonly parameters: ParameterLayout;
  readonly encoder: EncoderShape;
  readonly groupConditioning: Conditioning;
  readonly individualConditioning: Conditioning;
  /** Length of the multi-hot vector and number of treatments. */
  readonly parts: number;
  readonly treatments: number;
  /** Weights of the model's networks, which training moves as well. */
  readonly network: number;
}

export function makeGuide(request: GuideRequest): Guide {
  const { counts, points } = request.parameters;
  const { filters, signals, width, pool, times, hidden } = request.encoder;
  const outputLength = times - pool - width + 1;
  const conditioned = (conditioning: Conditioning) =>
    (conditioning.devices ? request.parts : 0) + (conditioning.treatments ? request.treatments : 0);
  const groupInputs = conditioned(request.groupConditioning);
  const individualInputs = hidden + conditioned(request.individualConditioning);
  const lengths: (readonly [string, number])[] = [
    ['population.mean', counts.population],
    ['population.logPrecision', counts.population],
  ];
  const addDense = (name: string, outputs: number, inputs: number) =>
    lengths.push([`${name}.weight`, outputs * inputs], [`${name}.bias`, outputs]);
  if (request.network > 0) lengths.push(['network', request.network]);
  for (const point of points) lengths.push([`parts.${point.name}`, pointWeights(point)]);
  if (counts.group > 0) {
    addDense('group.mean', counts.group, groupInputs);
    addDense('group.logPrecision', counts.group, groupInputs);
  }
  if (counts.individual > 0) {
    lengths.push(
      ['encoder.convolution.weight', filters * signals * width],
      ['encoder.convolution.bias', filters],
    );
    addDense('encoder.dense', hidden, filters * outputLength);
    addDense('individual.mean', counts.individual, individualInputs);
    addDense('individual.logPrecision', counts.individual, individualInputs);
  }
  const layout = weightLayout(lengths);
  const at = (name: string) => segment(layout, name).offset;
  const dense = (name: string, outputs: number, inputs: number): DenseLayer => ({
    inputs,
    outputs,
    weight: at(`${name}.weight`),
    bias: at(`${name}.bias`),
  });
  const heads = (name: string, count: number, inputs: number, conditioning: Conditioning): Heads | null =>
    count === 0
      ? null
      : {
          conditioning,
          mean: dense(`${name}.mean`, count, inputs),
          logPrecision: dense(`${name}.logPrecision`, count, inputs),
        };
  return {
    layout,
    counts,
    population: { mean: at('population.mean'), logPrecision: at('population.logPrecision') },
    group: heads('group', counts.group, groupInputs, request.groupConditioning),
    individual: heads('individual', counts.individual, individualInputs, request.individualConditioning),
    encoder:
      counts.individual === 0
        ? null
        : {
            shape: request.encoder,
            inputLength: times - pool,
            outputLength,
            weight: at('encoder.convolution.weight'),
            bias: at('encoder.convolution.bias'),
            dense: dense('encoder.dense', hidden, filters * outputLength),
          },
    points: points.map((point) => segment(layout, `parts.${point.name}`)),
  };
}

/** Buffers for up to `series` series; every array is [series, ...]. */
export interface GuideWorkspace extends WideOutputs {
  readonly encoder: EncoderWorkspace | null;
  readonly group: HeadsWorkspace | null;
  readonly individual: HeadsWorkspace | null;
}

export function guideWorkspace(
  guide: Guide,
  series: number,
  arrays: ArrayMemory = makeArrayMemory(),
): GuideWorkspace {
  const drawn = guide.counts.population + guide.counts.group + guide.counts.individual;
  const heads = (of: Heads | null) => of && headsWorkspace(of, series, arrays);
  return {
    mean: new Float64Array(series * drawn),
    logPrecision: new Float64Array(series * drawn),
    meanGradient: new Float64Array(series * drawn),
    logPrecisionGradient: new Float64Array(series * drawn),
    encoder: guide.encoder && encoderWorkspace(guide.encoder, series, arrays),
    group: heads(guide.group),
    individual: heads(guide.individual),
  };
}

/**
 * Fills `workspace.mean` and `.logPrecision` [series, drawn] and keeps what backward needs. `features` are those of all
 * individuals, `wells` [series] which of them are in the batch.
 */
export function guideForward(
  guide: Guide,
  weights: Float64Array,
  features: readonly SeriesFeatures[],
  wells: Int32Array,
  workspace: GuideWorkspace,
): void {
  const { encoder, counts } = guide;
  const { population, group, individual } = counts;
  const drawn = population + group + individual;
  const { mean, logPrecision } = workspace;
  const series = wells.length;
  for (let i = 0; i < series; i++) {
    for (let p = 0; p < population; p++) {
      mean[i * drawn + p] = weights[guide.population.mean + p];
      logPrecision[i * drawn + p] = weights[guide.population.logPrecision + p];
    }
  }
  if (guide.group !== null && workspace.group !== null) {
    fillFeatures(guide.group, features, wells, null, 0, workspace.group.features);
    headsForward(guide.group, weights, series, workspace.group, workspace, drawn, population);
  }
  const own = workspace.encoder;
  const heads = workspace.individual;
  if (encoder !== null && guide.individual !== null && own !== null && heads !== null) {
    encoderForward(encoder, weights, features, wells, own);
    fillFeatures(guide.individual, features, wells, own.hidden, encoder.shape.hidden, heads.features);
    headsForward(guide.individual, weights, series, heads, workspace, drawn, population + group);
  }
}

/** Adds to `gradient` [weight], given d loss in `workspace.meanGradient` and `.logPrecisionGradient`. After forward. */
export function guideBackward(
  guide: Guide,
  weights: Float64Array,
  features: readonly SeriesFeatures[],
  wells: Int32Array,
  workspace: GuideWorkspace,
  gradient: Float64Array,
): void {
  const { encoder, counts } = guide;
  const { population, group, individual } = counts;
  const drawn = population + group + individual;
  const { meanGradient, logPrecisionGradient } = workspace;
  const series = wells.length;
  for (let i = 0; i < series; i++) {
    for (let p = 0; p < population; p++) {
      gradient[guide.population.mean + p] += meanGradient[i * drawn + p];
      gradient[guide.population.logPrecision + p] += logPrecisionGradient[i * drawn + p];
    }
  }
  if (guide.group !== null && workspace.group !== null) {
    headsBackward(guide.group, weights, series, workspace.group, workspace, drawn, population, gradient);
  }
  const own = workspace.encoder;
  const heads = workspace.individual;
  if (encoder !== null && guide.individual !== null && own !== null && heads !== null) {
    headsBackward(guide.individual, weights, series, heads, workspace, drawn, population + group, gradient);
    const { hidden } = encoder.shape;
    const { inputs } = guide.individual.mean;
    for (let i = 0; i < series; i++) {
      for (let h = 0; h < hidden; h++) {
        own.hiddenGradient[i * hidden + h] = heads.featuresGradient[i * inputs + h];
      }
    }
    encoderBackward(encoder, weights, features, wells, own, gradient);
  }
}
