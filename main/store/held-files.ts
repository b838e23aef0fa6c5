import { type BigIntStats, statSync } from 'node:fs';
import { besides } from './beside-project.ts';

/** `gone`: moved, deleted or replaced. `changed`: the same file, and somebody else has written or cut it. */
export type FileState = 'whole' | 'gone' | 'changed';

export interface HeldState {
  readonly project: FileState;
  /** Where the last changes are until they come into the project, or what takes back one that is interrupted. */
  readonly log: FileState;
}

/**
 * Whether the files of an open project are what this process has left there: it alone writes them as long as it holds the
 * project, but their names, and what others do to them without asking for a lock, are beyond it. Opens nothing.
 */
export class HeldFiles {
  readonly #path: string;
  /** Path of the log or journal. */
  readonly log: string;
  readonly #other: string;
  readonly #isLocal: boolean;
  #project: BigIntStats | null;
  #logged: BigIntStats | null;

  /** @param journal as SQLite names it; `wal` on local drives alone. */
  constructor(path: string, journal: string) {
    this.#path = path;
    this.#isLocal = journal === 'wal';
    const [own, other] = this.#isLocal ? [besides.log, besides.journal] : [besides.journal, besides.log];
    this.log = path + own;
    this.#other = path + other;
    this.#project = lookAt(path);
    this.#logged = lookAt(this.log);
  }

  /** Call between writes. */
  state(): HeldState {
    // What empties a rollback journal is no harm between changes.
    const log = this.#isLocal ? this.#compare(this.#logged, this.log) : nameState(this.#logged, this.log);
    return { project: this.#compare(this.#project, this.#path), log };
  }

  /** Files of others under the names of its log and journal. */
  foreign(): readonly string[] {
    const logged = lookAt(this.log);
    const others = logged !== null && !isSame(this.#logged, logged) ? [this.log] : [];
    return (lookAt(this.#other)?.size ?? 0n) > 0n ? [...others, this.#other] : others;
  }

  /** Call after each write, whatever became of it. False: it went into files that are not under these names any more. */
  wrote(): boolean {
    let project: BigIntStats | null;
    let logged: BigIntStats | null;
    try {
      [project, logged] = [lookOrThrow(this.#path), lookOrThrow(this.log)];
    } catch {
      // The drive has taken the write, and does not answer: nothing is known against it.
      return true;
    }
    const same = isSame(this.#project, project) && (this.#logged === null || isSame(this.#logged, logged));
    if (!same) return false;
    this.#project = project;
    this.#logged = logged;
    return true;
  }

  /** The project alone, whatever has become of the log. */
  wroteProject(): void {
    this.#project = lookAt(this.#path);
  }

  #compare(before: BigIntStats | null, path: string): FileState {
    const named = nameState(before, path);
    const now = lookAt(path);
    if (named !== 'whole' || before === null || now === null) return named;
    if (now.size !== before.size) return 'changed';
    // Elsewhere a drive may state the time of a write later, or by another clock.
    const exact = this.#isLocal && process.platform !== 'win32';
    return exact && now.mtimeNs !== before.mtimeNs ? 'changed' : 'whole';
  }
}

function nameState(before: BigIntStats | null, path: string): FileState {
  let now: BigIntStats | null;
  try {
    now = lookOrThrow(path);
  } catch {
    // The drive does not answer; writing will say so.
    return 'whole';
  }
  return isSame(before, now) ? 'whole' : 'gone';
}

function isSame(one: BigIntStats | null, other: BigIntStats | null): boolean {
  return one?.ino === other?.ino && one?.dev === other?.dev;
}

/** null: there is none, or the drive does not answer. */
function lookAt(path: string): BigIntStats | null {
  try {
    return lookOrThrow(path);
  } catch {
    return null;
  }
}

function lookOrThrow(path: string): BigIntStats | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
}
