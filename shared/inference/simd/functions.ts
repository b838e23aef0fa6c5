import type { ModuleCode } from '../../compute/wasm/code.ts';
import { encodeModule } from '../../compute/wasm/encode-module.ts';
import { type ArrayMemory, memoryLimits } from './array-memory.ts';
import { emitNormals } from './emit-normals.ts';
import { emitTailQuantiles } from './emit-quantiles.ts';

/** Emitted functions on one memory; addresses in bytes. Each is described where it is emitted. */
export interface Functions {
  normals(
    at: number,
    end: number,
    block: number,
    c1: number,
    c2: number,
    c3: number,
    k0: number,
    k1: number,
  ): void;
  tailQuantiles(at: number, end: number, side: number): void;
}

export function moduleCode(): ModuleCode {
  return { functions: [emitNormals(), emitTailQuantiles()], memory: memoryLimits };
}

/** Compiled when first asked for, once a process. */
let compiled: WebAssembly.Module | null = null;

export function functionsOn({ memory }: ArrayMemory): Functions {
  compiled ??= new WebAssembly.Module(encodeModule(moduleCode()));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Functions;
}
