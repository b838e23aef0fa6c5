import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { cellBounds } from '../../../../main/store/cell-bounds.ts';
import { mostFilesAtOnce } from '../../../../main/store/change-schema.ts';
import { openProject } from '../../../../main/store/open-project.ts';
import { sealRow } from '../../../../main/store/seal.ts';
import {
  bytesOf,
  codesOf,
  created,
  newFile,
  newFit,
  opened,
  options,
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
});

const columns = Object.entries(cellBounds).flatMap(([table, bounds]) =>
  Object.entries(bounds).map(([column, most]) => [table, column, most] as const),
);

/** With a row in each table. */
function makeFull(): void {
  const store = created(path);
  const [file] = taken(store.addFiles([newFile('a.csv', bytesOf(1, 50))]));
  taken(store.setSpec({ name: 'a.yaml', text: 'x: 1', model: { name: 'm', text: 't' } }));
  taken(store.setSetting('plot.scale', 'log', 'scale'));
  const data = [{ file: 'a.csv', sha256: file?.sha256 ?? '' }];
  taken(store.startFit(newFit(data)));
  taken(store.saveCheckpoint('fit-1', bytesOf(2, 100), {}));
  store.close();
}

function edit(work: (database: SqliteDatabase.Database) => void): void {
  const database = new SqliteDatabase(path);
  work(database);
  database.close();
}

test('every text of every table has its bound', () => {
  created(path).close();
  const database = new SqliteDatabase(path);
  const select = `SELECT m.name AS "table", c.name AS "column" FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND c.type = 'TEXT'`;
  const texts = database.prepare<[], { table: string; column: string }>(select).all();
  database.close();
  expect(texts.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(
    columns.map(([table, column]) => `${table}.${column}`).sort(),
  );
});

test.each(columns)(
  'a project whose %s has a %s beyond its bound is refused, by name',
  (table, column, most) => {
    makeFull();
    edit((database) => {
      database.pragma('foreign_keys = OFF');
      database.pragma('ignore_check_constraints = ON');
      database.exec(`UPDATE ${table} SET ${column} = printf('%.*c', ${most + 1}, 'x')
      WHERE rowid = (SELECT max(rowid) FROM ${table})`);
    });
    const outcome = openProject(path, options());
    expect(codesOf(outcome)).toEqual(['project.damaged']);
    expect(outcome.problems[0]?.message).toContain(`${column} of the table ${table} has`);
  },
);

test.each([
  [
    'a number that is none',
    "UPDATE sqlite_sequence SET seq = printf('%.*c', 1000000, 'x') WHERE name = 'log'",
  ],
  ['a table that is none', "INSERT INTO sqlite_sequence VALUES (printf('%.*c', 1000000, 'x'), 1)"],
  ['a table twice', "INSERT INTO sqlite_sequence VALUES ('log', 1)"],
])('numbering with %s is not that of a project', (_, sql) => {
  makeFull();
  edit((database) => database.exec(sql));
  const outcome = openProject(path, options());
  expect(codesOf(outcome)).toEqual(['project.damaged']);
  expect(outcome.problems[0]?.message).toContain('numbering');
});

test('what is too large to be kept is a problem, and nothing is changed', () => {
  const store = created(path);
  const large = 'x'.repeat(9 << 20);
  const tried = [
    store.rename(large),
    store.setSetting('scale', large, 'Scale'),
    store.setSetting('scale', 'x'.repeat(40 << 20), 'Scale'),
    store.setSpec({ name: 'a.yaml', text: large, model: null }),
    store.addFiles([newFile(large, bytesOf(1, 50))]),
    store.change(
      'Everything',
      Array.from({ length: mostFilesAtOnce + 1 }, (_, n) => ({ kind: 'title', title: String(n) }) as const),
    ),
  ];
  for (const outcome of tried) {
    expect(codesOf(outcome)).toEqual(['project.tooLarge']);
    expect(outcome.problems[0]?.message).toMatch(/cannot be saved.*more than/);
  }
  expect(store.log()).toEqual([]);
  taken(store.rename('Short'));
  store.close();
  expect(opened(path).title()).toBe('Short');
});

test('what the log says of a long name is short', () => {
  const store = created(path);
  taken(store.rename('x'.repeat(8000)));
  expect(store.log()[0]?.what.length).toBeLessThan(5000);
  store.close();
  expect(opened(path).undoTitle()).toMatch(/…$/);
});

test.each([
  ['changes', Array(400_000).fill({ kind: 'title', title: 'a' })],
  ['files', [{ kind: 'files.recycle', ids: Array.from({ length: mostFilesAtOnce + 1 }, (_, n) => n) }]],
])('a command of more %s than one can have is damaged, and everything else can be read', (_, changes) => {
  makeFull();
  edit((database) => {
    const text = JSON.stringify(changes);
    database.prepare('UPDATE log SET changes = ?, inverse = ? WHERE id = 1').run(text, text);
    sealRow(database, 'log', 1);
  });
  const outcome = openProject(path, options());
  expect(codesOf(outcome)).toEqual(['project.contentDamaged', 'project.readOnly']);
  const store = taken(outcome);
  expect(store.files()).toHaveLength(1);
  expect(codesOf(store.undo())).toEqual(['project.readOnly']);
  store.close();
});
