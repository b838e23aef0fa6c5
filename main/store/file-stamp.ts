import { existsSync, statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

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

/** Of a project and of what SQLite may have left beside it; null: there is no such file. */
export type ProjectStamp = readonly (FileStamp | null)[];

/** Throws what the file system throws. */
export function projectStampOf(path: string): ProjectStamp {
  return ['', '-wal', '-journal'].map((suffix) =>
    existsSync(path + suffix) ? stampOf(path + suffix) : null,
  );
}

/** Whether nobody has written the project, nor anything beside it, since. */
export function isAsStamped(path: string, before: ProjectStamp): boolean {
  return isDeepStrictEqual(projectStampOf(path), before);
}
