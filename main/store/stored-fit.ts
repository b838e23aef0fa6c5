import type { Database } from 'better-sqlite3';
import { assert } from '../../shared/base/assert.ts';
import type { HistoryRow } from '../../shared/fit/fit-result.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import { hashOf } from './content.ts';
import { pack, packLarge, unpack } from './document.ts';
import {
  type FitPlanRecord,
  type FitProgressRecord,
  fitPlanSchema,
  fitProgressSchema,
} from './fit-schemas.ts';
import {
  changeRow,
  isIntact,
  type OnDamage,
  type RowReading,
  readRow,
  readRows,
  refuse,
  sealOf,
  sealWritten,
} from './seal.ts';

/** What changes while a fit runs; a patch names only what is new. */
export interface FitProgress extends FitProgressRecord {
  /** Of all epochs so far. Written with a patch, read apart: it is long. */
  readonly history: readonly HistoryRow[];
}

export interface NewFit extends Omit<FitPlanRecord, 'startedFrom'> {
  /** For the log; left out: `Start fit-3`, or `Continue fit-1 from epoch 100 as fit-3`. */
  readonly what?: string;
  /** The fit that it is continued from, with what is known of that one; left out: it begins by itself. */
  readonly from?: FitStart;
}

/** What a fit that is continued from another begins with. */
export interface FitStart {
  readonly fit: string;
  readonly checkpoint: Uint8Array;
  readonly progress: Pick<FitProgress, 'epoch' | 'seconds' | 'evaluations' | 'history'>;
}

export interface StoredFit extends FitPlanRecord, FitProgressRecord {
  /** `fit-3`; never given to another fit, even when this one is deleted. */
  readonly fit: string;
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly startedBy: string;
  readonly recycled: boolean;
  readonly hasCheckpoint: boolean;
  readonly hasResult: boolean;
}

export type FitBlob = 'checkpoint' | 'history' | 'result';

interface FitRow {
  readonly number: number;
  readonly plan: string;
  readonly started_at: string;
  readonly started_by: string;
  readonly progress: string;
  readonly recycled: number;
  readonly checkpoint: number;
  readonly result: number;
}

const select = `SELECT fits.*,
  EXISTS (SELECT 1 FROM fit_blobs WHERE fit = number AND kind = 'checkpoint') AS checkpoint,
  EXISTS (SELECT 1 FROM fit_blobs WHERE fit = number AND kind = 'result') AS result
  FROM fits`;

/** Oldest first, without the recycled. */
export function readFits(database: Database, onDamage: OnDamage = refuse): readonly StoredFit[] {
  return [...eachFit(database, onDamage)];
}

/** The same one after the other: the texts of thousands need not be held together. */
export function eachFit(database: Database, onDamage: OnDamage = refuse): Iterable<StoredFit> {
  const rows = database.prepare<[], FitRow>(`${select} WHERE recycled = 0 ORDER BY number`);
  return readRows(database, reading, () => rows.iterate(), onDamage);
}

/** Those in the bin as well. */
export function everyFit(database: Database, onDamage: OnDamage): Iterable<StoredFit> {
  return readRows(database, reading, () => database.prepare<[], FitRow>(select).iterate(), onDamage);
}

/** null: no fit has this name. One in the bin is found: it may still be running when its start is undone. */
export function findFit(database: Database, name: string, onDamage: OnDamage = refuse): StoredFit | null {
  const digits = /^fit-([1-9]\d{0,8})$/.exec(name)?.[1];
  if (digits === undefined) return null;
  const row = database.prepare<[number], FitRow>(`${select} WHERE number = ?`).get(Number(digits));
  return readRow(database, reading, row, onDamage);
}

