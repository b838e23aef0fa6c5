/** What a plate of one file is to those of others. `why`: half a sentence. */
export type Relation =
  | { readonly kind: 'apart' }
  | { readonly kind: 'joins'; readonly why: string }
  | { readonly kind: 'doubt'; readonly why: string; readonly wayOut: WayOut };

/**
 * What decides a doubt. `name`: to say that they are one plate, or two. `apart`: only that they are two, for they cannot be one.
 * `dates`: to say when they began.
 */
export type WayOut = 'name' | 'apart' | 'dates';
