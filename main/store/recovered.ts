import type { LockNote } from './lock-note.ts';

/** What a crash had left beside a project. */
export interface Recovered {
  /** Name of the log: `study.wellspring-wal`. */
  readonly file: string;
  readonly bytes: number;
  /** Who had the project open; null: not known. */
  readonly by: LockNote | null;
  /** Name of the file beside the project that keeps it, where not all of it was played back; null: all was. */
  readonly kept: string | null;
}
