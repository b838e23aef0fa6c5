import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import SqliteDatabase from 'better-sqlite3';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { migrate } from '../../../../main/store/migrations/index.ts';
import { openProject } from '../../../../main/store/open-project.ts';
import { type Content, contentOf, makeKnownProject } from '../../../helpers/hostile/known-project.ts';
import {
  codesOf,
  fingerprints,
  opened,
  options,
  taken,
  temporaryFolder,
} from '../../../helpers/project-file.ts';

let folder: string;
let path: string;

/** As it was made, and everything that can be read of it. */
let whole: { readonly bytes: Buffer; readonly content: Content };

beforeAll(() => {
  const made = temporaryFolder();
  const known = join(made.folder, 'known.wellspring');
  makeKnownProject(known, 1);
  const store = opened(known);
  const content = contentOf(store);
  store.close();
  whole = { bytes: readFileSync(known), content };
  made.remove();
});

beforeEach(() => {
  const made = temporaryFolder();
  onTestFinished(made.remove);
  folder = made.folder;
  path = join(folder, 'a.wellspring');
  writeFileSync(path, whole.bytes);
});

/** With nothing that SQLite itself would keep in order. */
function edit(sql: string): void {
  const database = new SqliteDatabase(path);
  database.pragma('foreign_keys = OFF');
  database.pragma('ignore_check_constraints = ON');
  expect(database.prepare(sql).run().changes).toBe(1);
  database.close();
}

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
}

/** Of every table of the newest format. */
function columns(): readonly Column[] {
  const database = new SqliteDatabase(':memory:');
  migrate(database);
  const select = `SELECT m.name AS "table", c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'`;
  const found = database.prepare<[], Column>(select).all();
  database.close();
  return found;
}

/** Another value of the same kind, as a changed bit makes it. */
function changed({ name, type }: Column): string {
  if (type === 'INTEGER') return `coalesce(${name}, 0) + 64`;
  if (type === 'BLOB') return `CAST(x'00' || substr(${name}, 2) AS BLOB)`;
  return `coalesce(substr(${name}, 1, length(${name}) - 1), '') || 'ÿ'`;
}

/** Opens for reading, tells what is damaged, changes nothing; what can be read. */
function contentAfter(): Content {
  const prints = fingerprints(folder);
  const outcome = openProject(path, options());
  expect(new Set(codesOf(outcome))).toEqual(new Set(['project.contentDamaged', 'project.readOnly']));
  const store = taken(outcome);
  expect(store.integrity().length).toBeGreaterThan(0);
  const content = contentOf(store);
  store.close();
  expect(fingerprints(folder)).toEqual(prints);
  return content;
}

/** By table, what else may differ than one in a list. */
const concerned: Readonly<Record<string, readonly string[]>> = {
  // Its seal stands for the project that it is of.
  project: ['title', 'savedAt'],
  saved: ['savedAt'],
  contents: ['bytes of plate-1.csv'],
  files: [],
  parsed: [],
  spec: ['spec'],
  settings: [],
  fits: ['history of fit-4', 'checkpoint of fit-4'],
  fit_blobs: ['history of fit-4', 'listed', 'fits'],
  log: ['undo', 'log'],
};

/** Names of what differs; what is listed is compared one by one. */
function differences(before: Content, after: Content): readonly string[] {
  return Object.keys(before).filter((name) => {
    const [had, has] = [before[name], after[name]];
    if (!Array.isArray(had) || !Array.isArray(has)) return !isDeepStrictEqual(had, has);
    return has.length < had.length - 1 || !has.every((one) => had.some((two) => isDeepStrictEqual(one, two)));
  });
}

test.each(columns().map((column) => [`${column.table}.${column.name}`, column] as const))(
  'a changed value of %s is told, and all else can be read',
  (_, column) => {
    const { table, name } = column;
    edit(`UPDATE ${table} SET ${name} = ${changed(column)} WHERE rowid = (SELECT max(rowid) FROM ${table})`);
    for (const different of differences(whole.content, contentAfter()))
      expect(concerned[table]).toContain(different);
  },
);

test('a changed number that a table gave last is told', () => {
  edit(`UPDATE sqlite_sequence SET seq = seq + 64 WHERE name = 'fits'`);
  contentAfter();
});

test('where a table and its index differ, the table is read', () => {
  const { bytes } = whole;
  const names = [...allOf(bytes, 'plate-1.csv')];
  expect(names.length).toBeGreaterThan(1);
  for (const at of names) {
    const damaged = Buffer.from(bytes);
    damaged[at] = 'P'.charCodeAt(0);
    writeFileSync(path, damaged);
    const outcome = openProject(path, options());
    const store = taken(outcome);
    expect(store.files().map(({ file }) => file)).toContain('plate-0.csv');
    expect(store.file('plate-0.csv')).not.toBeNull();
    store.close();
  }
});

function* allOf(bytes: Buffer, text: string): Generator<number> {
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) yield at;
}

test('what is damaged is not taken for what is not there', () => {
  edit(`UPDATE files SET imported_by = 'Eve' WHERE name = 'plate-0.csv'`);
  edit(`UPDATE fits SET started_by = 'Eve' WHERE number = 2`);
  const store = opened(path);
  expect(codesOf(store.readFile('plate-0.csv'))).toEqual(['project.contentDamaged']);
  expect(codesOf(store.readCheckpoint('fit-2'))).toEqual(['project.contentDamaged']);
  expect(codesOf(store.readFile('none.csv'))).toEqual(['file.unknown']);
  store.close();
});
