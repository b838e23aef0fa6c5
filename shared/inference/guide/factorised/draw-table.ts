import type { ArrayMemory, MemoryArray } from '../../draws/simd/array-memory.ts';
import { pairLayout } from './emit-draws.ts';

/** The drawn parameters of one series as `draws` reads them, two by two. */
export interface DrawTable {
  readonly pairs: number;
  readonly numbers: MemoryArray;
  /** The same bytes. */
  readonly words: Int32Array;
}

export function drawTable(drawn: number, arrays: ArrayMemory): DrawTable {
  const pairs = Math.ceil(drawn / 2);
  const numbers = arrays.float64((pairs * pairLayout.bytes) / 8);
  return { pairs, numbers, words: new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2) };
}
