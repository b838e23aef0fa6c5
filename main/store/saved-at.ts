import type { Database } from 'better-sqlite3';
import { present } from '../../shared/base/assert.ts';
import { type OnDamage, type RowReading, readRow, refuse, sealRow } from './seal.ts';

interface SavedRow {
  readonly at: string;
}

const reading: RowReading<SavedRow, string> = {
  table: 'saved',
  what: () => 'the time of the last change',
  parse: ({ at }) => at,
};

const unknownTime = new Date(0).toISOString();

/** ISO 8601, UTC: when the last change reached the disk. */
export function readSavedAt(database: Database, onDamage: OnDamage = refuse): string {
  const row = database.prepare<[], SavedRow>('SELECT * FROM saved').get();
  return (
    readRow(database, reading, present(row, 'a project has this row from the start'), onDamage) ?? unknownTime
  );
}

/** Last in each change: its seal stands for what the change did to the numbers that the tables give. */
export function writeSavedAt(database: Database, at: string): void {
  database.prepare('INSERT OR REPLACE INTO saved (id, at) VALUES (1, ?)').run(at);
  sealRow(database, 'saved', 1);
}
