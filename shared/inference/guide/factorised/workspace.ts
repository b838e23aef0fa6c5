import type { ArrayMemory } from '../../draws/simd/array-memory.ts';
import { type EncoderWorkspace, encoderWorkspace } from '../encoder/encoder.ts';
import type { GuideWorkspace } from '../guide.ts';
import { type HeadsWorkspace, headsWorkspace, type WideOutputs } from '../network/heads.ts';
import type { FactorisedParts } from './blocks.ts';
import { type DrawFunctions, drawFunctions } from './draw-functions.ts';
import { type DrawTable, drawTable } from './draw-table.ts';
import type { SeriesState } from './series-etas.ts';
import { seriesMoments } from './series-moments.ts';

export const factorisedId = 'factorised';

/** Moments of a batch and d loss by them, [series, drawn]; what it takes to draw from them. */
export interface FactorisedWorkspace extends GuideWorkspace, WideOutputs, SeriesState {
  readonly encoder: EncoderWorkspace | null;
  /** [block]; null: the block has no heads. */
  readonly heads: readonly (HeadsWorkspace | null)[];
  readonly table: DrawTable;
  readonly functions: DrawFunctions;
  /** Where `readAhead` leaves its results; nobody reads them. */
  readonly ahead: Float64Array;
}

export function factorisedWorkspace(
  { blocks, encoder, drawn }: FactorisedParts,
  series: number,
  arrays: ArrayMemory,
): FactorisedWorkspace {
  return {
    guide: factorisedId,
    mean: new Float64Array(series * drawn),
    logPrecision: new Float64Array(series * drawn),
    meanGradient: new Float64Array(series * drawn),
    logPrecisionGradient: new Float64Array(series * drawn),
    encoder: encoder && encoderWorkspace(encoder, series, arrays),
    heads: blocks.map((block) =>
      block.kind === 'heads' ? headsWorkspace(block.heads, series, arrays) : null,
    ),
    own: seriesMoments(drawn),
    table: drawTable(drawn, arrays),
    functions: drawFunctions(arrays),
    sums: new Float64Array(drawn),
    noiseSums: new Float64Array(drawn),
    etas: null,
    ahead: new Float64Array(1),
  };
}
