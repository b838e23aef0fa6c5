import { pushAll } from '../../../base/lists.ts';
import { deviceFactor } from '../../../model/prior.ts';
import { type Factor, factorNamed } from '../../plan/factor.ts';
import { blockName, countOf, type LevelBlock } from '../../plan/level-block.ts';
import { commonSegments, pointSegments } from '../common-segments.ts';
import type { Encoder } from '../encoder/encoder.ts';
import type { GuideRequest } from '../guide.ts';
import type { DenseLayer } from '../network/dense.ts';
import type { Heads } from '../network/heads.ts';
import { type Segment, segment, type WeightLayout, weightLayout } from '../weight-layout.ts';

/** Where the weights of each block's moments lie. */
export type FactorisedBlock = LevelBlock &
  (
    | {
        /** Weights are the moments themselves: [level, parameter] each, of all wells or of those of a level. */
        readonly kind: 'shared';
        readonly mean: number;
        readonly logPrecision: number;
        /** Of each well, [individual]; null: they are the same for all. */
        readonly levelOf: Int32Array | null;
        readonly levels: number;
      }
    | { readonly kind: 'heads'; readonly heads: Heads; readonly encoded: boolean }
  );

export interface FactorisedParts {
  readonly layout: WeightLayout;
  readonly blocks: readonly FactorisedBlock[];
  readonly encoder: Encoder | null;
  readonly points: readonly Segment[];
  readonly drawn: number;
}

/** Segments in the order that stored fits have: populations, networks, points, groups, encoder, individuals. */
export function factorisedParts(request: GuideRequest): FactorisedParts {
  const { parameters } = request.plan;
  const { blocks, drawn } = parameters;
  const { filters, signals, width, pool, times, hidden, extra } = request.encoder;
  const outputLength = times - pool - width + 1;
  const pooled = filters * outputLength + extra;
  const lengths: (readonly [string, number])[] = [];
  const addDense = (name: string, outputs: number, inputs: number) =>
    lengths.push([`${name}.weight`, outputs * inputs], [`${name}.bias`, outputs]);
  const population = countOf(blocks, 'population');
  lengths.push(['population.mean', population], ['population.logPrecision', population]);
  pushAll(lengths, commonSegments(parameters, request.network));
  const encodes = countOf(blocks, 'individual') > 0;
  for (const block of blocks) {
    if (block.level === 'population') continue;
    if (block.level === 'individual') {
      lengths.push(
        ['encoder.convolution.weight', filters * signals * width],
        ['encoder.convolution.bias', filters],
      );
      addDense('encoder.dense', hidden, pooled);
    }
    const table = tableOf(request, block);
    if (table !== null) {
      const length = table.titles.length * block.count;
      lengths.push([`${blockName(block)}.mean`, length], [`${blockName(block)}.logPrecision`, length]);
      continue;
    }
    const inputs = inputsOf(request, block);
    addDense(`${blockName(block)}.mean`, block.count, inputs);
    addDense(`${blockName(block)}.logPrecision`, block.count, inputs);
  }
  const layout = weightLayout(lengths);
  const at = (name: string) => segment(layout, name).offset;
  const dense = (name: string, outputs: number, inputs: number): DenseLayer => ({
    inputs,
    outputs,
    weight: at(`${name}.weight`),
    bias: at(`${name}.bias`),
  });
  const partOf = (block: LevelBlock): FactorisedBlock => {
    if (block.level === 'population') {
      const [mean, logPrecision] = [at('population.mean'), at('population.logPrecision')];
      return { ...block, kind: 'shared', mean, logPrecision, levelOf: null, levels: 1 };
    }
    const [name, inputs] = [blockName(block), inputsOf(request, block)];
    const table = tableOf(request, block);
    if (table !== null) {
      const [mean, logPrecision] = [at(`${name}.mean`), at(`${name}.logPrecision`)];
      const { levelOf, titles } = table;
      return { ...block, kind: 'shared', mean, logPrecision, levelOf, levels: titles.length };
    }
    const heads: Heads = {
      conditioning: conditioningOf(request, block),
      mean: dense(`${name}.mean`, block.count, inputs),
      logPrecision: dense(`${name}.logPrecision`, block.count, inputs),
    };
    return { ...block, kind: 'heads', heads, encoded: block.level === 'individual' };
  };
  const encoder = encodes
    ? {
        shape: request.encoder,
        inputLength: times - pool,
        outputLength,
        weight: at('encoder.convolution.weight'),
        bias: at('encoder.convolution.bias'),
        dense: dense('encoder.dense', hidden, pooled),
      }
    : null;
  return {
    ...{ layout, encoder, blocks: blocks.map(partOf), drawn: drawn.length },
    points: pointSegments(layout, parameters),
  };
}

/**
 * The factor of a block whose levels are nothing but names, so that each has moments of its own: a plate. Devices are known by
 * their parts, and what is learned of one serves others. null: of other blocks.
 */
function tableOf({ plan }: GuideRequest, { factor }: LevelBlock): Factor | null {
  return factor === null || factor === deviceFactor ? null : factorNamed(plan.factors, factor);
}

function conditioningOf(request: GuideRequest, { level }: LevelBlock) {
  return level === 'individual' ? request.individualConditioning : request.groupConditioning;
}

/** Of a block's heads: what it is conditioned on, and the encoder's hidden layer where it is of a well. */
function inputsOf(request: GuideRequest, block: LevelBlock): number {
  const { devices, treatments } = conditioningOf(request, block);
  const conditioned = (devices ? request.parts : 0) + (treatments ? request.treatments : 0);
  return conditioned + (block.level === 'individual' ? request.encoder.hidden : 0);
}
