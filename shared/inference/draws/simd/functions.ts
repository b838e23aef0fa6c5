import type { ModuleCode } from '../../../wasm/code.ts';
import { encodeModule } from '../../../wasm/encode-module.ts';
import { emitAddProduct } from './emit-add-product.ts';
import { emitAddProductTransposed } from './emit-add-product-transposed.ts';
import { emitNormals } from './emit-normals.ts';
import { emitTailQuantiles } from './emit-quantiles.ts';

/** Emitted functions on one memory, whatever the guide; addresses in bytes. Each is described where it is emitted. */
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
  addProduct(
    rows: number,
    columns: number,
    terms: number,
    a: number,
    aRow: number,
    aTerm: number,
    b: number,
    bTerm: number,
    c: number,
    cRow: number,
  ): void;
  addProductTransposed(
    rows: number,
    columns: number,
    terms: number,
    a: number,
    aRow: number,
    b: number,
    bColumn: number,
    c: number,
    cRow: number,
  ): void;
}

/** Of a memory that these functions work on: 2 GiB at most, address space only, until it is used. */
export const memoryLimits = { initial: 1, maximum: 32_768 } as const;

export function moduleCode(): ModuleCode {
  return {
    functions: [emitNormals(), emitTailQuantiles(), emitAddProduct(), emitAddProductTransposed()],
    memory: memoryLimits,
  };
}

/** Compiled when first asked for, once a process. */
export function compiledOnce(code: () => ModuleCode): () => WebAssembly.Module {
  let compiled: WebAssembly.Module | null = null;
  return () => {
    compiled ??= new WebAssembly.Module(encodeModule(code()));
    return compiled;
  };
}

export const compiledFunctions = compiledOnce(moduleCode);
