import { fillNormals } from '../../../base/random.ts';
import type { DrawnEntry, ParameterLayout } from '../../plan/parameter-layout.ts';
import type { Encoder } from '../encoder/encoder.ts';
import { inputScale } from '../encoder/encoder-input.ts';
import type { StartStream } from '../guide.ts';
import { orthogonalMatrix } from '../orthogonal.ts';
import type { FactorisedParts } from './blocks.ts';

/** Hidden units of a typical well start about this far from their biases, before tanh. */
const denseGain = 0.45 / inputScale;

/**
 * Where training starts (INFERENCE.md, 2, Start): means at the prior's, log precisions at 0 unless the prior states
 * `prec`, heads' weights at 0, the encoder orthogonal. Levels with moments of their own start at the prior, where those that no
 * training well has stay.
 */
export function startFactorised(
  { blocks, encoder }: FactorisedParts,
  { drawn }: ParameterLayout,
  weights: Float64Array,
  stream: StartStream,
): void {
  for (const block of blocks) {
    const { from, count } = block;
    const [mean, logPrecision] =
      block.kind === 'shared'
        ? [block.mean, block.logPrecision]
        : [block.heads.mean.bias, block.heads.logPrecision.bias];
    const isTable = block.kind === 'shared' && block.levelOf !== null;
    const levels = isTable ? block.levels : 1;
    drawn.slice(from, from + count).forEach((entry, n) => {
      for (let level = 0; level < levels; level++) {
        weights[mean + level * count + n] = entry.prior.mean;
        weights[logPrecision + level * count + n] = isTable ? atPrior(entry) : startLogPrecision(entry);
      }
    });
  }
  if (encoder !== null) startEncoder(encoder, weights, stream);
}

/**
 * Orthogonal matrices. The dense layer's gain undoes most of the small scale of its inputs, and its biases spread the
 * hidden units over tanh's range: half of what the heads see differs between wells, half is common to all, and by the
 * common half the heads' means and precisions move together at first.
 */
function startEncoder(encoder: Encoder, weights: Float64Array, stream: StartStream): void {
  const { filters, signals, width } = encoder.shape;
  const { inputs, outputs, weight, bias } = encoder.dense;
  weights.set(orthogonalMatrix(stream('convolution'), filters, signals * width), encoder.weight);
  weights.set(
    orthogonalMatrix(stream('dense'), outputs, inputs).map((value) => value * denseGain),
    weight,
  );
  fillNormals(stream('denseBias'), weights.subarray(bias, bias + outputs));
}

function startLogPrecision(entry: DrawnEntry): number {
  return entry.prior.spec.statesPrec ? atPrior(entry) : 0;
}

function atPrior({ prior }: DrawnEntry): number {
  return -2 * Math.log(prior.sd);
}
