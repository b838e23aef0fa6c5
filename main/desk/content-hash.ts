import { hashOf } from '../store/content.ts';

const known = new WeakMap<Uint8Array, string>();

/** SHA-256 of a file's bytes, hex; of the same array, which nobody changes, it is computed once. */
export function contentHash(bytes: Uint8Array): string {
  const hash = known.get(bytes) ?? hashOf(bytes);
  known.set(bytes, hash);
  return hash;
}
