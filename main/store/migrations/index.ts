import type { Database } from 'better-sqlite3';
import { start } from './001-start.ts';
import { ownModel } from './002-own-model.ts';
import { fitLife } from './003-fit-life.ts';
import { seals } from './004-seals.ts';
import type { Migration } from './migration.ts';

/** In order; a new one goes to the end. */
export const migrations: readonly Migration[] = [start, ownModel, fitLife, seals];

/** From this version on every row has its seal. */
export const sealsSince = seals.version;

/** The version that this program writes. */
export const newestVersion = migrations.length;

/** Brings a database from its version to the newest, or to the given one, all or nothing. */
export function migrate(database: Database, to = newestVersion): void {
  const from = versionOf(database);
  database
    .transaction(() => {
      for (const migration of migrations.slice(from, to)) {
        migration.run(database);
        database.pragma(`user_version = ${migration.version}`);
      }
    })
    .exclusive();
}

export function versionOf(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}
