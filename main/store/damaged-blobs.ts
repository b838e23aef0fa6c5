import type { Database } from 'better-sqlite3';
import { hashOf } from './content.ts';
import { isIntact } from './seal.ts';

interface BlobRow {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface ContentRow extends BlobRow {
  readonly sha256: string;
  readonly size: number;
}

const contents = `SELECT contents.*, 'the original bytes of ' ||
  coalesce((SELECT name FROM files WHERE files.sha256 = contents.sha256), 'SHA-256 ' || sha256) AS name FROM contents`;

const sealedBlobs = {
  parsed: `SELECT parsed.*, 'the readings of ' || coalesce(name, 'file ' || file) AS name
    FROM parsed LEFT JOIN files ON files.id = file`,
  fit_blobs: `SELECT *, 'the ' || kind || ' of fit-' || fit AS name FROM fit_blobs`,
};

/**
 * Names of the blobs that are not what was stored; each is read once.
 *
 * @param onEach called after each one that was read.
 */
export function damagedBlobs(database: Database, onEach: () => void = () => {}): readonly string[] {
  const damaged: string[] = [];
  for (const { name, sha256, size, bytes } of database.prepare<[], ContentRow>(contents).iterate()) {
    if (hashOf(bytes) !== sha256 || bytes.length !== size) damaged.push(name);
    onEach();
  }
  for (const [table, select] of Object.entries(sealedBlobs) as [keyof typeof sealedBlobs, string][]) {
    for (const row of database.prepare<[], BlobRow>(select).iterate()) {
      if (!isIntact(database, table, row)) damaged.push(row.name);
      onEach();
    }
  }
  return damaged;
}
