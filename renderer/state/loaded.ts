import type { Problem } from '../../shared/base/problem.ts';

/** Something the service holds and the page may not have yet. */
export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

export const LOADING: Loaded<never> = { kind: 'loading' };
