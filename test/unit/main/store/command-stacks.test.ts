import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { ProjectStore } from '../../../../main/store/project-store.ts';
import { sealRow } from '../../../../main/store/seal.ts';
import { created, opened, taken, temporaryFolder } from '../../../helpers/project-file.ts';
import { randomIntegers } from '../../../helpers/random-integers.ts';

let path: string;

beforeEach(() => {
  const made = temporaryFolder();
  onTestFinished(made.remove);
  path = join(made.folder, 'a.wellspring');
});

/** The plain stacks, as the log is read forwards. */
class Stacks {
  done: string[] = [];
  undone: string[] = [];

  get tops(): readonly (string | null)[] {
    return [this.done.at(-1) ?? null, this.undone.at(-1) ?? null];
  }
}

function topsOf(store: ProjectStore): readonly (string | null)[] {
  return [store.undoTitle(), store.redoTitle()];
}

test.each([1, 2, 3])(
  'what undo and redo would take follows every command, opened anew or not (seed %i)',
  (seed) => {
    const draw = randomIntegers(seed);
    let store = created(path);
    const stacks = new Stacks();
    for (let step = 0; step < 120; step++) {
      const kind = draw(9);
      if (kind < 4) {
        taken(store.rename(`Title ${step}`));
        stacks.done.push(`Rename to “Title ${step}”`);
        stacks.undone = [];
      } else if (kind < 7 && stacks.done.length > 0) {
        taken(store.undo());
        stacks.undone.push(stacks.done.pop() ?? '');
      } else if (kind === 7 && stacks.undone.length > 0) {
        taken(store.redo());
        stacks.done.push(stacks.undone.pop() ?? '');
      } else if (kind === 8 && draw(8) === 0) {
        taken(store.emptyBin());
        stacks.done = [];
        stacks.undone = [];
      }
      if (draw(3) > 0) expect(topsOf(store)).toEqual(stacks.tops);
      if (draw(10) > 0) continue;
      store.close();
      store = opened(path);
    }
    store.close();
    expect(topsOf(opened(path))).toEqual(stacks.tops);
  },
);

test('of a long log the newest are told, and how many there are before', () => {
  created(path).close();
  const database = new SqliteDatabase(path);
  const insert = `INSERT INTO log (at, who, what, kind, changes, inverse) VALUES ('t', 'Ada', ?, 'do', '[]', '[]')`;
  const add = database.prepare(insert);
  database.transaction(() => {
    for (let n = 1; n <= 2500; n++) sealRow(database, 'log', add.run(`Command ${n}`).lastInsertRowid);
    sealRow(database, 'saved', 1);
  })();
  database.close();
  const store = opened(path);
  const { entries, earlier } = store.logWithCount();
  expect([entries.length, earlier]).toEqual([1000, 1500]);
  expect([entries[0]?.what, entries.at(-1)?.what]).toEqual(['Command 2500', 'Command 1501']);
  expect(store.undoTitle()).toBe('Command 2500');
  taken(store.undo());
  expect(store.log().slice(0, 2)).toMatchObject([
    { what: 'Undo: Command 2500', undone: false },
    { what: 'Command 2500', undone: true },
  ]);
  expect(topsOf(store)).toEqual(['Command 2499', 'Command 2500']);
  store.close();
});
