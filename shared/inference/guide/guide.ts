import type { RandomStream } from '../../base/random.ts';
import type { ArrayMemory } from '../draws/simd/array-memory.ts';
import type { ParameterLayout } from '../plan/parameter-layout.ts';
import type { Conditioning } from '../spec/fit-spec.ts';
import type { Encoder, EncoderShape } from './encoder/encoder.ts';
import type { SeriesFeatures, WideOutputs } from './network/heads.ts';
import type { Segment, WeightLayout } from './weight-layout.ts';

/**
 * A guide is a family q(eta | x, d) of distributions of the drawn parameters, one for each series, whose own parameters are
 * weights. A training step makes its moments for a batch (`forward`), draws from them (`enter` one series, then `eta.ts` for
 * each noise), and takes the loss's derivatives by the moments to the weights (`backward`). How draws are weighed is the
 * objective's affair, what becomes of the weights the estimator's.
 *
 * A new one is a folder beside `factorised/` and a line in `index.ts`.
 */
export interface Guide {
  readonly id: string;
  /** Of all that training moves: the guide's own segments, the model's networks, and points. */
  readonly layout: WeightLayout;
  /** Weights of each of the layout's points, in their order. */
  readonly points: readonly Segment[];
  /** What reads the series; null: no parameter of a well is drawn. */
  readonly encoder: Encoder | null;
  /** Fills its own segments of `weights` as training starts; `stream` names the random numbers of a segment. */
  start(weights: Float64Array, parameters: ParameterLayout, stream: StartStream): void;
  /** Buffers for up to `series` series. */
  workspace(series: number, arrays?: ArrayMemory): GuideWorkspace;
  /** Fills the moments [series, drawn] and keeps what `backward` needs. */
  forward(weights: Float64Array, batch: GuideBatch, workspace: GuideWorkspace): void;
  /** Adds to `gradient` [weight], given d loss by the moments in the workspace. After `forward`. */
  backward(weights: Float64Array, batch: GuideBatch, workspace: GuideWorkspace, gradient: Float64Array): void;
  /** Moments of what is the same for all series, for tables: [population parameter]. */
  populationMoments(weights: Float64Array): Moments;
}

/** Means and log precisions in eta. */
export interface Moments {
  readonly mean: Float64Array;
  readonly logPrecision: Float64Array;
}

/** `features` are those of all individuals, `wells` [series] which of them are in the batch. */
export interface GuideBatch {
  readonly features: readonly SeriesFeatures[];
  readonly wells: Int32Array;
}

/** Moments of a batch and d loss by them, [series, drawn]; a family may keep more. */
export type GuideWorkspace = WideOutputs;

/** Segments of weights that start at random, each with numbers of its own. */
export type StartSegment = 'convolution' | 'dense' | 'denseBias';
export type StartStream = (segment: StartSegment) => RandomStream;

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
