import { existsSync, statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { besides } from './beside-project.ts';

/** What changes whenever a file is written, and when another takes its name; as texts, to cross processes. */
export interface FileStamp {
  readonly file: string;
  readonly bytes: string;
  readonly changed: string;
}

/** Opens nothing. Throws what the file system throws. */
function stampOf(path: string): FileStamp {
  const { dev, ino, size, mtimeNs } = statSync(path, { bigint: true });
  return { file: `${dev}:${ino}`, bytes: String(size), changed: String(mtimeNs) };
}

/** Of a project and of what SQLite may have left beside it; null: there is no such file. */
export interface ProjectStamp {
  readonly project: FileStamp | null;
  readonly log: FileStamp | null;
  readonly journal: FileStamp | null;
}

/** Opens nothing. Throws what the file system throws. */
export function projectStampOf(path: string): ProjectStamp {
  const of = (suffix: string) => (existsSync(path + suffix) ? stampOf(path + suffix) : null);
  return { project: of(''), log: of(besides.log), journal: of(besides.journal) };
}

/** Whether nobody has written the project, nor anything beside it, since. */
export function isAsStamped(path: string, before: ProjectStamp): boolean {
  return isDeepStrictEqual(projectStampOf(path), before);
}
