import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createProject } from '../../../../main/store/create-project.ts';
import { thisMachine } from '../../../../main/store/machine.ts';
import { openPrepared, openProject } from '../../../../main/store/open-project.ts';
import { prepareProject } from '../../../../main/store/prepare-project.ts';
import { openingScratch } from '../../../../main/store/scratch-folder.ts';
import {
  bytesOf,
  codesOf,
  created,
  fingerprints,
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

/** A project at rest with two plate files. */
function makeProject(): void {
  const store = created(path);
  taken(store.addFiles([newFile('one.csv', bytesOf(1, 90_000)), newFile('two.csv', bytesOf(2, 60_000))]));
  store.close();
}

function overwrite(offset: number, bytes: Uint8Array): void {
  const content = readFileSync(path);
  content.set(bytes, offset);
  writeFileSync(path, content);
}

/** Where the bytes of `one.csv` lie in the file. */
function offsetOfContent(): number {
  const offset = readFileSync(path).indexOf(bytesOf(1, 64));
  expect(offset).toBeGreaterThan(0);
  return offset;
}

function editSql(sql: string): void {
  const database = new SqliteDatabase(path);
  database.exec(sql);
  database.close();
}

/** Opening gives this problem, in words and with a way out, and no byte in the folder is another one. */
function expectRefused(code: string): void {
  const before = fingerprints(folder);
  const outcome = openProject(path, options());
  expect(codesOf(outcome)).toEqual([code]);
  expect(outcome.ok).toBe(false);
  expect(outcome.problems[0]).toMatchObject({ severity: 'error', place: { file: path } });
  expect(outcome.problems[0]?.message).toMatch(/\w/);
  expect(outcome.problems[0]?.remedy).toMatch(/\.$/);
  expect(fingerprints(folder)).toEqual(before);
}

describe('refused, and untouched', () => {
  test('missing', () => expectRefused('project.missing'));

  test('missing because a program was killed while it closed it: what it is called now is said', () => {
    makeProject();
    renameSync(path, `${path}-aside`);
    expectRefused('project.missing');
    expect(openProject(path, options()).problems[0]?.remedy).toBe('Rename it to a.wellspring.');
    renameSync(`${path}-aside`, path);
    opened(path).close();
  });

  test('a folder', () => {
    mkdirSync(path);
    expect(codesOf(openProject(path, options()))).toEqual(['project.folder']);
  });

  test('empty', () => {
    writeFileSync(path, '');
    expectRefused('project.empty');
  });

  test('no SQLite file', () => {
    writeFileSync(path, 'plate,well\n'.repeat(1000));
    expectRefused('project.notProject');
  });

  test.each(['a byte of its mark', 'its first page'])(
    '%s is damaged: what is said fits a project',
    (what) => {
      makeProject();
      overwrite(3, new Uint8Array(what === 'its first page' ? 4093 : 1).fill(255));
      expectRefused('project.notProject');
      const [problem] = openProject(path, options()).problems;
      expect(problem?.message).toContain('damaged');
      expect(problem?.remedy).toContain('backup copy');
      const other = join(folder, 'plate.csv');
      writeFileSync(other, 'plate,well\n');
      expect(openProject(other, options()).problems[0]?.remedy).toContain('.wellspring');
    },
  );

  test('a database of another program', () => {
    editSql('CREATE TABLE a (b); PRAGMA application_id = 7');
    expectRefused('project.otherProgram');
  });

  test('a newer version, also with a log beside it', () => {
    makeProject();
    editSql('PRAGMA user_version = 9999');
    expectRefused('project.newer');
    writeFileSync(`${path}-wal`, bytesOf(3, 5000));
    expectRefused('project.newer');
  });

  test.each([50, 4096, 100_000])('cut off after %i bytes', (bytes) => {
    makeProject();
    truncateSync(path, bytes);
    expectRefused('project.truncated');
  });

  test('one byte short', () => {
    makeProject();
    truncateSync(path, statSync(path).size - 1);
    expectRefused('project.truncated');
  });

  test('cut off, with a log of nonsense beside it', () => {
    makeProject();
    truncateSync(path, 100_000);
    writeFileSync(`${path}-wal`, bytesOf(3, 5000));
    expectRefused('project.damaged');
  });

  test.each([100, 4096, 8192, 40_960])('overwritten from byte %i', (offset) => {
    makeProject();
    overwrite(offset, bytesOf(4, 6000));
    expectRefused('project.damaged');
  });

  test('a trigger that somebody has put in', () => {
    makeProject();
    editSql('CREATE TRIGGER t AFTER UPDATE ON saved BEGIN DELETE FROM files; END');
    expectRefused('project.damaged');
  });
});

test('damaged original bytes are named; everything else can be read, nothing be changed', () => {
  makeProject();
  overwrite(offsetOfContent() + 8, new Uint8Array(4));
  const before = fingerprints(folder);
  const outcome = openProject(path, options());
  expect(codesOf(outcome)).toEqual(['project.contentDamaged', 'project.readOnly']);
  const store = taken(outcome);
  expect(store.info.readOnly).toContain('one.csv');
  expect(codesOf(store.readFile('one.csv'))).toEqual(['project.contentDamaged']);
  expect(taken(store.readFile('two.csv'))).toEqual(Buffer.from(bytesOf(2, 60_000)));
  expect(store.integrity()).toHaveLength(1);
  expect(codesOf(store.rename('B'))).toEqual(['project.readOnly']);
  store.close();
  expect(fingerprints(folder)).toEqual(before);
});

test.each([
  ["UPDATE fit_blobs SET bytes = x'00' WHERE kind = 'checkpoint'", 'the checkpoint of fit-1', /fitted anew/],
  ["UPDATE fit_blobs SET bytes = x'00' WHERE kind = 'result'", 'the result of fit-1', /fit anew/],
  [
    "UPDATE fit_blobs SET bytes = x'00' WHERE kind = 'history'",
    'the history of fit-1',
    /all else of the fit/,
  ],
  ["UPDATE fits SET started_by = 'x'", 'the entry of fit-1', /fit anew/],
  ["UPDATE spec SET text = 'x'", 'the chosen spec', /choose the spec again/],
  ["UPDATE project SET title = 'x'", 'the title', /everything else can be read/],
  ["UPDATE log SET what = 'x' WHERE id = 1", 'the entry 1 of the log', /everything else can be read/],
  ["UPDATE files SET imported_by = 'x' WHERE id = 1", 'the entry of one.csv', /import the original again/],
  ["UPDATE parsed SET bytes = x'00' WHERE file = 1", 'the readings of one.csv', /import the original again/],
])('%s: the way on fits what is damaged', (sql, name, remedy) => {
  const store = created(path);
  taken(store.addFiles([newFile('one.csv', bytesOf(1, 900))]));
  taken(store.setSpec({ name: 'a.yaml', text: 'x: 1', model: null }));
  taken(store.startFit(newFit()));
  taken(store.saveCheckpoint('fit-1', bytesOf(2, 100), { history: [] }));
  store.close();
  editSql(
    "INSERT INTO fit_blobs SELECT fit, 'result', sha256, bytes, seal FROM fit_blobs WHERE kind = 'checkpoint'",
  );
  editSql(sql);
  const outcome = openProject(path, options());
  const told = outcome.problems.find(({ message }) => message === `damaged: ${name}`);
  expect(told?.remedy).toMatch(/^Open a backup copy/);
  expect(told?.remedy).toMatch(remedy);
  const opened = taken(outcome);
  expect(opened.damageOf(name)?.remedy).toBe(told?.remedy);
  opened.close();
});

test.each(['file', 'folder'])('a write-protected %s opens for reading', (what) => {
  makeProject();
  const before = fingerprints(folder);
  const machine = {
    ...thisMachine,
    mayWrite: (asked: string) => asked !== (what === 'file' ? path : folder),
  };
  const outcome = openProject(path, options({ machine }));
  expect(codesOf(outcome)).toEqual(['project.readOnly']);
  const store = taken(outcome);
  expect(store.info.readOnly).toContain(what);
  expect(store.files()).toHaveLength(2);
  for (const refused of [store.rename('B'), store.undo(), store.removeFiles(['one.csv']), store.emptyBin()]) {
    expect(codesOf(refused)).toEqual(['project.readOnly']);
  }
  store.close();
  expect(fingerprints(folder)).toEqual(before);
});

test('what a crash left is readable where nothing may be written, and untouched', () => {
  const living = created(path);
  taken(living.rename('In the log'));
  const crashed = join(folder, 'crashed');
  mkdirSync(crashed);
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, join(crashed, `b.wellspring${suffix}`));
  living.close();
  const before = fingerprints(crashed);
  const machine = { ...thisMachine, mayWrite: () => false };
  const store = opened(join(crashed, 'b.wellspring'), { machine });
  expect(store.title()).toBe('In the log');
  expect(store.info.recovered?.file).toBe('b.wellspring-wal');
  store.close();
  expect(fingerprints(crashed)).toEqual(before);
});

