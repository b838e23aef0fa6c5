import type { Database } from 'better-sqlite3';
import { type CommandKind, commandOf, type LoggedCommand } from './command-log.ts';
import type { OnDamage } from './seal.ts';

/**
 * What undo and redo would take now. The log is read backwards, as far as is needed and when it is asked: of a log of
 * hundreds of thousands that is a row or two.
 */
export class CommandStacks {
  readonly #database: Database;
  readonly #onDamage: OnDamage;
  /** undefined: not known. */
  #done: LoggedCommand | null | undefined;
  #undone: LoggedCommand | null | undefined;

  constructor(database: Database, onDamage: OnDamage) {
    this.#database = database;
    this.#onDamage = onDamage;
  }

  get done(): LoggedCommand | null {
    if (this.#done === undefined) this.#done = this.#find('done');
    return this.#done;
  }

  get undone(): LoggedCommand | null {
    if (this.#undone === undefined) this.#undone = this.#find('undone');
    return this.#undone;
  }

  /** The next one of the log, which is on the disk by now. */
  take(command: LoggedCommand): void {
    const { kind } = command;
    if (kind === 'fact') return;
    const [done, undone] = [this.#done, this.#undone];
    // What lies below what was on top is looked up when it is asked for.
    this.#done = kind === 'do' ? command : kind === 'final' ? null : kind === 'redo' ? undone : undefined;
    this.#undone = kind === 'undo' ? done : kind === 'redo' ? undefined : null;
  }

  #find(stack: 'done' | 'undone'): LoggedCommand | null {
    const top = topOf(stack, this.#database);
    return top === null ? null : commandOf(this.#database, top, this.#onDamage);
  }
}

interface Step {
  readonly id: number;
  readonly kind: CommandKind;
  readonly target: number | null;
}

/** Number of the command that would be taken next; null: none. */
function topOf(stack: 'done' | 'undone', database: Database): number | null {
  const [pushing, popping] = stack === 'done' ? (['redo', 'undo'] as const) : (['undo', 'redo'] as const);
  const steps = database.prepare<[], Step>(
    `SELECT id, kind, target FROM log WHERE kind <> 'fact' ORDER BY id DESC`,
  );
  /** Pushed later and popped again by what was already passed. */
  let popped = 0;
  for (const { id, kind, target } of steps.iterate()) {
    if (kind === 'final') return null;
    if (kind === popping) popped++;
    else if (kind === pushing || stack === 'done') {
      if (popped === 0) return kind === 'do' ? id : target;
      popped--;
    } else return null;
  }
  return null;
}
