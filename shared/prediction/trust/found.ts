/** What was looked for: found, or why it is not there. A number that cannot be computed soundly is absent with its reason. */
export type Found<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

export function found<T>(value: T): Found<T> {
  return { ok: true, value };
}

/** @param reason half a sentence: `the fit has no chains`. */
export function absent<T = never>(reason: string): Found<T> {
  return { ok: false, reason };
}
