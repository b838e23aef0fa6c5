import type { Problem } from '../../base/problem.ts';
import type { RandomStream } from '../../base/random.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { CountedDraws, DrawArrays, SeriesDraws } from '../draws/series-draws.ts';
import type { ArrayMemory } from '../draws/simd/array-memory.ts';
import type { DrawPlan } from '../plan/draw-plan.ts';
import type { ParameterLayout } from '../plan/parameter-layout.ts';
import type { Conditioning, FitSpec } from '../spec/fit-spec.ts';
import type { Encoder, EncoderShape } from './encoder/encoder.ts';
import type { Moments } from './moments.ts';
import type { SeriesFeatures } from './network/heads.ts';
import type { Segment, WeightLayout } from './weight-layout.ts';

/**
 * A guide is a family q(eta | x, d) of distributions of the drawn parameters, one for each series, whose own parameters are
 * weights. A training step makes its moments for a batch (`forward`), then draws of one series after the other (`draw`), takes
 * the slopes of what they count to the moments (`sumSlopes`), and the derivatives by the moments to the weights (`backward`).
 * What moments are, and how a draw is made of them and of noise, is the family's own affair. How draws are weighed is the
 * objective's, what their slopes count the estimator's.
 *
 * A new one is a folder beside `factorised/` and a line in `index.ts`. `draws/enter-draws.ts` and `draws/eta-slopes.ts` do
 * what follows from a draw's eta, whatever made it; a family may do the same faster for the forms that it knows.
 */
export interface Guide {
  /** Of all that training moves: the guide's own segments and those of `common-segments.ts`. */
  readonly layout: WeightLayout;
  /** Weights of each of the layout's points, in their order. */
  readonly points: readonly Segment[];
  /** What reads the series; null: no parameter of a well is drawn. */
  readonly encoder: Encoder | null;
  /** Fills its own segments of `weights` as training starts; `stream` names the random numbers of a segment. */
  start(weights: Float64Array, stream: StartStream): void;
  /** Buffers for up to `series` series. */
  workspace(series: number, arrays?: ArrayMemory): GuideWorkspace;
  /** Makes the moments of a batch and keeps what `backward` needs. */
  forward(weights: Float64Array, batch: GuideBatch, workspace: GuideWorkspace): void;
  /** From noise to what the model sees of each draw, and log p(eta) - log q(eta). After `forward`. */
  draw(draws: SeriesDraws, arrays: DrawArrays, workspace: GuideWorkspace): void;
  /**
   * Makes the derivatives by one series' moments, with c_k the coefficients and eta_k moving with the moments:
   *
   *     whole   scale (sum_k c_k d log p(x, eta_k) / d moments - d log q(eta) / d moments), sum_k c_k = 1,
   *     path    scale sum_k c_k (d log p(x, eta_k) / d eta_k - d log q(eta_k) / d eta_k) (d eta_k / d moments),
   *
   * and 0 where no draw counts, for of such a series nothing is known.
   */
  sumSlopes(counted: CountedDraws, arrays: DrawArrays, workspace: GuideWorkspace): void;
  /** Adds to `gradient` [weight], given d loss by the moments of all series. After `forward`. */
  backward(weights: Float64Array, batch: GuideBatch, workspace: GuideWorkspace, gradient: Float64Array): void;
  /** Moments of each parameter that is the same for all series, for tables: [population parameter]. */
  populationMoments(weights: Float64Array): Moments;
}

/** A member of the family of guides. */
export interface GuideKind {
  readonly id: string;
  /** Why it cannot be the guide of such parameters, with what to use instead; empty: it can. */
  refuses(asked: GuideTask): readonly Problem[];
  make(request: GuideRequest): Guide;
}

/** What is to be guided. */
export interface GuideTask {
  readonly spec: FitSpec;
  readonly experiment: Experiment;
  readonly parameters: ParameterLayout;
}

/** `features` are those of all individuals, `wells` [series] which of them are in the batch. */
export interface GuideBatch {
  readonly features: readonly SeriesFeatures[];
  readonly wells: Int32Array;
}

/** Moments of a batch and d loss by them; whose `id` it is knows what it is. */
export interface GuideWorkspace {
  readonly guide: string;
}

/** Segments of weights that start at random, each with numbers of its own. */
export type StartSegment = 'convolution' | 'dense' | 'denseBias';
export type StartStream = (segment: StartSegment) => RandomStream;

export interface GuideRequest {
  readonly plan: DrawPlan;
  readonly encoder: EncoderShape;
  readonly groupConditioning: Conditioning;
  readonly individualConditioning: Conditioning;
  /** Length of the multi-hot vector and number of treatments. */
  readonly parts: number;
  readonly treatments: number;
  /** Weights of the model's networks, which training moves as well. */
  readonly network: number;
}
