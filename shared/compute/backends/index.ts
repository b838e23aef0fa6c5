import type { Backend } from './backend.ts';
import { interpreter } from './interpreter/interpreter.ts';
import { javascript } from './javascript/javascript.ts';
import { wasm } from './wasm/wasm.ts';

/** Every backend; `auto` chooses the first one that runs the method. */
export const backends: readonly Backend[] = [wasm, javascript, interpreter];
