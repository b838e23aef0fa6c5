import type { Problem } from '../../shared/base/problem.ts';

/** What an action came to. `undo`: the project's name of what was done, by which it is known whether that is still the last change. */
export type Notice =
  | { readonly kind: 'done'; readonly text: string; readonly undo: string | null }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };
