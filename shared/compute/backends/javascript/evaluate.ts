import * as special from '../../../model/operations/special-values.ts';

/** The functions that generated text calls as `special`. */
export { special };

/** The text is made from a checked plan: numbers and generated names only, nothing a user wrote reaches it. */
export function evaluateText<T>(source: string): T {
  return new Function(`'use strict'; return ${source};`)() as T;
}
