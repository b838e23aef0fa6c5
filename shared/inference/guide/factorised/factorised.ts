import { assert } from '../../../base/assert.ts';
import { makeArrayMemory } from '../../draws/simd/array-memory.ts';
import { countOf } from '../../plan/level-block.ts';
import { type Encoder, type EncoderWorkspace, encoderBackward, encoderForward } from '../encoder/encoder.ts';
import { seriesProblems } from '../encoder/series-problems.ts';
import type { Guide, GuideBatch, GuideKind, GuideRequest, GuideWorkspace } from '../guide.ts';
import { fillFeatures, headsBackward, headsForward } from '../network/heads.ts';
import { type FactorisedParts, factorisedParts } from './blocks.ts';
import { drawFactorised } from './draw.ts';
import { sumFactorised } from './slope-sums.ts';
import { startFactorised } from './start.ts';
import { type FactorisedWorkspace, factorisedId, factorisedWorkspace } from './workspace.ts';

/**
 * The factorised guide: every drawn parameter of a series is normal in eta and independent of the others, with a mean and a
 * log precision that are
 *
 *     population   weights themselves, the same for all series
 *     group        linear in [multi-hot parts, log(1 + treatment)], as its conditioning says; of a factor that is not the
 *                  device, weights themselves, one set a level
 *     individual   linear in [encoder's hidden layer, multi-hot parts, log(1 + treatment)]
 */
export const factorised: GuideKind = {
  id: factorisedId,
  refuses: ({ spec, experiment, parameters }) =>
    countOf(parameters.blocks, 'individual') > 0 ? seriesProblems(spec, experiment) : [],
  make: makeFactorised,
};

function own(workspace: GuideWorkspace): FactorisedWorkspace {
  assert(workspace.guide === factorisedId, 'a guide works in workspaces of its own');
  return workspace as FactorisedWorkspace;
}

function makeFactorised(request: GuideRequest): Guide {
  const { plan } = request;
  const parts = factorisedParts(request);
  const { layout, points, encoder, blocks } = parts;
  return {
    ...{ layout, points, encoder },
    start: (weights, stream) => startFactorised(parts, plan.parameters, weights, stream),
    workspace: (series, arrays = makeArrayMemory()) => factorisedWorkspace(parts, series, arrays),
    forward: (weights, batch, workspace) => forward(parts, weights, batch, own(workspace)),
    draw: (draws, arrays, workspace) => drawFactorised(plan, draws, arrays, own(workspace)),
    sumSlopes: (counted, arrays, workspace) => sumFactorised(plan, counted, arrays, own(workspace)),
    backward: (weights, batch, workspace, gradient) =>
      backward(parts, weights, batch, own(workspace), gradient),
    populationMoments: (weights) => {
      const shared = blocks.find(({ level }) => level === 'population');
      const [mean, logPrecision, count] =
        shared?.kind === 'shared' ? [shared.mean, shared.logPrecision, shared.count] : [0, 0, 0];
      return {
        mean: weights.subarray(mean, mean + count),
        logPrecision: weights.subarray(logPrecision, logPrecision + count),
      };
    },
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
        const row = rowOf(block, wells[i]);
        for (let p = 0; p < count; p++) {
          mean[i * drawn + from + p] = weights[block.mean + row + p];
          logPrecision[i * drawn + from + p] = weights[block.logPrecision + row + p];
        }
      }
      return;
    }
    const own = workspace.heads[b];
    if (own === null) return;
    const hidden = block.encoded ? hiddenOf(encoder, workspace.encoder) : null;
    fillFeatures(block.heads, features, wells, hidden, own.features);
    headsForward(block.heads, weights, { series, wide: workspace, columns: { drawn, from, count } }, own);
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
        const row = rowOf(block, wells[i]);
        for (let p = 0; p < count; p++) {
          gradient[block.mean + row + p] += meanGradient[i * drawn + from + p];
          gradient[block.logPrecision + row + p] += logPrecisionGradient[i * drawn + from + p];
        }
      }
      return;
    }
    const own = workspace.heads[b];
    if (own === null) return;
    const pass = { series, wide: workspace, columns: { drawn, from, count } };
    headsBackward(block.heads, weights, pass, own, gradient);
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

/** Where a well's moments begin among those of a block whose weights they are. */
function rowOf({ levelOf, count }: { levelOf: Int32Array | null; count: number }, well: number): number {
  return levelOf === null ? 0 : levelOf[well] * count;
}

function hiddenOf(
  encoder: Encoder | null,
  workspace: EncoderWorkspace | null,
): { readonly values: Float64Array; readonly length: number } | null {
  return encoder === null || workspace === null
    ? null
    : { values: workspace.hidden, length: encoder.shape.hidden };
}
