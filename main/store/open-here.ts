import { realpathSync } from 'node:fs';

/**
 * Projects that this process has open. SQLite's POSIX locks belong to a process and vanish when it closes any handle of
 * the file, so such a file must not be touched by anything but its one connection, not even for a look.
 */
const open = new Set<string>();

export function isOpenHere(path: string): boolean {
  return open.has(realPath(path));
}

/** Returns the function that takes it off the list. */
export function markOpenHere(path: string): () => void {
  const real = realPath(path);
  open.add(real);
  return () => open.delete(real);
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
