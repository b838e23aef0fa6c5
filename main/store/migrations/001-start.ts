import type { Migration } from './migration.ts';

/**
 * The first format. Large blobs have tables of their own, so that lists never touch them, and each has its SHA-256
 * beside it. `recycled` rows are in the bin. Documents (summary, plan, progress, value, changes) are codec texts.
 */
const tables = `
CREATE TABLE project (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  title TEXT NOT NULL,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
CREATE TABLE saved (id INTEGER PRIMARY KEY CHECK (id = 1), at TEXT NOT NULL) STRICT;
CREATE TABLE contents (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE TABLE files (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES contents (sha256),
  imported_at TEXT NOT NULL,
  imported_by TEXT NOT NULL,
  summary TEXT NOT NULL,
  recycled INTEGER NOT NULL CHECK (recycled IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX file_names ON files (name) WHERE recycled = 0;
CREATE TABLE parsed (
  file INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
  sha256 TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE spec (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE fits (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  plan TEXT NOT NULL,
  started_at TEXT NOT NULL,
  started_by TEXT NOT NULL,
  progress TEXT NOT NULL,
  recycled INTEGER NOT NULL CHECK (recycled IN (0, 1))
) STRICT;
CREATE TABLE fit_data (
  fit INTEGER NOT NULL REFERENCES fits (number) ON DELETE CASCADE,
  sha256 TEXT NOT NULL REFERENCES contents (sha256),
  PRIMARY KEY (fit, sha256)
) STRICT;
CREATE TABLE fit_blobs (
  fit INTEGER NOT NULL REFERENCES fits (number) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('checkpoint', 'history', 'result')),
  sha256 TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (fit, kind)
) STRICT;
CREATE TABLE log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('do', 'undo', 'redo', 'final')),
  target INTEGER REFERENCES log (id),
  changes TEXT NOT NULL,
  inverse TEXT NOT NULL
) STRICT;
`;

export const start: Migration = {
  version: 1,
  what: 'files, spec, settings, fits and the log of commands',
  run: (database) => database.exec(tables),
};
