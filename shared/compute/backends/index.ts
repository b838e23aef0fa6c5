import type { Backend } from './backend.ts';
import { interpreter } from './interpreter/interpreter.ts';
import { javascript } from './javascript/javascript.ts';

/** Every backend; the first one is what `auto` chooses. */
export const backends: readonly Backend[] = [javascript, interpreter];
