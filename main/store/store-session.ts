import type { Database } from 'better-sqlite3';
import { assert, present } from '../../shared/base/assert.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { LogEntry } from '../../shared/channels.ts';
import type { Change } from './change-schema.ts';
import { changesOf, entryOf, type LoggedCommand, runCommand } from './command-log.ts';
import { CommandStacks } from './command-stacks.ts';
import { bringIn, disconnect, journalOf } from './connection.ts';
import { DamagedDocument } from './document.ts';
import { HeldFiles } from './held-files.ts';
import { letGo, unwhole } from './let-go.ts';
import { markOpenHere } from './open-here.ts';
import type { InspectedProject } from './recovery-copy.ts';
import { copyRemedy, damagedRemedy, damageRemedy } from './remedies.ts';
import { writeSavedAt } from './saved-at.ts';
import { type OnDamage, refuse } from './seal.ts';
import { faultProblem } from './store-fault.ts';
import { StoreLists } from './store-lists.ts';
import { storeProblem } from './store-problem.ts';

export interface SessionParts {
  /** Absolute, links resolved. */
  readonly path: string;
  readonly database: Database;
  readonly who: string;
  readonly now: () => Date;
  /** Why only reading is possible; null: it can be changed. */
  readonly readOnly: string | null;
  /** Where the database is not the file itself but a copy with its log played back. */
  /** Names of what is damaged, told when it was opened for reading: that is left out, everything else is there. */
  readonly damaged: readonly string[];
  readonly copy: Pick<InspectedProject, 'leave'> | null;
}

/** In a sentence that says what there is: the newest. */
const mostNamed = 20;

/** What undo and redo did. */
export interface Done {
  readonly entry: LogEntry;
  readonly changes: readonly Change[];
}

