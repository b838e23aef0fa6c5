/**
 * The memory that a kernel's functions and threads share. Regions are named and only grow: one that is too small is moved
 * to the end with room to spare, so that after a few requests nothing is allocated any more.
 */
export interface KernelMemory {
  readonly memory: WebAssembly.Memory;
  /** Byte address of a region of at least `bytes`, a multiple of 64. What was in it is lost when it has to move. */
  reserve(name: string, bytes: number): number;
  /** Views end with the memory's next growth: ask anew after `reserve`. */
  readonly buffer: ArrayBufferLike;
}

const page = 65_536;
/** 2 GiB; a shared memory must say how far it may grow. Address space only, until it is used. */
export const kernelMemoryLimits = { initial: 16, maximum: 32_768 } as const;
/** A cache line: no two threads write to the same one. */
const alignment = 64;

export function makeKernelMemory(): KernelMemory {
  const memory = new WebAssembly.Memory({ ...kernelMemoryLimits, shared: true });
  const regions = new Map<string, { readonly address: number; readonly bytes: number }>();
  // address 0 stays free, so that it can mean "none"
  let end = alignment;
  return {
    memory,
    get buffer() {
      return memory.buffer;
    },
    reserve(name, bytes) {
      const known = regions.get(name);
      if (known !== undefined && known.bytes >= bytes) return known.address;
      const spare = known === undefined ? bytes : Math.max(bytes, Math.ceil(known.bytes * 1.5));
      const size = Math.ceil(Math.max(spare, alignment) / alignment) * alignment;
      const address = end;
      end += size;
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / page));
      regions.set(name, { address, bytes: size });
      return address;
    },
  };
}
