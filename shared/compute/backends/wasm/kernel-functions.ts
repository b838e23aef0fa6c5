import { present } from '../../../base/assert.ts';
import type { FunctionCode, ModuleCode } from '../../../wasm/code.ts';
import { encodeModule } from '../../../wasm/encode-module.ts';
import { makeConstantPool } from './constant-pool.ts';
import { emitLikelihood, type LikelihoodKind } from './emit-likelihood.ts';
import { emitSimulation } from './emit-simulation.ts';
import { type KernelMemory, kernelMemoryLimits } from './kernel-memory.ts';
import type { KernelShape } from './kernel-shape.ts';
import type { KernelFunction } from './task-list.ts';

export type FunctionKind = LikelihoodKind | 'simulation';

export interface CompiledFunction {
  readonly kind: FunctionKind;
  readonly module: WebAssembly.Module;
  readonly call: KernelFunction;
  /** Byte address of the function's constants. */
  readonly constants: number;
}

/** Functions of a kernel, each compiled when it is first asked for: a fit never simulates before its end, a prediction never differentiates. */
export function makeFunctions(
  shape: Omit<KernelShape, 'constants'>,
  memory: KernelMemory,
): (kind: FunctionKind) => CompiledFunction {
  const compiled = new Map<FunctionKind, CompiledFunction>();
  return (kind) => {
    let made = compiled.get(kind);
    if (made === undefined) {
      made = compile(shape, memory, kind);
      compiled.set(kind, made);
    }
    return made;
  };
}

function compile(
  shape: Omit<KernelShape, 'constants'>,
  memory: KernelMemory,
  kind: FunctionKind,
): CompiledFunction {
  const constants = makeConstantPool(shape.type);
  const bytes = encodeModule(moduleOf(emitFunction({ ...shape, constants }, kind)));
  const module = new WebAssembly.Module(bytes);
  const address = memory.reserve(`constants of ${kind}`, constants.bytes);
  constants.write(memory.buffer, address);
  return { kind, module, call: instantiate(module, memory.memory, kind), constants: address };
}

export function emitFunction(shape: KernelShape, kind: FunctionKind): FunctionCode {
  return kind === 'simulation' ? emitSimulation(shape) : emitLikelihood(shape, kind);
}

export function moduleOf(code: FunctionCode): ModuleCode {
  return { functions: [code], memory: kernelMemoryLimits };
}

/** The function of a module, on this thread. */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  kind: FunctionKind,
): KernelFunction {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return present(exports[kind], `the module exports ${kind}`) as KernelFunction;
}