/** The one connection of an open project: transactions, commands with undo and redo, and the end. */
export class StoreSession {
  readonly lists: StoreLists;
  /** For all that is read. */
  readonly onDamage: OnDamage;
  readonly #parts: SessionParts;
  readonly #leave: () => void;
  readonly #files: HeldFiles;
  readonly #stacks: CommandStacks;
  /** Of the transaction under way: taken along when it is on the disk. */
  #told: LoggedCommand[] = [];
  #open = true;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.onDamage = parts.damaged.length > 0 ? () => {} : refuse;
    const files = parts.damaged.length > 0 ? this.onDamage : 'vouched';
    this.lists = new StoreLists(parts.database, this.onDamage, files);
    this.#stacks = new CommandStacks(parts.database, this.onDamage);
    this.#leave = markOpenHere(parts.path, parts.copy === null ? parts.database : null);
    this.#files = new HeldFiles(parts.path, journalOf(parts.database));
  }

  get database(): Database {
    assert(this.#open, 'a closed project is asked for nothing');
    return this.#parts.database;
  }

  get who(): string {
    return this.#parts.who;
  }

  /** What undo and redo would take. */
  get stacks(): Pick<CommandStacks, 'done' | 'undone'> {
    return this.#stacks;
  }

  /**
   * One transaction: on the disk when this returns, or nothing of it happened. `work` is told the time. What the drive
   * refuses is a problem.
   */
  write<T>(work: (at: string) => T): Outcome<T> {
    const { readOnly, now, path } = this.#parts;
    if (readOnly !== null) {
      const remedy = this.#parts.damaged.length > 0 ? damagedRemedy : copyRemedy;
      return this.fail('project.readOnly', `the project can only be read: ${readOnly}`, remedy);
    }
    const refused = this.#refuseUnwhole();
    if (refused !== null) return failure([refused]);
    const { database } = this;
    const at = now().toISOString();
    this.#told = [];
    try {
      const transaction = database.transaction(() => {
        const value = work(at);
        writeSavedAt(database, at);
        return value;
      });
      const value = transaction.immediate();
      // What was taken away meanwhile has taken the change along.
      if (!this.#files.wrote()) return failure([unwhole(path, this.#files.state(), this.#files.log)]);
      for (const command of this.#told) this.#stacks.take(command);
      return success(value);
    } catch (error) {
      this.#files.wrote();
      const problem = faultProblem(error, this.#parts.path);
      if (problem === null) throw error;
      const code = problem.code === 'project.driveFault' ? 'project.cannotWrite' : problem.code;
      return failure([{ ...problem, code, message: `the change cannot be saved: ${problem.message}` }]);
    }
  }

  /** Inside `write`. null: there was nothing to change. */
  run(what: string, changes: readonly Change[], at: string): LoggedCommand | null {
    return this.#run({ kind: 'do', target: null }, what, changes, at);
  }

  /** Inside `write`: what came before cannot be undone any more. */
  runFinal(what: string, at: string): LoggedCommand {
    const command = this.#run({ kind: 'final', target: null }, what, [], at);
    return present(command, 'a final command is always written');
  }

  /** Inside `write`: something that happened, which nobody can undo. */
  note(what: string, at: string): void {
    this.#run({ kind: 'fact', target: null }, what, [], at);
  }

  /** What undo or redo would do to the project; empty: there is nothing to undo or redo. */
  ahead(kind: 'undo' | 'redo'): readonly Change[] {
    const target = kind === 'undo' ? this.#stacks.done : this.#stacks.undone;
    if (target === null) return [];
    const { changes, inverse } = changesOf(this.database, target.id, this.onDamage);
    return kind === 'undo' ? inverse : changes;
  }

  undo(): Outcome<Done> {
    const target = this.#stacks.done;
    if (target === null)
      return this.fail('history.nothingToUndo', 'there is nothing to undo', 'Go on working.');
    return this.#turn('undo', target);
  }

  redo(): Outcome<Done> {
    const target = this.#stacks.undone;
    if (target === null)
      return this.fail('history.nothingToRedo', 'there is nothing to redo', 'Go on working.');
    return this.#turn('redo', target);
  }

  /** A blob that may be absent (`absent` is the problem's code) or damaged. */
  blob<T>(
    bytes: Uint8Array | 'damaged' | null,
    what: string,
    absent: string,
    parse: (bytes: Uint8Array) => T,
  ): Outcome<T> {
    if (bytes === null) return this.fail(absent, `there is no ${what}`, 'Look whether the name is right.');
    try {
      if (bytes !== 'damaged') return success(parse(bytes));
    } catch (error) {
      if (!(error instanceof DamagedDocument)) throw error;
    }
    return this.#damagedContent(`the ${what}`);
  }

  problem(code: string, message: string, remedy: string): Problem {
    return storeProblem(code, this.#parts.path, message, remedy);
  }

  fail(code: string, message: string, remedy: string): Outcome<never> {
    return failure([this.problem(code, message, remedy)]);
  }

  /** What opening found damaged, by its name; null: this was not. */
  damageOf(what: string): Problem | null {
    return this.#parts.damaged.includes(what) ? this.#damage(what) : null;
  }

  /** A name that is not there, with those that are. */
  unknown(kind: 'file' | 'fit', name: string, there: readonly string[], first: string): Outcome<never> {
    const damage = this.damageOf(`the entry of ${name}`);
    if (damage !== null) return failure([damage]);
    const more = there.length > mostNamed ? ` and ${there.length - mostNamed} more` : '';
    const remedy = `Give one of ${there.slice(-mostNamed).join(', ') || `none: ${first}`}${more}.`;
    return this.fail(`${kind}.unknown`, `the project has no ${kind} “${name}”`, remedy);
  }

  /** Everything into the one file, as far as its drive lets it: else the log stays beside it. Twice is no harm. */
  close(file: 'stays' | 'goes' = 'stays'): void {
    if (!this.#open) return;
    this.#open = false;
    const { database, readOnly, copy, path, now } = this.#parts;
    try {
      if (readOnly !== null) disconnect(database);
      else letGo({ path, database, files: this.#files }, now(), file);
    } finally {
      this.#leave();
      copy?.leave();
    }
  }

  /** Nothing is called saved that is not in the project's own files, under their names. */
  #refuseUnwhole(): Problem | null {
    const { database, path } = this.#parts;
    const state = this.#files.state();
    if (state.project === 'whole' && state.log === 'whole') return null;
    // The log is still read by its handle: what was acknowledged comes into the file before anything else happens.
    if (state.project === 'whole' && state.log === 'gone' && bringIn(database)) this.#files.wroteProject();
    return unwhole(path, state, this.#files.log);
  }

  #damagedContent(what: string): Outcome<never> {
    return failure([this.#damage(what)]);
  }

  #damage(what: string): Problem {
    return this.problem('project.contentDamaged', `damaged: ${what}`, damageRemedy(what));
  }

  #turn(kind: 'undo' | 'redo', target: LoggedCommand): Outcome<Done> {
    const what = `${kind === 'undo' ? 'Undo' : 'Redo'}: ${target.what}`;
    return this.write((at) => {
      const { changes, inverse } = changesOf(this.database, target.id);
      const applied = kind === 'undo' ? inverse : changes;
      const command = this.#run({ kind, target: target.id }, what, applied, at);
      return { entry: entryOf(present(command, 'undo and redo are always written')), changes: applied };
    });
  }

  #run(
    how: Pick<LoggedCommand, 'kind' | 'target'>,
    what: string,
    changes: readonly Change[],
    at: string,
  ): LoggedCommand | null {
    this.lists.took(changes);
    const command = runCommand(this.database, changes, { at, who: this.#parts.who, what, ...how });
    if (command !== null) this.#told.push(command);
    return command;
  }
}
