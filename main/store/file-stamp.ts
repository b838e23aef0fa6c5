import { statSync } from 'node:fs';

/** What changes whenever a file is written, and when another takes its name; as texts, to cross processes. */
export interface FileStamp {
  readonly file: string;
  readonly bytes: string;
  readonly changed: string;
}

/** Opens nothing. Throws what the file system throws. */
export function stampOf(path: string): FileStamp {
  const { dev, ino, size, mtimeNs } = statSync(path, { bigint: true });
  return { file: `${dev}:${ino}`, bytes: String(size), changed: String(mtimeNs) };
}

export function isSameStamp(one: FileStamp, other: FileStamp): boolean {
  return one.file === other.file && one.bytes === other.bytes && one.changed === other.changed;
}
