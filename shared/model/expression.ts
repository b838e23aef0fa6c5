/** Arithmetic of the model language after checking: names are resolved, functions known with the right number of arguments. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly role: NameRole; readonly name: string; readonly index: number }
  | { readonly kind: 'call'; readonly operation: string; readonly args: readonly Expression[] }
  /** One output of a layer of the model's networks, activation applied. */
  | { readonly kind: 'output'; readonly layer: number; readonly output: number };

/**
 * What a name stands for; `index` counts within its list in the Model. `time` is `t` (index 0), hours, and `t0` (index
 * 1), the first reading; `prediction` is the observable's own value, within its residual error only.
 */
export type NameRole = 'state' | 'treatment' | 'parameter' | 'definition' | 'time' | 'prediction';
