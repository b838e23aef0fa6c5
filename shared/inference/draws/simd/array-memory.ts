import { compiledFunctions, type Functions, memoryLimits } from './functions.ts';

/**
 * Arrays in one WebAssembly memory, and emitted functions that find them there by their `byteOffset`. They stay where they
 * are and are never given back: whoever needs some makes a memory and drops it with them.
 */
export interface ArrayMemory {
  readonly functions: Functions;
  /** Functions of a module that works on this memory. */
  link(module: WebAssembly.Module): unknown;
  /** Of zeros; begins at a multiple of 64 bytes. */
  float64(length: number): MemoryArray;
}

declare const inMemory: unique symbol;
/** Told apart by the compiler, because addresses of other arrays would be taken all the same. */
export type MemoryArray = Float64Array & { readonly [inMemory]: true };

const page = 65_536;
const alignment = 64;

export function makeArrayMemory(): ArrayMemory {
  // shared, because arrays of such a memory outlive its growth
  const memory = new WebAssembly.Memory({ ...memoryLimits, shared: true });
  let end = 0;
  const link = (module: WebAssembly.Module): unknown =>
    new WebAssembly.Instance(module, { env: { memory } }).exports;
  return {
    functions: link(compiledFunctions()) as Functions,
    link,
    float64(length) {
      const address = end;
      end += Math.ceil((length * 8) / alignment) * alignment;
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / page));
      return new Float64Array(memory.buffer, address, length) as unknown as MemoryArray;
    },
  };
}
