import type { LockNote } from './lock-note.ts';

/** What a crash had left beside a project. */
export interface Recovered {
  /** Name of the log: `study.wellspring-wal`. */
  readonly file: string;
  readonly bytes: number;
  /** Who had the project open; null: not known. */
  readonly by: LockNote | null;
  /** Names of the files beside the project that keep what was not played back, or was played over; none: all is in the project. */
  readonly kept: readonly string[];
}
