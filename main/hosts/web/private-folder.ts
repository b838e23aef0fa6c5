import { chmodSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A folder that only this user can look into, made where it is missing. Null where there can be none: a place that cannot be
 * written, or that belongs to someone else.
 */
export function privateFolder(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const entry = lstatSync(folder);
    // Windows has no such owner; there the user's profile is private already.
    const foreign = process.getuid !== undefined && entry.uid !== process.getuid();
    if (foreign || !entry.isDirectory()) return null;
    chmodSync(folder, 0o700);
    return folder;
  } catch {
    return null;
  }
}

/** A new file in a private folder that only this user can read; its path, or null where it cannot be written. */
export function writePrivately(folder: string, name: string, text: string): string | null {
  const place = privateFolder(folder);
  if (place === null) return null;
  const file = join(place, name);
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    return file;
  } catch {
    return null;
  }
}
