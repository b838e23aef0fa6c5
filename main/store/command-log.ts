import type { Database } from 'better-sqlite3';
import { shortText } from '../../shared/base/short-text.ts';
import type { LogEntry } from '../../shared/channels.ts';
import { longestSaying } from './cell-bounds.ts';
import { applyChange } from './change.ts';
import { type Change, changesSchema, isModest } from './change-schema.ts';
import { pack, TooLargeToStore, unpack } from './document.ts';
import { type OnDamage, type RowReading, readRow, readRows, refuse, sealWritten } from './seal.ts';

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

/** Of a log that is sent: entries, and bytes of what they changed, which their seals are held against. */
const mostEntries = 1000;
const mostBytes = 16 << 20;

/** The newest commands, oldest first: as many as a window is sent. */
function newestCommands(database: Database, onDamage: OnDamage): readonly LoggedCommand[] {
  const rows = function* (): Generator<CommandRow> {
    const select = `SELECT *, coalesce(octet_length(changes), 0) + coalesce(octet_length(inverse), 0) AS bytes
      FROM log ORDER BY id DESC LIMIT ?`;
    let bytes = 0;
    for (const row of database
      .prepare<[number], CommandRow & { readonly bytes: number }>(select)
      .iterate(mostEntries)) {
      yield row;
      bytes += row.bytes;
      if (bytes > mostBytes) return;
    }
  };
  return [...readRows(database, reading, rows, onDamage)].reverse();
}

/** The newest entries, newest first, and how many there are before them. */
export function newestEntries(database: Database, onDamage: OnDamage) {
  const entries = logEntries(newestCommands(database, onDamage));
  const all = database.prepare<[], number>('SELECT count(*) FROM log').pluck().get() ?? 0;
  return { entries, earlier: Math.max(0, all - entries.length) };
}

/** Newest first. */
function logEntries(commands: readonly LoggedCommand[]): readonly LogEntry[] {
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
 * any other kind is written in any case. Throws TooLargeToStore.
 */
export function runCommand(database: Database, changes: readonly Change[], told: Told): LoggedCommand | null {
  if (!isModest(changes)) throw new TooLargeToStore('one command changes more than is taken back in one go');
  const inverse: Change[] = [];
  for (const change of changes) {
    const back = applyChange(database, change);
    if (back !== null) inverse.unshift(back);
  }
  if (inverse.length === 0 && told.kind === 'do') return null;
  const { at, who, kind, target } = told;
  const what = shortText(told.what, longestSaying);
  const insert = `INSERT INTO log (at, who, what, kind, target, changes, inverse) VALUES (?, ?, ?, ?, ?, ?, ?)`;
  const { lastInsertRowid } = database
    .prepare(insert)
    .run(at, who, what, kind, target, pack(changes), pack(inverse));
  sealWritten(database, 'log', lastInsertRowid);
  return { id: Number(lastInsertRowid), ...told, what };
}

/** null: it is damaged. */
export function commandOf(database: Database, id: number, onDamage: OnDamage): LoggedCommand | null {
  const row = database.prepare<[number], CommandRow>('SELECT * FROM log WHERE id = ?').get(id);
  return readRow(database, reading, row, onDamage);
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

/** What every command did, oldest first. */
export function everyChange(database: Database, onDamage: OnDamage): Iterable<CommandChanges> {
  const rows = database.prepare<[], CommandRow>('SELECT * FROM log ORDER BY id');
  return readRows(database, changesReading, () => rows.iterate(), onDamage);
}

/** What a command did, and what takes it back; where it is damaged, nothing. */
export function changesOf(database: Database, id: number, onDamage: OnDamage = refuse): CommandChanges {
  const row = database.prepare<[number], CommandRow>('SELECT * FROM log WHERE id = ?').get(id);
  return readRow(database, changesReading, row, onDamage) ?? { changes: [], inverse: [] };
}
