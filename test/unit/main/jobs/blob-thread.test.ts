import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { startBlobThread } from '../../../../main/jobs/blob-thread.ts';
import { connectReadOnly } from '../../../../main/store/connection.ts';
import { damagedBlobs } from '../../../../main/store/damaged-blobs.ts';
import {
  bytesOf,
  created,
  newFile,
  readingsOf,
  taken,
  temporaryFolder,
} from '../../../helpers/project-file.ts';

let folder: string;
let path: string;

beforeEach(() => {
  const made = temporaryFolder();
  onTestFinished(made.remove);
  folder = made.folder;
  path = join(folder, 'a.wellspring');
  const store = created(path);
  const files = [1, 2, 3].map((seed) => {
    const bytes = bytesOf(seed, 100_000);
    return { ...newFile(`f${seed}.csv`, bytes), parsed: readingsOf(bytes) };
  });
  taken(store.addFiles(files));
  store.close();
});

function threadOf(...parts: Parameters<typeof startBlobThread>) {
  const thread = startBlobThread(...parts);
  onTestFinished(thread.end);
  return thread;
}

function damage(...changes: readonly string[]): void {
  const database = new SqliteDatabase(path);
  for (const change of changes) database.exec(change);
  database.close();
}

test.each([true, false])('finds what reading them here finds; by way of memory: %s', (mapped) => {
  damage(
    `UPDATE contents SET bytes = zeroblob(100000) WHERE rowid = (SELECT min(rowid) FROM contents)`,
    `UPDATE parsed SET bytes = zeroblob(10) WHERE file = 2`,
  );
  const database = connectReadOnly(path);
  const here = damagedBlobs(database);
  expect(here).toHaveLength(2);
  expect(threadOf().read({ path, mapped }).damaged()).toEqual(here);
  database.close();
});

test('what is whole is found whole, and stays locked when the thread has let go of it', () => {
  const database = connectReadOnly(path);
  expect(threadOf().read({ path, mapped: true }).damaged()).toEqual([]);
  const script = `
    const database = new (require('better-sqlite3'))(${JSON.stringify(path)}, { timeout: 0 });
    try { database.exec('BEGIN EXCLUSIVE'); console.log('free'); } catch (error) { console.log(error.code); }`;
  const outside = () => spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout.trim();
  expect(outside()).toBe('SQLITE_BUSY');
  database.close();
  expect(outside()).toBe('free');
});

test('one that dies, or is asked for what is no project, has no answer, and nobody waits for it for ever', () => {
  const dies = join(folder, 'dies.mjs');
  writeFileSync(dies, 'process.exit(1);');
  expect(threadOf(dies, 50).read({ path, mapped: false }).damaged()).toBeNull();
  writeFileSync(path, 'no project');
  expect(threadOf().read({ path, mapped: false }).damaged()).toBeNull();
});