test('a copy of an open project without its log says that something may be missing', () => {
  const living = created(path);
  taken(living.rename('In the log'));
  const copy = join(folder, 'copy.wellspring');
  copyFileSync(path, copy);
  living.close();
  const outcome = openProject(copy, options());
  expect(codesOf(outcome)).toEqual(['project.notClosed']);
  taken(outcome).close();
  expect(codesOf(openProject(copy, options()))).toEqual([]);
});

test('a second opening in the same process is told who has it, also by another name', () => {
  const store = created(path, { who: 'Grace' });
  const link = join(folder, 'link.wellspring');
  symlinkSync(path, link);
  for (const name of [path, link, join(folder, '..', folder.split('/').at(-1) ?? '', 'a.wellspring')]) {
    const outcome = openProject(name, options());
    expect(codesOf(outcome)).toEqual(['project.inUse']);
    expect(outcome.problems[0]?.message).toContain('Grace');
    expect(outcome.problems[0]?.message).toContain(thisMachine.host);
    expect(outcome.problems[0]?.message).toMatch(/since 2026-01-01T00:00:0\d\.000Z/);
  }
  store.close();
  opened(link).close();
});

test('a note without a lock is of a crash, and ignored', () => {
  makeProject();
  writeFileSync(`${path}-lock`, 'nonsense');
  opened(path).close();
  expect(fingerprints(folder)).toHaveLength(1);
});