/** Inserts into the bin: the command that starts the fit takes it out again. Returns its number. */
export function insertFit(database: Database, fit: NewFit, at: string, who: string): number {
  const { order, data, versions, from } = fit;
  const startedFrom = from === undefined ? null : { fit: from.fit, epoch: from.progress.epoch };
  const progress: FitProgressRecord = {
    status: fitStatus.queued,
    epoch: 0,
    epochs: order.settings.epochs,
    seconds: 0,
    prepared: null,
    evaluations: [],
    problems: [],
    predictions: null,
  };
  const insert = `INSERT INTO fits (plan, started_at, started_by, progress, recycled) VALUES (?, ?, ?, ?, 1)`;
  const plan = pack({ order, data, versions, startedFrom });
  const number = Number(database.prepare(insert).run(plan, at, who, pack(progress)).lastInsertRowid);
  for (const sha256 of new Set(data.map((file) => file.sha256))) {
    const known = database.prepare('SELECT 1 FROM contents WHERE sha256 = ?').get(sha256) !== undefined;
    assert(known, `the data of a fit are contents of the project, ${sha256} is none`);
    database.prepare('INSERT INTO fit_data (fit, sha256) VALUES (?, ?)').run(number, sha256);
  }
  if (from !== undefined) {
    writeFitBlob(database, number, 'checkpoint', from.checkpoint);
    const { history, ...known } = from.progress;
    writeFitBlob(database, number, 'history', packLarge(history));
    const update = 'UPDATE fits SET progress = ? WHERE number = ?';
    database.prepare(update).run(pack({ ...progress, ...known }), number);
  }
  sealWritten(database, 'fits', number);
  return number;
}

/** The name of the command that starts a fit. */
export function titleOf({ what, from }: NewFit, number: number): string {
  if (what !== undefined) return what;
  if (from === undefined) return `Start fit-${number}`;
  return `Continue ${from.fit} from epoch ${from.progress.epoch} as fit-${number}`;
}

/** Writes what a patch names, and nothing else. */
export function writeProgress(database: Database, fit: StoredFit, patch: Partial<FitProgress>): void {
  const { history, ...changed } = patch;
  const { status, epoch, epochs, seconds, prepared, evaluations, problems, predictions } = fit;
  const before = { status, epoch, epochs, seconds, prepared, evaluations, problems, predictions };
  const progress = pack({ ...(before satisfies FitProgressRecord), ...changed });
  const update = 'UPDATE fits SET progress = ? WHERE number = ?';
  changeRow(database, 'fits', fit.number, `the entry of ${fit.fit}`, () =>
    database.prepare(update).run(progress, fit.number),
  );
  if (history !== undefined) writeFitBlob(database, fit.number, 'history', packLarge(history));
}

export function writeFitBlob(database: Database, number: number, kind: FitBlob, bytes: Uint8Array): void {
  const sha256 = hashOf(bytes);
  const seal = sealOf('fit_blobs', [number, kind, sha256, bytes]);
  const insert = 'INSERT OR REPLACE INTO fit_blobs (fit, kind, sha256, bytes, seal) VALUES (?, ?, ?, ?, ?)';
  database.prepare(insert).run(number, kind, sha256, bytes, seal);
}

export function readFitBlob(
  database: Database,
  number: number,
  kind: FitBlob,
): Uint8Array | 'damaged' | null {
  const select = 'SELECT * FROM fit_blobs WHERE fit = ? AND kind = ?';
  const row = database.prepare<[number, string], { bytes: Uint8Array }>(select).get(number, kind);
  if (row === undefined) return null;
  return isIntact(database, 'fit_blobs', row) ? row.bytes : 'damaged';
}

const reading: RowReading<FitRow, StoredFit> = {
  table: 'fits',
  what: ({ number }) => `the entry of fit-${number}`,
  parse: storedFit,
};

function storedFit(row: FitRow): StoredFit {
  const fit = `fit-${row.number}`;
  return {
    fit,
    number: row.number,
    ...unpack(fitPlanSchema, row.plan, `plan of ${fit}`),
    ...unpack(fitProgressSchema, row.progress, `progress of ${fit}`),
    startedAt: row.started_at,
    startedBy: row.started_by,
    recycled: row.recycled === 1,
    hasCheckpoint: row.checkpoint === 1,
    hasResult: row.result === 1,
  };
}
