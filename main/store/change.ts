import type { Database } from 'better-sqlite3';
import { assert, present, unreachable } from '../../shared/base/assert.ts';
import type { Change, ChosenSpec } from './change-schema.ts';
import { pack, unpack, valueSchema } from './document.ts';
import { changeRow, type OnDamage, type RowReading, readRow, readRows, refuse, sealWritten } from './seal.ts';

interface SpecRow {
  readonly name: string;
  readonly text: string;
  readonly model_name: string | null;
  readonly model_text: string | null;
}

interface SettingRow {
  readonly key: string;
  readonly value: string;
}

/** Applies a change inside a transaction and returns its inverse; null where there is nothing to change. */
export function applyChange(database: Database, change: Change): Change | null {
  switch (change.kind) {
    case 'title': {
      const title = readTitle(database);
      if (title === change.title) return null;
      changeRow(database, 'project', 1, titleReading.what(), () =>
        database.prepare('UPDATE project SET title = ?').run(change.title),
      );
      return { kind: 'title', title };
    }
    case 'spec':
      return applySpec(database, change.spec);
    case 'setting':
      return applySetting(database, change.key, change.value);
    case 'files.recycle':
    case 'files.restore': {
      const recycle = change.kind === 'files.recycle';
      const ids = change.ids.filter((id) => setRecycled(database, 'files', 'id', id, recycle));
      return ids.length === 0 ? null : { kind: recycle ? 'files.restore' : 'files.recycle', ids };
    }
    case 'fit.recycle':
    case 'fit.restore': {
      const recycle = change.kind === 'fit.recycle';
      if (!setRecycled(database, 'fits', 'number', change.number, recycle)) return null;
      return { kind: recycle ? 'fit.restore' : 'fit.recycle', number: change.number };
    }
    default:
      return unreachable(change, 'every kind of change is applied');
  }
}

const titleReading = {
  table: 'project',
  what: () => 'the title',
  parse: ({ title }) => title,
} satisfies RowReading<{ readonly title: string }, string>;

const specReading: RowReading<SpecRow, ChosenSpec> = {
  table: 'spec',
  what: () => 'the chosen spec',
  parse: ({ name, text, model_name, model_text }) => {
    const own = model_name !== null && model_text !== null;
    return { name, text, model: own ? { name: model_name, text: model_text } : null };
  },
};

const settingReading: RowReading<SettingRow, readonly [string, unknown]> = {
  table: 'settings',
  what: ({ key }) => `the setting ${key}`,
  parse: ({ key, value }) => [key, unpack(valueSchema, value, `setting ${key}`)],
};

/** In the place of a title that is damaged. */
const damagedTitle = 'Damaged title';

export function readTitle(database: Database, onDamage: OnDamage = refuse): string {
  const row = database.prepare<[], { title: string }>('SELECT * FROM project').get();
  return (
    readRow(
      database,
      titleReading,
      present(row, 'a project has one row with its title from the start'),
      onDamage,
    ) ?? damagedTitle
  );
}

export function storedSpec(database: Database, onDamage: OnDamage = refuse): ChosenSpec | null {
  const row = database.prepare<[], SpecRow>('SELECT * FROM spec').get();
  return readRow(database, specReading, row, onDamage);
}

/** Settings by key, in order of the keys. */
export function readSettings(database: Database, onDamage: OnDamage = refuse): ReadonlyMap<string, unknown> {
  const rows = database.prepare<[], SettingRow>('SELECT * FROM settings ORDER BY key').all();
  return new Map(readRows(database, settingReading, () => rows, onDamage));
}

function applySpec(database: Database, spec: ChosenSpec | null): Change | null {
  const before = storedSpec(database);
  if (pack(before) === pack(spec)) return null;
  database.prepare('DELETE FROM spec').run();
  if (spec !== null) {
    const { name, text, model } = spec;
    database
      .prepare('INSERT INTO spec (id, name, text, model_name, model_text) VALUES (1, ?, ?, ?, ?)')
      .run(name, text, model?.name ?? null, model?.text ?? null);
    sealWritten(database, 'spec', 1);
  }
  return { kind: 'spec', spec: before };
}

function applySetting(
  database: Database,
  key: string,
  value: { readonly set: unknown } | null,
): Change | null {
  const row = database.prepare<[string], SettingRow>('SELECT * FROM settings WHERE key = ?').get(key);
  const had = readRow(database, settingReading, row, refuse);
  const before = row?.value;
  const after = value === null ? undefined : pack(value.set);
  if (before === after) return null;
  database.prepare('DELETE FROM settings WHERE key = ?').run(key);
  if (after !== undefined) {
    const insert = 'INSERT INTO settings (key, value) VALUES (?, ?)';
    sealWritten(database, 'settings', database.prepare(insert).run(key, after).lastInsertRowid);
  }
  return { kind: 'setting', key, value: had === null ? null : { set: had[1] } };
}

/** Whether the row was on the other side before. */
function setRecycled(
  database: Database,
  table: 'files' | 'fits',
  key: 'id' | 'number',
  number: number,
  recycle: boolean,
): boolean {
  const side = recycle ? 1 : 0;
  const select = `SELECT recycled FROM ${table} WHERE ${key} = ?`;
  const row = database.prepare<[number], { recycled: number }>(select).get(number);
  assert(row !== undefined, `a change names row ${number} of ${table}, which only emptying the bin deletes`);
  if (row.recycled === side) return false;
  changeRow(database, table, number, `the entry of row ${number} of the ${table}`, () =>
    database.prepare(`UPDATE ${table} SET recycled = ? WHERE ${key} = ?`).run(side, number),
  );
  return true;
}
