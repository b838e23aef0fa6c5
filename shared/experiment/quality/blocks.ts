import { finiteOf, medianOf } from '../statistics/robust.ts';

/** Stretches of a run of equal length, each as one number, so that noise that goes on for some readings counts once. */
export const blockCount = 9;

/** Medians of the blocks, [block], of a series, [cycle]; null: fewer readings than three a block. */
export function blockMedians(series: ArrayLike<number>): Float64Array | null {
  if (finiteOf(series).length < 3 * blockCount) return null;
  const read = series instanceof Float64Array ? series : Float64Array.from(series);
  return Float64Array.from({ length: blockCount }, (_, block) => {
    const [from, to] = [block, block + 1].map((n) => Math.floor((n * read.length) / blockCount));
    return medianOf(read.subarray(from, to));
  });
}
