import { type ArrayMemory, makeArrayMemory } from '../../draws/simd/array-memory.ts';
import {
  type Encoder,
  type EncoderWorkspace,
  encoderBackward,
  encoderForward,
  encoderWorkspace,
} from '../encoder/encoder.ts';
import type { Guide, GuideBatch, GuideRequest, GuideWorkspace } from '../guide.ts';
import {
  fillFeatures,
  type HeadsWorkspace,
  headsBackward,
  headsForward,
  headsWorkspace,
} from '../network/heads.ts';
import { type FactorisedParts, factorisedParts } from './blocks.ts';
import { startFactorised } from './start.ts';

/**
 * The factorised guide: every drawn parameter of a series is normal in eta, with a mean and a log precision that are
 *
 *     population   weights themselves, the same for all series
 *     group        linear in [multi-hot parts, log(1 + treatment)], as its conditioning says
 *     individual   linear in [encoder's hidden layer, multi-hot parts, log(1 + treatment)]
 */
export function factorisedGuide(request: GuideRequest): Guide {
  const parts = factorisedParts(request);
  const { layout, points, encoder, blocks } = parts;
  return {
    ...{ id: 'factorised', layout, points, encoder },
    start: (weights, parameters, stream) => startFactorised(parts, parameters, weights, stream),
    workspace: (series, arrays = makeArrayMemory()) => factorisedWorkspace(parts, series, arrays),
    forward: (weights, batch, workspace) => forward(parts, weights, batch, workspace as FactorisedWorkspace),
    backward: (weights, batch, workspace, gradient) =>
      backward(parts, weights, batch, workspace as FactorisedWorkspace, gradient),
    populationMoments: (weights) => {
      const shared = blocks.find((block) => block.kind === 'shared');
      const [mean, logPrecision, count] =
        shared === undefined ? [0, 0, 0] : [shared.mean, shared.logPrecision, shared.count];
      return {
        mean: weights.subarray(mean, mean + count),
        logPrecision: weights.subarray(logPrecision, logPrecision + count),
      };
    },
  };
}

/** Every array is [series, ...]. */
interface FactorisedWorkspace extends GuideWorkspace {
  readonly encoder: EncoderWorkspace | null;
  /** [block]; null: the block has no heads. */
  readonly heads: readonly (HeadsWorkspace | null)[];
}

function factorisedWorkspace(
  { blocks, encoder, drawn }: FactorisedParts,
  series: number,
  arrays: ArrayMemory,
): FactorisedWorkspace {
  return {
    mean: new Float64Array(series * drawn),
    logPrecision: new Float64Array(series * drawn),
    meanGradient: new Float64Array(series * drawn),
    logPrecisionGradient: new Float64Array(series * drawn),
    encoder: encoder && encoderWorkspace(encoder, series, arrays),
    heads: blocks.map((block) =>
      block.kind === 'heads' ? headsWorkspace(block.heads, series, arrays) : null,
    ),
  };
}

function forward(
  { blocks, encoder, drawn }: FactorisedParts,
  weights: Float64Array,
  { features, wells }: GuideBatch,
  workspace: FactorisedWorkspace,
): void {
  const { mean, logPrecision } = workspace;
  const series = wells.length;
  if (encoder !== null && workspace.encoder !== null)
    encoderForward(encoder, weights, features, wells, workspace.encoder);
  blocks.forEach((block, b) => {
    const { from, count } = block;
    if (block.kind === 'shared') {
      for (let i = 0; i < series; i++) {
        for (let p = 0; p < count; p++) {
          mean[i * drawn + from + p] = weights[block.mean + p];
          logPrecision[i * drawn + from + p] = weights[block.logPrecision + p];
        }
      }
      return;
    }
    const own = workspace.heads[b];
    if (own === null) return;
    const hidden = block.encoded ? hiddenOf(encoder, workspace.encoder) : null;
    fillFeatures(block.heads, features, wells, hidden, own.features);
    headsForward(block.heads, weights, series, own, workspace, { drawn, from, count });
  });
}

function backward(
  { blocks, encoder, drawn }: FactorisedParts,
  weights: Float64Array,
  { features, wells }: GuideBatch,
  workspace: FactorisedWorkspace,
  gradient: Float64Array,
): void {
  const { meanGradient, logPrecisionGradient } = workspace;
  const series = wells.length;
  blocks.forEach((block, b) => {
    const { from, count } = block;
    if (block.kind === 'shared') {
      for (let i = 0; i < series; i++) {
        for (let p = 0; p < count; p++) {
          gradient[block.mean + p] += meanGradient[i * drawn + from + p];
          gradient[block.logPrecision + p] += logPrecisionGradient[i * drawn + from + p];
        }
      }
      return;
    }
    const own = workspace.heads[b];
    if (own === null) return;
    headsBackward(block.heads, weights, series, own, workspace, { drawn, from, count }, gradient);
    if (!block.encoded || encoder === null || workspace.encoder === null) return;
    const { hidden } = encoder.shape;
    const { inputs } = block.heads.mean;
    for (let i = 0; i < series; i++) {
      for (let h = 0; h < hidden; h++) {
        workspace.encoder.hiddenGradient[i * hidden + h] = own.featuresGradient[i * inputs + h];
      }
    }
    encoderBackward(encoder, weights, features, wells, workspace.encoder, gradient);
  });
}

function hiddenOf(
  encoder: Encoder | null,
  workspace: EncoderWorkspace | null,
): { readonly values: Float64Array; readonly length: number } | null {
  return encoder === null || workspace === null
    ? null
    : { values: workspace.hidden, length: encoder.shape.hidden };
}
