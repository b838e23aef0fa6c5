import type { Database } from 'better-sqlite3';
import type { LogEntry } from '../../shared/channels.ts';
import { applyChange } from './change.ts';
import { type Change, changesSchema } from './change-schema.ts';
import { pack, unpack } from './document.ts';
import { type OnDamage, type RowReading, readRow, readRows, refuse, sealRow } from './seal.ts';

/**
 * Every change by a user, with its inverse: undo and audit trail in one. Rows are only ever added. Undoing is a row of
 * its own, so that the log says who took back what and when; what can be undone follows from reading the rows in order:
 *
 *     do a   do b   undo b   do c      done: a, c     undone: none, b is gone from redo
 *     final                            what came before cannot be undone any more
 *     fact                             nobody's deed: what became of a fit; undo and redo do not see it
 */
export type CommandKind = 'do' | 'undo' | 'redo' | 'final' | 'fact';

export interface LoggedCommand {
  readonly id: number;
  readonly at: string;
  readonly who: string;
  /** For people: `Import proc140916.csv`. */
  readonly what: string;
  readonly kind: CommandKind;
  /** For undo and redo: id of the `do` they are about. */
  readonly target: number | null;
}

interface CommandRow extends LoggedCommand {
  readonly changes: string;
  readonly inverse: string;
}

const reading: RowReading<CommandRow, LoggedCommand> = {
  table: 'log',
  what: ({ id }) => `the entry ${id} of the log`,
  // Without what it changed: of many that is much.
  parse: ({ id, at, who, what, kind, target }) => ({ id, at, who, what, kind, target }),
};

/** Oldest first. */
export function readCommands(database: Database, onDamage: OnDamage = refuse): readonly LoggedCommand[] {
  const rows = database.prepare<[], CommandRow>('SELECT * FROM log ORDER BY id');
  return [...readRows(database, reading, () => rows.iterate(), onDamage)];
}

/** What undo and redo would take, the next one last; follows the log without reading it again. */
export class CommandStacks {
  #done: LoggedCommand[] = [];
  #undone: LoggedCommand[] = [];

  /** All that the log has, oldest first. */
  constructor(commands: readonly LoggedCommand[]) {
    for (const command of commands) this.take(command);
  }

  get done(): LoggedCommand | null {
    return this.#done.at(-1) ?? null;
  }

  get undone(): LoggedCommand | null {
    return this.#undone.at(-1) ?? null;
  }

  /** The next one of the log. */
  take(command: LoggedCommand): void {
    const { kind } = command;
    if (kind === 'fact') return;
    if (kind === 'do') {
      this.#done.push(command);
      this.#undone = [];
    } else if (kind === 'final') {
      this.#done = [];
      this.#undone = [];
    } else {
      const [from, to] = kind === 'undo' ? [this.#done, this.#undone] : [this.#undone, this.#done];
      const moved = from.pop();
      if (moved !== undefined) to.push(moved);
    }
  }
}

/** Newest first. */
export function logEntries(commands: readonly LoggedCommand[]): readonly LogEntry[] {
  // A command whose undo was followed by another command is undone for good, but no longer on the stack.
  const last = new Map<number, CommandKind>();
  for (const { kind, target } of commands) if (target !== null) last.set(target, kind);
  return commands.map((command) => entryOf(command, last.get(command.id) === 'undo')).reverse();
}

export function entryOf({ at, who, what }: LoggedCommand, undone = false): LogEntry {
  return { at, who, what, undone };
}

interface Told {
  readonly at: string;
  readonly who: string;
  readonly what: string;
  readonly kind: CommandKind;
  readonly target: number | null;
}

/**
 * Applies changes and writes the command that says so, inside a transaction. null: nothing changed, nothing is written;
 * any other kind is written in any case.
 */
export function runCommand(database: Database, changes: readonly Change[], told: Told): LoggedCommand | null {
  const inverse: Change[] = [];
  for (const change of changes) {
    const back = applyChange(database, change);
    if (back !== null) inverse.unshift(back);
  }
  if (inverse.length === 0 && told.kind === 'do') return null;
  const { at, who, what, kind, target } = told;
  const insert = `INSERT INTO log (at, who, what, kind, target, changes, inverse) VALUES (?, ?, ?, ?, ?, ?, ?)`;
  const { lastInsertRowid } = database
    .prepare(insert)
    .run(at, who, what, kind, target, pack(changes), pack(inverse));
  sealRow(database, 'log', lastInsertRowid);
  return { id: Number(lastInsertRowid), ...told };
}

interface CommandChanges {
  readonly changes: readonly Change[];
  readonly inverse: readonly Change[];
}

const changesReading: RowReading<CommandRow, CommandChanges> = {
  ...reading,
  parse: ({ id, changes, inverse }) => {
    const read = (text: string) => unpack(changesSchema, text, `command ${id} of the log`);
    return { changes: read(changes), inverse: read(inverse) };
  },
};

/** What a command did, and what takes it back; where it is damaged, nothing. */
export function changesOf(database: Database, id: number, onDamage: OnDamage = refuse): CommandChanges {
  const row = database.prepare<[number], CommandRow>('SELECT * FROM log WHERE id = ?').get(id);
  return readRow(database, changesReading, row, onDamage) ?? { changes: [], inverse: [] };
}
