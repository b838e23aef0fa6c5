import { local } from '../../../wasm/code.ts';
import type { LanePlace } from './lane-graph.ts';
import { bitsOf, type LaneType } from './lane-type.ts';

/** Points at the pool in every function. */
export const constantsBase = local('constants', 'i32');

type VectorPlace = Extract<LanePlace, { kind: 'vector' }>;

/**
 * Constants of a module as vectors in memory. Inline constants are built anew at each use, and the compiler keeps far fewer
 * than a model has in registers; a load is as good as a register that was spilled.
 */
export interface ConstantPool {
  readonly bytes: number;
  place(bits: bigint): VectorPlace;
  placeOf(value: number): VectorPlace;
  /** Writes every constant to every lane, from a byte address on. */
  write(memory: ArrayBufferLike, address: number): void;
}

export function makeConstantPool(type: LaneType): ConstantPool {
  const indices = new Map<bigint, number>();
  const pool: ConstantPool = {
    get bytes() {
      return indices.size * 16;
    },
    place(bits) {
      let index = indices.get(bits);
      if (index === undefined) {
        index = indices.size;
        indices.set(bits, index);
      }
      return { kind: 'vector', base: constantsBase, offset: index * 16 };
    },
    placeOf: (value) => pool.place(bitsOf(type, value)),
    write(memory, address) {
      const view = new DataView(memory, address, indices.size * 16);
      for (const [bits, index] of indices) {
        for (let at = 0; at < 16; at += type.bytes) {
          if (type.bytes === 4) view.setUint32(index * 16 + at, Number(bits), true);
          else view.setBigUint64(index * 16 + at, bits, true);
        }
      }
    },
  };
  return pool;
}
