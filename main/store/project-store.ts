import { present } from '../../shared/base/assert.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { ChannelReply, LogEntry } from '../../shared/channels.ts';
import type { FitResult, HistoryRow } from '../../shared/fit/fit-result.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import { settingProblems } from '../../shared/fit/setting-problems.ts';
import { type AddedFiles, addFilesIn } from './add-files.ts';
import { type BackupOptions, backupProject } from './backup-project.ts';
import { readTitle, storedSpec } from './change.ts';
import type { Change, ChosenSpec } from './change-schema.ts';
import { entryOf, newestEntries } from './command-log.ts';
import { journalOf } from './connection.ts';
import { dropUnused, readContent } from './content.ts';
import { packLarge, unpackLarge } from './document.ts';
import { historySchema, resultSchema } from './fit-schemas.ts';
import { inspect } from './inspect.ts';
import type { ProjectInfo, StoreParts } from './project-info.ts';
import { readSavedAt } from './saved-at.ts';
import type { ListedFit } from './store-lists.ts';
import { type Done, StoreSession } from './store-session.ts';
import { findFile, type NewFile, readParsed, type StoredFile, writeParsed } from './stored-file.ts';
import {
  type FitBlob,
  type FitProgress,
  findFit,
  insertFit,
  type NewFit,
  readFitBlob,
  readFits,
  type StoredFit,
  titleOf,
  writeFitBlob,
  writeProgress,
} from './stored-fit.ts';

/**
 * One open project; made by `openProject` and `createProject`. What a method has returned is on the disk. Lists touch no
 * blob; they throw what SQLite throws when the drive is gone, everything else is an outcome.
 */
export class ProjectStore {
  readonly info: ProjectInfo;
  readonly #session: StoreSession;

  constructor(parts: StoreParts) {
    const { path, readOnly, recovered, problems, database } = parts;
    // Both ask the drive; only the second marks the file as open.
    const journal = journalOf(database);
    this.#session = new StoreSession(parts);
    this.info = { path, readOnly, recovered, problems, journal };
  }

