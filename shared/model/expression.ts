/** Arithmetic of the model language after checking: names are resolved, functions known with the right number of arguments. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly role: NameRole; readonly name: string; readonly index: number }
  | { readonly kind: 'call'; readonly operation: string; readonly args: readonly Expression[] };

/** What a name stands for; `index` counts within its list in the Model; `time` is `t`, hours, index 0. */
export type NameRole = 'state' | 'treatment' | 'parameter' | 'definition' | 'time';
