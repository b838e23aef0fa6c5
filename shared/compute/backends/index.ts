import type { Backend } from './backend.ts';
import { interpreter } from './interpreter/interpreter.ts';
import { javascript } from './javascript/javascript.ts';
import { wasm, wasmFloat64 } from './wasm/wasm.ts';

/** Every backend; `auto` chooses the first one that runs the method. */
export const backends: readonly Backend[] = [wasm, javascript, interpreter];

/** What a choice may name: the backends, and variants of one that differ in precision only. */
export const backendChoices: readonly Backend[] = [wasm, wasmFloat64, javascript, interpreter];
