import { philoxOf, type RandomStream } from '../../base/random.ts';
import type { ArrayMemory, MemoryArray } from './simd/array-memory.ts';
import { normalsAtOnce } from './simd/emit-normals.ts';
import { tailMark, tailsAtOnce } from './simd/emit-quantiles.ts';

/** Standard normals of random streams: those of `fillNormals`, to the bit, in a third of the time. */
export interface Noise {
  readonly values: MemoryArray;
  /** `fillNormals(stream, values, from, to)`. */
  fill(stream: RandomStream, from: number, to: number): void;
}

/** Numbers whose tails are done together. */
const chunk = 1024;

export function makeNoise(length: number, arrays: ArrayMemory): Noise {
  const { normals, tailQuantiles } = arrays.functions;
  const values = arrays.float64(length);
  // where what the last turn makes too much of goes
  const spare = arrays.float64(normalsAtOnce);
  const places = new Int32Array(chunk + 1);
  const tails = arrays.float64(chunk + tailsAtOnce);
  const sides = arrays.float64(chunk + tailsAtOnce);

  /**
   * The logarithms of tails are JavaScript's, as in `normalQuantile`. One number in seven is in a tail, on either side, so
   * that branches would be guessed wrong: there are none.
   */
  const fillTails = (from: number, to: number): void => {
    let count = 0;
    for (let i = from; i < to; i++) {
      places[count] = i;
      count += (values[i] / tailMark) | 0;
    }
    for (let n = 0; n < count; n++) {
      const q = values[places[n]] - (tailMark + 0.5);
      sides[n] = q;
      tails[n] = Math.log(0.5 - Math.abs(q));
    }
    if (count > 0) tailQuantiles(tails.byteOffset, tails.byteOffset + 8 * count, sides.byteOffset);
    for (let n = 0; n < count; n++) values[places[n]] = tails[n];
  };

  return {
    values,
    fill(stream, from, to) {
      const { c1, c2, c3, k0, k1 } = philoxOf(stream);
      const make = (at: number, count: number, block: number): void =>
        normals(at, at + 8 * count, block, c1, c2, c3, k0, k1);
      const whole = to - ((to - from) % normalsAtOnce);
      if (whole > from) make(values.byteOffset + 8 * from, whole - from, 0);
      if (whole < to) {
        make(spare.byteOffset, normalsAtOnce, (whole - from) / 4);
        for (let i = whole; i < to; i++) values[i] = spare[i - whole];
      }
      for (let start = from; start < to; start += chunk) fillTails(start, Math.min(start + chunk, to));
    },
  };
}
