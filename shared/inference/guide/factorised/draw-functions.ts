import type { ModuleCode } from '../../../wasm/code.ts';
import type { ArrayMemory } from '../../draws/simd/array-memory.ts';
import { compiledOnce, memoryLimits } from '../../draws/simd/functions.ts';
import { emitDraws } from './emit-draws.ts';

/** The family's emitted function, on the memory of a step's arrays; addresses and strides in bytes. */
export interface DrawFunctions {
  draws(
    rows: number,
    noise: number,
    noiseRow: number,
    table: number,
    pairs: number,
    parameters: number,
    parametersRow: number,
    logRatio: number,
    constant: number,
  ): void;
}

export function drawModule(): ModuleCode {
  return { functions: [emitDraws()], memory: memoryLimits };
}

const compiled = compiledOnce(drawModule);

export function drawFunctions(arrays: ArrayMemory): DrawFunctions {
  return arrays.link(compiled()) as DrawFunctions;
}
