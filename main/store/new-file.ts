import { basename, dirname } from 'node:path';
import { writeAtomic } from './atomic-file.ts';
import { newPart, putInPlace, removePart } from './part-file.ts';

/**
 * Writes a file under a name that nothing has; what has it, or comes to have it meanwhile, is never replaced. Throws what the
 * file system throws.
 */
export function writeNew(path: string, content: Uint8Array | Iterable<string>): 'placed' | 'taken' {
  const part = newPart(path);
  try {
    writeAtomic(part, content);
    return putInPlace(part, path);
  } finally {
    removePart(part);
  }
}

/** Whether a name is that of a file in a folder and leads nowhere else, on this or another system. */
export function isPlainName(name: string): boolean {
  const plain = name === basename(name) && dirname(name) === '.' && !/[/\\:\0]/.test(name);
  return plain && !['', '.', '..'].includes(name);
}
