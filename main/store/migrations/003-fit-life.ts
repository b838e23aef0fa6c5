import { gunzipSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { decode, encode } from '../../../shared/base/codec.ts';
import { mostUnpacked } from '../../../shared/base/unpacked-size.ts';
import type { Migration } from './migration.ts';

/** The log holds facts as well: what happened, not what somebody did, so that there is nothing to undo. */
const log = `
CREATE TABLE log_3 (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('do', 'undo', 'redo', 'final', 'fact')),
  target INTEGER REFERENCES log_3 (id),
  changes TEXT NOT NULL,
  inverse TEXT NOT NULL
) STRICT;
INSERT INTO log_3 SELECT id, at, who, what, kind, target, changes, inverse FROM log ORDER BY id;
DROP TABLE log;
ALTER TABLE log_3 RENAME TO log;
`;

interface ResultRow {
  readonly number: number;
  readonly progress: string;
  readonly bytes: Uint8Array;
}

/** Of which evaluation a stored result is: a fit that went on after its end has later ones. What cannot be read stays as it is. */
function nameEvaluations(database: Database): void {
  const select = `SELECT number, progress, bytes FROM fits JOIN fit_blobs ON fit = number WHERE kind = 'result'`;
  const update = database.prepare('UPDATE fits SET progress = ? WHERE number = ?');
  for (const { number, progress, bytes } of database.prepare<[], ResultRow>(select).all()) {
    const named = withEvaluation(progress, bytes);
    if (named !== null) update.run(named, number);
  }
}

function withEvaluation(progress: string, result: Uint8Array): string | null {
  try {
    const { epoch, validationElbo } = (
      decode(gunzipSync(result, { maxOutputLength: mostUnpacked(result.length) }).toString('utf8')) as Result
    ).best;
    return encode({ ...(decode(progress) as object), predictions: { epoch, validationElbo } });
  } catch {
    return null;
  }
}

interface Result {
  readonly best: { readonly epoch: number; readonly validationElbo: number };
}

export const fitLife: Migration = {
  version: 3,
  what: 'facts in the log; which evaluation stored predictions are of',
  run: (database) => {
    database.exec(log);
    nameEvaluations(database);
  },
};
