import type { Database } from 'better-sqlite3';
import type { FitOrderSettings } from '../../shared/fit/settings.ts';
import { readSettings } from './change.ts';
import type { Change } from './change-schema.ts';
import type { FitRecord } from './fit-schemas.ts';
import { RowCache } from './row-cache.ts';
import type { OnDamage, Vouched } from './seal.ts';
import { fileOfId, readFiles, type StoredFile } from './stored-file.ts';
import { eachFit, findFit, type StoredFit } from './stored-fit.ts';

/** Of a fit what a list shows: no text of its spec or model, no names of its wells. */
export interface ListedFit
  extends Pick<
    StoredFit,
    | 'fit'
    | 'number'
    | 'status'
    | 'epoch'
    | 'epochs'
    | 'evaluations'
    | 'problems'
    | 'startedFrom'
    | 'predictions'
    | 'hasCheckpoint'
    | 'hasResult'
  > {
  readonly order: { readonly settings: FitOrderSettings };
  readonly prepared: Pick<FitRecord, 'backend' | 'threads'> | null;
}

/** Files and fits of an open project, without the recycled, and its settings. */
export class StoreLists {
  readonly #files: RowCache<StoredFile>;
  readonly #fits: RowCache<ListedFit>;
  readonly #readSettings: () => ReadonlyMap<string, unknown>;
  #settings: ReadonlyMap<string, unknown> | null = null;

  /** `files`: how they are read at first; what is changed afterwards is read as everything is. */
  constructor(database: Database, onDamage: OnDamage, files: OnDamage | Vouched) {
    this.#readSettings = () => readSettings(database, onDamage);
    this.#files = new RowCache(
      () => readFiles(database, files),
      (id) => fileOfId(database, id),
      ({ id }) => id,
    );
    const one = (number: number): ListedFit | null => {
      const fit = findFit(database, `fit-${number}`);
      return fit === null || fit.recycled ? null : listed(fit);
    };
    this.#fits = new RowCache(
      () => listedFits(database, onDamage),
      one,
      ({ number }) => number,
    );
  }

  /** In order of import. */
  files(): readonly StoredFile[] {
    return this.#files.list();
  }

  /** Oldest first. */
  fits(): readonly ListedFit[] {
    return this.#fits.list();
  }

  /** By key; the same object as long as none is changed. */
  settings(): ReadonlyMap<string, unknown> {
    this.#settings ??= this.#readSettings();
    return this.#settings;
  }

  fileChanged(id: number): void {
    this.#files.changed(id);
  }

  fitChanged(number: number): void {
    this.#fits.changed(number);
  }

  /** What a command did, whether it reached the disk or not. */
  took(changes: readonly Change[]): void {
    for (const change of changes) {
      if ('ids' in change) for (const id of change.ids) this.fileChanged(id);
      if ('number' in change) this.fitChanged(change.number);
      if (change.kind === 'setting') this.#settings = null;
    }
  }
}

function* listedFits(database: Database, onDamage: OnDamage): Iterable<ListedFit> {
  for (const fit of eachFit(database, onDamage)) yield listed(fit);
}

function listed(stored: StoredFit): ListedFit {
  const { fit, number, status, epoch, epochs, evaluations, problems, startedFrom, predictions } = stored;
  const { hasCheckpoint, hasResult, order, prepared } = stored;
  return {
    ...{ fit, number, status, epoch, epochs, evaluations, problems, startedFrom, predictions },
    ...{ hasCheckpoint, hasResult, order: { settings: order.settings } },
    prepared: prepared === null ? null : { backend: prepared.backend, threads: prepared.threads },
  };
}