  title(): string {
    return readTitle(this.#session.database, this.#session.onDamage);
  }

  /** ISO 8601, UTC: when the last change reached the disk. */
  savedAt(): string {
    return readSavedAt(this.#session.database, this.#session.onDamage);
  }

  undoTitle(): string | null {
    return this.#session.stacks.done?.what ?? null;
  }

  redoTitle(): string | null {
    return this.#session.stacks.undone?.what ?? null;
  }

  /** Newest first: the last thousand. */
  log(): readonly LogEntry[] {
    return this.logWithCount().entries;
  }

  /** The same, and how many there are before them. */
  logWithCount(): ChannelReply<'project.log'> {
    return newestEntries(this.#session.database, this.#session.onDamage);
  }

  rename(title: string): Outcome<LogEntry | null> {
    return this.change(`Rename to “${title}”`, [{ kind: 'title', title }]);
  }

  setSpec(spec: ChosenSpec | null, what?: string): Outcome<LogEntry | null> {
    const own = spec?.model ?? null;
    const chosen = `Choose spec ${spec?.name}${own === null ? '' : ` with ${own.name}`}`;
    const title = what ?? (spec === null ? 'Choose no spec' : chosen);
    return this.change(title, [{ kind: 'spec', spec }]);
  }

  /** Any plain data; undefined removes it. */
  setSetting(key: string, value: unknown, what: string): Outcome<LogEntry | null> {
    return this.change(what, [{ kind: 'setting', key, value: value === undefined ? null : { set: value } }]);
  }

  /** Keeps plate files, all or none; `also` belongs to the same command, and so does removing those that are replaced. */
  addFiles(
    files: readonly NewFile[],
    also: readonly Change[] = [],
    added: AddedFiles = {},
  ): Outcome<readonly StoredFile[]> {
    return addFilesIn(this.#session, files, also, added);
  }

  /** Into the recycle bin; fits keep the data they were started with. `also` belongs to the same command, of that title. */
  removeFiles(
    names: readonly string[],
    also: readonly Change[] = [],
    title?: string,
  ): Outcome<LogEntry | null> {
    const found = names.map((name) => this.file(name));
    const missing = found.indexOf(null);
    if (missing !== -1) return this.#unknownFile(names[missing] ?? '');
    const what = names.length === 1 ? `Remove ${names[0]}` : `Remove ${names.length} files`;
    const ids = found.flatMap((file) => (file === null ? [] : [file.id]));
    return this.change(title ?? what, [{ kind: 'files.recycle', ids }, ...also]);
  }

  /**
   * Takes the next name; the fit is queued. Its data must be contents of the project. Settings beyond their bounds are
   * refused: nothing is kept that could not be run.
   */
  startFit(fit: NewFit): Outcome<StoredFit> {
    const beyond = settingProblems(fit.order.settings);
    if (beyond.length > 0) return failure(beyond);
    const started = this.#session.write((at) => {
      const number = insertFit(this.#session.database, fit, at, this.#session.who);
      this.#session.run(titleOf(fit, number), [{ kind: 'fit.restore', number }], at);
      return `fit-${number}`;
    });
    return started.ok ? success(present(this.fit(started.value), 'it was just written')) : started;
  }

  /** Into the recycle bin. */
  removeFit(name: string): Outcome<LogEntry | null> {
    const fit = this.fit(name);
    if (fit === null || fit.recycled) return this.#unknownFit(name);
    return this.change(`Remove ${name}`, [{ kind: 'fit.recycle', number: fit.number }]);
  }

  /** Several changes as one command; null: nothing was to be changed, and nothing is in the log. */
  change(what: string, changes: readonly Change[]): Outcome<LogEntry | null> {
    const command = this.#session.write((at) => this.#session.run(what, changes, at));
    return command.ok ? success(command.value === null ? null : entryOf(command.value)) : command;
  }

  /** What undo or redo would do now; empty: nothing. */
  ahead(kind: 'undo' | 'redo'): readonly Change[] {
    return this.#session.ahead(kind);
  }

  undo(): Outcome<Done> {
    return this.#session.undo();
  }

  redo(): Outcome<Done> {
    return this.#session.redo();
  }

  /** Deletes for good what is in the recycle bin. Cannot be undone, and neither can anything before it. */
  emptyBin(): Outcome<LogEntry> {
    return this.#session.write((at) => {
      this.#session.database.exec(
        'DELETE FROM files WHERE recycled = 1; DELETE FROM fits WHERE recycled = 1',
      );
      dropUnused(this.#session.database);
      return entryOf(this.#session.runFinal('Empty the recycle bin', at));
    });
  }

  /** In order of import, without the recycled. */
  files(): readonly StoredFile[] {
    return this.#session.lists.files();
  }

  /** null: there is none, or it is in the bin. */
  file(name: string): StoredFile | null {
    return findFile(this.#session.database, name, this.#session.onDamage);
  }

  /** Original bytes, checked against their SHA-256. */
  readFile(name: string): Outcome<Uint8Array> {
    const file = this.file(name);
    return file === null ? this.#unknownFile(name) : this.readContent(file.sha256);
  }

  /** Original bytes by their hash, also of files that are gone but were frozen into a fit. */
  readContent(sha256: string): Outcome<Uint8Array> {
    return this.#session.blob(
      readContent(this.#session.database, sha256),
      `original bytes with SHA-256 ${sha256}`,
      'file.unknown',
      (bytes) => bytes,
    );
  }

  /** What was given as `parsed`. */
  readParsed(name: string): Outcome<Uint8Array> {
    const file = this.file(name);
    if (file === null) return this.#unknownFile(name);
    const bytes = readParsed(this.#session.database, file.id);
    return this.#session.blob(bytes, `readings of ${name}`, 'file.notParsed', (sound) => sound);
  }

  /** Derived data, so no command: what another version reads in the same bytes. */
  setParsed(name: string, parsed: Uint8Array): Outcome<null> {
    const file = this.file(name);
    if (file === null) return this.#unknownFile(name);
    return this.#session.write(() => {
      this.#session.lists.fileChanged(file.id);
      writeParsed(this.#session.database, file.id, parsed);
      return null;
    });
  }

  spec(): ChosenSpec | null {
    return storedSpec(this.#session.database, this.#session.onDamage);
  }

  /** The same object as long as none is changed. */
  settings(): ReadonlyMap<string, unknown> {
    return this.#session.lists.settings();
  }

  /** undefined: not set. */
  setting(key: string): unknown {
    return this.settings().get(key);
  }

  /** Oldest first, without the recycled, each whole: of many that is much. */
  fits(): readonly StoredFit[] {
    return readFits(this.#session.database, this.#session.onDamage);
  }

  /** The same without what is large; one that was not changed is the same object as before. */
  listedFits(): readonly ListedFit[] {
    return this.#session.lists.fits();
  }

  /** null: no fit ever had this name. One in the bin is found, and says so. */
  fit(name: string): StoredFit | null {
    return findFit(this.#session.database, name, this.#session.onDamage);
  }

  /** Progress is no command; `fact` is what the log says of it, null: nothing. A fit that is done stays as it is. */
  updateFit(name: string, patch: Partial<FitProgress>, fact: string | null = null): Outcome<null> {
    return this.#updateFit(name, patch, fact, null);
  }

  /** The checkpoint and what is known with it, both or neither. */
  saveCheckpoint(name: string, bytes: Uint8Array, patch: Partial<FitProgress>): Outcome<null> {
    return this.#updateFit(name, patch, null, { kind: 'checkpoint', bytes });
  }

  /**
   * The result, which evaluation it is of, and what is known with it, all or nothing. It takes the place of an earlier one
   * of the same fit, but never of that of a fit that is done.
   */
  saveResult(
    name: string,
    result: FitResult,
    patch: Partial<FitProgress>,
    fact: string | null = null,
  ): Outcome<null> {
    const { epoch, validationElbo } = result.best;
    const bytes = packLarge(result);
    const known = { ...patch, predictions: { epoch, validationElbo } };
    return this.#updateFit(name, known, fact, { kind: 'result', bytes });
  }

  readCheckpoint(name: string): Outcome<Uint8Array> {
    return this.#fitBlob(name, 'checkpoint', 'fit.noCheckpoint', (bytes) => bytes);
  }

  readResult(name: string): Outcome<FitResult> {
    return this.#fitBlob(name, 'result', 'fit.noResult', (bytes) =>
      unpackLarge(resultSchema, bytes, `result of ${name}`),
    );
  }

  /** Empty before the first. */
  readHistory(name: string): Outcome<readonly HistoryRow[]> {
    const history = this.#fitBlob(name, 'history', 'fit.noHistory', (bytes) =>
      unpackLarge(historySchema, bytes, `history of ${name}`),
    );
    return history.ok || history.problems[0]?.code !== 'fit.noHistory' ? history : success([]);
  }

  /** A whole copy while the project stays open. Wait for it before `close`. */
  backup(path: string, options: BackupOptions = {}): Promise<Outcome<{ readonly path: string }>> {
    return backupProject(this.#session.database, path, options);
  }

  /** What opening found damaged, by its name: `the result of fit-2`; null: this was not. */
  damageOf(what: string): Problem | null {
    return this.#session.damageOf(what);
  }

  /** Empty: every page, document and blob is what was stored. */
  integrity(): readonly Problem[] {
    const { structure, contents } = inspect(this.#session.database);
    const sentences = [...structure, ...contents.map((name) => `damaged: ${name}`)];
    return sentences.map((sentence) =>
      this.#session.problem('project.damaged', sentence, 'Open a backup copy.'),
    );
  }

  /** Everything into the one file; nothing stays beside it. `goes`: nor the file itself. Twice is no harm. */
  close(file: 'stays' | 'goes' = 'stays'): void {
    this.#session.close(file);
  }

  #updateFit(
    name: string,
    patch: Partial<FitProgress>,
    fact: string | null,
    blob: { readonly kind: FitBlob; readonly bytes: Uint8Array } | null,
  ): Outcome<null> {
    const fit = this.fit(name);
    if (fit === null) return this.#unknownFit(name);
    if (fit.status === fitStatus.done) {
      const remedy = 'Continue it: that makes a new fit that starts from it.';
      return this.#session.fail('fit.done', `${name} is done, and what is done is never changed`, remedy);
    }
    return this.#session.write((at) => {
      this.#session.lists.fitChanged(fit.number);
      if (blob !== null) writeFitBlob(this.#session.database, fit.number, blob.kind, blob.bytes);
      writeProgress(this.#session.database, fit, patch);
      if (fact !== null) this.#session.note(fact, at);
      return null;
    });
  }

  #fitBlob<T>(name: string, kind: FitBlob, absent: string, parse: (bytes: Uint8Array) => T): Outcome<T> {
    const fit = this.fit(name);
    if (fit === null) return this.#unknownFit(name);
    const bytes = readFitBlob(this.#session.database, fit.number, kind);
    return this.#session.blob(bytes, `${kind} of ${name}`, absent, parse);
  }

  #unknownFile(name: string): Outcome<never> {
    const names = this.files().map(({ file }) => file);
    return this.#session.unknown('file', name, names, 'import one first');
  }

  #unknownFit(name: string): Outcome<never> {
    const names = this.listedFits().map(({ fit }) => fit);
    return this.#session.unknown('fit', name, names, 'start one first');
  }
}
