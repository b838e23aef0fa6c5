/**
 * Arrays in one WebAssembly memory, where emitted functions find them by their `byteOffset`. They stay where they are and
 * are never given back: whoever needs them makes a memory and drops it with them.
 */
export interface ArrayMemory {
  readonly memory: WebAssembly.Memory;
  /** Of zeros; begins at a multiple of 64 bytes. */
  float64(length: number): Float64Array;
}

const page = 65_536;
/** 2 GiB; a shared memory must say how far it may grow. Address space only, until it is used. */
export const memoryLimits = { initial: 1, maximum: 32_768 } as const;
const alignment = 64;

export function makeArrayMemory(): ArrayMemory {
  // shared, because arrays of such a memory outlive its growth
  const memory = new WebAssembly.Memory({ ...memoryLimits, shared: true });
  let end = 0;
  return {
    memory,
    float64(length) {
      const address = end;
      end += Math.ceil((length * 8) / alignment) * alignment;
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / page));
      return new Float64Array(memory.buffer, address, length);
    },
  };
}
