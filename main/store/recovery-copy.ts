import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { connectCopy } from './connection.ts';
import { leftoversOf } from './probe-file.ts';

/** A project with what a crash left beside it, both copied, played back in the copy. */
export interface RecoveryCopy {
  readonly database: Database;
  /** Call after the database was closed. */
  readonly remove: () => void;
}

/** Throws what the file system and SQLite throw. The original is only read. */
export function copyWithLeftovers(path: string): RecoveryCopy {
  const folder = mkdtempSync(join(tmpdir(), 'wellspring-recovery-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, 'project');
    copyFileSync(path, copy);
    for (const { file } of leftoversOf(path)) copyFileSync(file, copy + file.slice(path.length));
    return { database: connectCopy(copy), remove };
  } catch (error) {
    remove();
    throw error;
  }
}
