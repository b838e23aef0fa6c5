import { assert } from '../base/assert.ts';
import { mersenneTwister } from './mersenne-twister.ts';

/**
 * 0 .. count - 1 in random order, as numpy's legacy `RandomState(seed).permutation(count)` gives it: Fisher-Yates from
 * the end; an index in 0 .. i is drawn as a 32-bit output masked to the bits of i, redrawn while above i.
 */
export function permutation(count: number, seed: number): Int32Array {
  const next = mersenneTwister(seed);
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let i = count - 1; i >= 1; i -= 1) {
    const mask = 2 ** (32 - Math.clz32(i)) - 1;
    let j = (next() & mask) >>> 0;
    while (j > i) j = (next() & mask) >>> 0;
    const swapped = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = swapped;
  }
  return order;
}

/**
 * K disjoint parts of 0 .. count - 1 that together are all of it: the permutation cut in order, the first count mod K
 * parts one longer; each part ascending. Fold f (from 1) validates on part f - 1.
 */
export function folds(count: number, parts: number, foldSeed: number): readonly Int32Array[] {
  assert(parts >= 1 && parts <= count, `folds: ${parts} parts of ${count} are checked before`);
  const order = permutation(count, foldSeed);
  const length = Math.floor(count / parts);
  const longer = count % parts;
  return Array.from({ length: parts }, (_, part) => {
    const start = part * length + Math.min(part, longer);
    return order.slice(start, start + length + (part < longer ? 1 : 0)).sort();
  });
}
