import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** About this many characters are handed to the system at once. */
const chunk = 1 << 18;

/**
 * Writes a file so that at every moment, a power cut included, either the old content or the whole new one is there:
 * into a temporary file of the same folder, to the disk, then over the name. Text parts are taken one by one, so a
 * large table is never one string. Throws what the file system throws (no space, no permission); the old file stays.
 */
export function writeAtomic(path: string, content: Uint8Array | Iterable<string>): void {
  const temporary = join(
    dirname(path),
    `.${basename(path)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`,
  );
  const file = openSync(temporary, 'wx');
  try {
    try {
      if (content instanceof Uint8Array) writeBytes(file, content);
      else writeText(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** Takes away what processes that died while they wrote have left in a folder; for its one writer. */
export function removeLeftovers(folder: string): void {
  for (const file of readdirSync(folder)) {
    if (/^\..+\.\d+\.[0-9a-f]{8}\.tmp$/.test(file)) rmSync(join(folder, file), { force: true });
  }
}

function writeText(file: number, parts: Iterable<string>): void {
  let text = '';
  for (const part of parts) {
    text += part;
    if (text.length < chunk) continue;
    writeBytes(file, Buffer.from(text, 'utf8'));
    text = '';
  }
  writeBytes(file, Buffer.from(text, 'utf8'));
}

function writeBytes(file: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
}

/** Makes the new name itself durable. Windows cannot open folders and does not need it. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