test.each(['local', 'network', 'removable'] as const)('on a %s drive one file stays at rest', (kind) => {
  const machine = { ...thisMachine, driveOf: () => kind };
  const store = created(path, { machine });
  expect(store.info.journal).toBe(kind === 'local' ? 'wal' : 'truncate');
  taken(store.addFiles([newFile('one.csv', bytesOf(1, 3_000_000))]));
  store.close();
  store.close();
  expect(fingerprints(folder)).toHaveLength(1);
  const again = opened(path, { machine });
  expect(taken(again.readFile('one.csv'))).toEqual(Buffer.from(bytesOf(1, 3_000_000)));
  again.close();
});

test('creating refuses what is there, a wrong name, and a folder that is not', () => {
  makeProject();
  const before = fingerprints(folder);
  const create = (name: string) => createProject(join(folder, name), { title: 'B', ...options() });
  expect(codesOf(create('a.wellspring'))).toEqual(['project.exists']);
  expect(codesOf(create('b.csv'))).toEqual(['project.name']);
  expect(codesOf(create('no/b.wellspring'))).toEqual(['project.noFolder']);
  expect(fingerprints(folder)).toEqual(before);
});

test('bytes behind the end are not taken for damage', () => {
  makeProject();
  appendFileSync(path, new Uint8Array(4096));
  opened(path).close();
});

test('what fails while a project is taken in leaves it to whoever opens it next', () => {
  created(path).close();
  const scratch = openingScratch();
  const prepared = taken(
    prepareProject(path, { machine: thisMachine, now: options().now, scratch: scratch.folder }),
  );
  const broken = { ...prepared, damaged: null as never };
  expect(() => openPrepared(broken, scratch, options())).toThrow(TypeError);
  expect(existsSync(String(scratch.folder))).toBe(false);
  opened(path).close();
});
