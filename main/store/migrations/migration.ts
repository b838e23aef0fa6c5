import type { Database } from 'better-sqlite3';

/** One step of the file format: what makes version `version` out of the version before it. */
export interface Migration {
  /** 1, 2, 3 ...; becomes the file's `user_version`. */
  readonly version: number;
  /** For people: what the step is for. */
  readonly what: string;
  /** Runs inside a transaction. A step that has been released is never changed again. */
  readonly run: (database: Database) => void;
}
