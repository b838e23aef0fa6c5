import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { rememberStatements } from '../../../../main/store/statements.ts';
import { created, newFit, taken, temporaryFolder } from '../../../helpers/project-file.ts';

test('a text is compiled once a connection', () => {
  const database = new SqliteDatabase(':memory:');
  onTestFinished(() => {
    database.close();
  });
  rememberStatements(database);
  expect(database.prepare('SELECT 1')).toBe(database.prepare('SELECT 1'));
  expect(database.prepare('SELECT 1')).not.toBe(database.prepare('SELECT 2'));
  database.exec('CREATE TABLE t (a)');
  const all = database.prepare('SELECT * FROM t');
  database.exec('ALTER TABLE t ADD COLUMN b DEFAULT 7; INSERT INTO t (a) VALUES (1)');
  expect(database.prepare('SELECT * FROM t')).toBe(all);
  expect(all.all()).toEqual([{ a: 1, b: 7 }]);
});

test('what has been done once compiles nothing when it is done again', () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const compile = vi.spyOn(SqliteDatabase.prototype, 'prepare');
  onTestFinished(() => compile.mockRestore());
  const store = created(join(folder, 'a.wellspring'));
  const work = (n: number): void => {
    taken(store.rename(`Title ${n}`));
    const { fit } = taken(store.startFit(newFit()));
    taken(store.saveCheckpoint(fit, Uint8Array.of(n), { status: 'running', epoch: n, history: [] }));
    taken(store.removeFit(fit));
    taken(store.undo());
    taken(store.redo());
    store.log();
    store.listedFits();
  };
  work(0);
  const before = compile.mock.calls.length;
  expect(before).toBeGreaterThan(5);
  for (let n = 1; n <= 10; n++) work(n);
  expect(compile.mock.calls.length).toBe(before);
  store.close();
});
