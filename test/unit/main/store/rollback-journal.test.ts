import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { thisMachine } from '../../../../main/store/machine.ts';
import { openProject } from '../../../../main/store/open-project.ts';
import { readJournal } from '../../../../main/store/rollback-journal.ts';
import {
  bytesOf,
  created,
  newFile,
  opened,
  options,
  taken,
  temporaryFolder,
} from '../../../helpers/project-file.ts';

let folder: string;
let path: string;
let journal: string;

beforeEach(() => {
  const made = temporaryFolder();
  onTestFinished(made.remove);
  folder = made.folder;
  path = join(folder, 'a.wellspring');
  journal = `${path}-journal`;
});

/** As it is on a stick, where a rollback journal is kept. */
const stick = { ...thisMachine, driveOf: () => 'removable' as const };

interface Moment {
  readonly file: Buffer;
  readonly journal: Buffer;
}

/** File and journal in the middle of a change that had to write pages before its end; it is then taken back. */
function inTheMiddle(of: string, change = "UPDATE project SET title = 'Half'"): Moment {
  const database = new SqliteDatabase(of);
  try {
    database.pragma('cache_size = 2');
    database.exec('BEGIN IMMEDIATE');
    database.exec(change);
    database.exec('CREATE TABLE filler (content)');
    const fill = database.prepare('INSERT INTO filler VALUES (randomblob(4000))');
    for (let n = 0; n < 60; n++) fill.run();
    const moment = { file: readFileSync(of), journal: readFileSync(`${of}-journal`) };
    database.exec('ROLLBACK');
    return moment;
  } finally {
    database.close();
  }
}

function makeProject(title = 'First'): void {
  const store = created(path, { machine: stick });
  taken(store.addFiles([newFile('one.csv', bytesOf(1, 9_000))]));
  taken(store.rename(title));
  store.close();
}

function kept(): readonly string[] {
  return readdirSync(folder).filter((name) => name.includes('.kept-'));
}

function look(): { readonly code: string; readonly message: string; readonly title: string } {
  const outcome = openProject(path, options({ machine: stick }));
  const store = taken(outcome);
  const title = store.title();
  expect(store.info.readOnly).toBeNull();
  expect(store.integrity()).toEqual([]);
  store.close();
  expect(existsSync(journal)).toBe(false);
  const { code = '', message = '' } = outcome.problems[0] ?? {};
  return { code, message, title };
}

test('the journal of a change that was interrupted takes it back; project and journal are kept as they were', () => {
  makeProject();
  const half = inTheMiddle(path);
  writeFileSync(path, half.file);
  writeFileSync(journal, half.journal);
  expect(readJournal(journal, path, 4096)).toEqual({ kind: 'journal', strange: null, idle: false });
  const { code, message, title } = look();
  expect([code, title]).toEqual(['project.recovered', 'First']);
  expect(message).toContain('was taken back');
  const names = kept();
  expect(names.map((name) => readFileSync(join(folder, name)))).toEqual([half.journal, half.file]);
  for (const name of names) expect(message).toContain(name);
});

test('a journal of an earlier moment takes nothing back: it is kept, and said', () => {
  makeProject();
  const half = inTheMiddle(path);
  const store = opened(path);
  taken(store.rename('Acknowledged later'));
  store.close();
  writeFileSync(journal, half.journal);
  const { code, message, title } = look();
  expect([code, title]).toEqual(['project.foreignLog', 'Acknowledged later']);
  expect(message).toContain('Nothing of it was played back');
  expect(kept().map((name) => readFileSync(join(folder, name)))).toEqual([half.journal]);
  expect(message).toContain(kept()[0]);
});

test('nor does one of the last change, of which the project has all', () => {
  makeProject();
  const before = readFileSync(path);
  const store = opened(path, { machine: stick });
  // What SQLite would have left if it had not come to take the journal away: the pages before, and the file after.
  taken(store.rename('Acknowledged last'));
  store.close();
  const after = readFileSync(path);
  writeFileSync(journal, journalOf(before, after));
  expect(readJournal(journal, path, 4096)).toEqual({ kind: 'journal', strange: null, idle: false });
  const { code, message, title } = look();
  expect([code, title]).toEqual(['project.foreignLog', 'Acknowledged last']);
  expect(message).toContain('whole without it');
});

/** A rollback journal of all pages that differ (SQLite file format, section 3). */
function journalOf(before: Buffer, after: Buffer, pageSize = 4096): Buffer {
  const seed = 77;
  const pages: Buffer[] = [];
  for (let at = 0; at < before.length; at += pageSize) {
    const page = before.subarray(at, at + pageSize);
    if (page.equals(after.subarray(at, at + pageSize))) continue;
    let sum = seed;
    for (let byte = pageSize - 200; byte > 0; byte -= 200) sum = (sum + (page[byte] ?? 0)) >>> 0;
    const [number, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    number.writeUInt32BE(at / pageSize + 1);
    check.writeUInt32BE(sum);
    pages.push(number, page, check);
  }
  const head = Buffer.alloc(512);
  head.write('d9d505f920a163d7', 'hex');
  head.writeUInt32BE(pages.length / 3, 8);
  head.writeUInt32BE(seed, 12);
  head.writeUInt32BE(before.length / pageSize, 16);
  head.writeUInt32BE(512, 20);
  head.writeUInt32BE(pageSize, 24);
  return Buffer.concat([head, ...pages]);
}

test('a journal of another project is not played back', () => {
  makeProject('Mine');
  const other = join(folder, 'other.wellspring');
  const store = created(other, { machine: stick, who: 'Grace' });
  taken(store.addFiles([newFile('two.csv', bytesOf(2, 9_000))]));
  taken(store.rename('Theirs'));
  store.close();
  writeFileSync(journal, inTheMiddle(other).journal);
  expect(look()).toMatchObject({ code: 'project.foreignLog', title: 'Mine' });
});

test('one whose pages all are in the project, of a change that wrote nothing yet, goes', () => {
  makeProject();
  const half = inTheMiddle(path);
  writeFileSync(journal, half.journal);
  // The project was taken back already: the journal says what is there.
  expect(readJournal(journal, path, 4096)).toMatchObject({ idle: true });
  expect(look()).toMatchObject({ code: 'project.recovered', title: 'First' });
  expect(kept()).toEqual([]);
});

test('a journal cannot have other files taken away', () => {
  makeProject();
  const victim = join(folder, 'victim.csv');
  writeFileSync(victim, 'plate,well\n');
  const whole = readFileSync(path);
  const half = inTheMiddle(path);
  writeFileSync(path, half.file);
  const name = Buffer.from(victim);
  const tail = Buffer.alloc(8);
  tail.writeUInt32BE(name.length, 0);
  tail.writeUInt32BE(
    name.reduce((sum, byte) => sum + byte, 0),
    4,
  );
  const lock = Buffer.alloc(4);
  lock.writeUInt32BE(0x40000000 / 4096 + 1);
  const mark = Buffer.from('d9d505f920a163d7', 'hex');
  writeFileSync(journal, Buffer.concat([half.journal, lock, name, tail, mark]));
  // Half of the change is in the file: it can only be read, and the journal stays.
  const store = opened(path, { machine: stick });
  expect(store.info.readOnly).toContain('damaged');
  store.close();
  expect(readFileSync(victim, 'utf8')).toBe('plate,well\n');
  // Beside one that is whole it is put away.
  writeFileSync(path, whole);
  const { code, message } = look();
  expect(code).toBe('project.foreignLog');
  expect(message).toContain('several databases');
  expect(existsSync(victim)).toBe(true);
});
