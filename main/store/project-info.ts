import type { Problem } from '../../shared/base/problem.ts';
import type { Recovered } from './recovered.ts';
import type { SessionParts } from './store-session.ts';

export interface ProjectInfo {
  /** Absolute, links resolved. */
  readonly path: string;
  /** Why only reading is possible, as half a sentence; null: it can be changed. */
  readonly readOnly: string | null;
  /** What a crash had left, played back when the project was opened. */
  readonly recovered: Recovered | null;
  /** `wal`, `truncate` on network and removable drives, `delete` where only reading is possible. */
  readonly journal: string;
  /** Warnings of the opening. */
  readonly problems: readonly Problem[];
}

export interface StoreParts extends SessionParts {
  readonly recovered: Recovered | null;
  readonly problems: readonly Problem[];
}
