import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';

/** Original bytes by their SHA-256: the same file imported twice, or frozen into ten fits, is kept once. */
export function addContent(database: Database, bytes: Uint8Array): string {
  const sha256 = hashOf(bytes);
  database
    .prepare('INSERT INTO contents (sha256, size, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    .run(sha256, bytes.length, bytes);
  return sha256;
}

/** The bytes; null: there are none of this hash; 'damaged': they are not what they were. */
export function readContent(database: Database, sha256: string): Uint8Array | 'damaged' | null {
  const row = database
    .prepare<[string], { bytes: Uint8Array }>('SELECT bytes FROM contents WHERE sha256 = ?')
    .get(sha256);
  return row === undefined ? null : verified(row.bytes, sha256);
}

/** Blobs are compared with the hash that was stored with them each time they are read. */
export function verified(bytes: Uint8Array, sha256: string): Uint8Array | 'damaged' {
  return hashOf(bytes) === sha256 ? bytes : 'damaged';
}

/** 64 hexadecimal digits. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Deletes what neither a file nor a fit refers to. */
export function dropUnused(database: Database): void {
  database.exec(
    'DELETE FROM contents WHERE sha256 NOT IN (SELECT sha256 FROM files UNION SELECT sha256 FROM fit_data)',
  );
}
