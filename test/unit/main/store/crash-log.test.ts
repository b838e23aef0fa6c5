import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProjectStore } from '../../../../main/store/project-store.ts';
import { readLog } from '../../../../main/store/write-ahead-log.ts';
import {
  crash,
  damage,
  flipped,
  folder,
  keptLogs,
  log,
  look,
  makeCrashed,
  path,
  renames,
} from '../../../helpers/crashed-project.ts';
import { bytesOf, created, newFile, opened, taken } from '../../../helpers/project-file.ts';

test('a whole log is counted, played back and gone', () => {
  makeCrashed();
  expect(readLog(log, 4096)).toEqual({ changes: 1 + renames, rest: 0, lost: 0, pageSize: 4096 });
  expect(look()).toMatchObject({ code: 'project.recovered', title: 'Title 5' });
  expect(keptLogs()).toEqual([]);
});

test('a log of a machine with the other byte order is read as well', () => {
  makeCrashed();
  damage(turned);
  expect(readLog(log, 4096)).toEqual({ changes: 1 + renames, rest: 0, lost: 0, pageSize: 4096 });
  damage(flipped(3000));
  expect(readLog(log, 4096)).toMatchObject({ changes: 0, lost: 6 });
  damage(flipped(3000));
  expect(look()).toMatchObject({ code: 'project.recovered', title: 'Title 5' });
});

/** With sums over big-endian words. */
function turned(bytes: Buffer): Buffer {
  let [s0, s1] = [0, 0];
  const sum = (part: Buffer, into: number): void => {
    for (let at = 0; at < part.length; at += 8) {
      s0 = (s0 + part.readUInt32BE(at) + s1) >>> 0;
      s1 = (s1 + part.readUInt32BE(at + 4) + s0) >>> 0;
    }
    bytes.writeUInt32BE(s0, into);
    bytes.writeUInt32BE(s1, into + 4);
  };
  bytes.writeUInt32BE(0x377f0683, 0);
  sum(bytes.subarray(0, 24), 24);
  for (let at = 32; at < bytes.length; at += 4120) {
    sum(Buffer.concat([bytes.subarray(at, at + 8), bytes.subarray(at + 24, at + 4120)]), at + 16);
  }
  return bytes;
}

test('what a killed try to keep a log left is put away', () => {
  makeCrashed();
  damage(flipped(3000));
  writeFileSync(join(folder, '.crashed.wellspring-wal.77.0123abcd.tmp'), 'half');
  look();
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('of a log that was begun anew the frames of its earlier rounds are no loss', () => {
  const living = join(folder, 'living.wellspring');
  const store = created(living);
  // More than SQLite lets a log grow before it starts it again.
  for (let n = 0; n < 3; n++) taken(store.addFiles([newFile(`${n}.csv`, bytesOf(n, 5_000_000))]));
  taken(store.rename('After'));
  crash(living);
  store.close();
  expect(statSync(log).size).toBeGreaterThan(4_000_000);
  const read = readLog(log, 4096);
  expect(read).toMatchObject({ rest: 0, lost: 0 });
  expect(read.changes).toBeLessThan(4);
  expect(look()).toMatchObject({ code: 'project.recovered', title: 'After' });
});

test.each([
  ['a bit of its first page', (bytes: Buffer) => flipped(3000)(bytes)],
  ['a bit of a later page', (bytes: Buffer) => flipped(bytes.length >> 1)(bytes)],
  ['the salt of its last frame', (bytes: Buffer) => flipped(bytes.length - 4096 - 13)(bytes)],
  ['the salt of its header', (bytes: Buffer) => flipped(20)(bytes)],
  ['the magic of its header', (bytes: Buffer) => flipped(0)(bytes)],
  ['its page size', (bytes: Buffer) => flipped(10, 0x30)(bytes)],
  ['half of it', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
  ['all but some bytes', (bytes: Buffer) => bytes.subarray(0, 20)],
  ['its last page', (bytes: Buffer) => bytes.fill(0, bytes.length - 4120)],
])('damaged or gone: %s; what was recovered is said, and the log is kept', (_, change) => {
  makeCrashed();
  const bytes = damage(change);
  const { changes, rest } = readLog(log, 4096);
  expect(changes).toBeLessThan(1 + renames);
  expect(rest).toBeGreaterThan(0);
  const { code, message, title } = look();
  expect(code).toBe('project.recoveredPart');
  expect(title).toBe(changes > 1 ? `Title ${changes - 1}` : 'Receivers');
  expect(message).toContain(
    changes === 0
      ? 'no change was recovered'
      : `${changes} change${changes === 1 ? ' was' : 's were'} recovered`,
  );
  const kept = keptLogs();
  expect(kept).toHaveLength(1);
  expect(message).toContain(kept[0]);
  expect(readFileSync(join(folder, kept[0] ?? ''))).toEqual(bytes);
});

test('a change that is damaged in the middle is counted with those behind it', () => {
  makeCrashed();
  damage(flipped(3000));
  expect(look().message).toContain('6 or more of its 6 changes are lost');
});

test('a kept log never takes the place of another', () => {
  for (let n = 1; n <= 2; n++) {
    makeCrashed();
    damage(flipped(3000));
    look();
    expect(keptLogs()).toHaveLength(n);
    for (const name of ['living.wellspring', 'crashed.wellspring']) rmSync(join(folder, name));
  }
});

test('beside a project that was closed no log is played back, its own of an earlier time included', () => {
  makeCrashed();
  const bytes = readFileSync(log);
  look();
  const store = opened(path);
  taken(store.rename('Later'));
  store.close();
  writeFileSync(log, bytes);
  const { code, message, title } = look();
  expect(code).toBe('project.foreignLog');
  expect(title).toBe('Later');
  expect(message).toContain(keptLogs()[0]);
  expect(readFileSync(join(folder, keptLogs()[0] ?? ''))).toEqual(bytes);
});

test.each(['of another project', 'of an earlier moment'])('a log %s is not played back', (which) => {
  makeCrashed();
  const early = readFileSync(log);
  look();
  const change = (store: ProjectStore): void => {
    for (let n = 1; n <= 3; n++) taken(store.rename(`Later ${n}`));
  };
  const living = join(folder, 'again.wellspring');
  if (which === 'of another project') {
    const other = created(living, { who: 'Grace' });
    change(other);
    copyFileSync(`${living}-wal`, join(folder, 'other-log'));
    other.close();
    const store = opened(path);
    crashAgain(store, change, readFileSync(join(folder, 'other-log')));
  } else {
    const store = opened(path);
    change(store);
    store.close();
    crashAgain(opened(path), change, early);
  }
  const { code, message, title } = look();
  expect(code).toBe('project.foreignLog');
  expect(message).toContain(which === 'of an earlier moment' ? which : 'is not the log of this project');
  expect(title).toBe(which === 'of another project' ? 'Title 5' : 'Later 3');
});

test('the log of a twin, whose pages would fit, is known by the seal of its last change', () => {
  const twin = join(folder, 'twin.wellspring');
  for (const [name, who] of [
    [path, 'Ada'],
    [twin, 'Grace'],
  ] as const) {
    const store = created(name, { who });
    taken(store.setSetting('folds', 4, 'Use 4 folds'));
    store.close();
  }
  const other = opened(twin);
  taken(other.setSetting('folds', 5, 'Use 5 folds'));
  const bytes = readFileSync(`${twin}-wal`);
  other.close();
  crashAgain(opened(path), () => {}, bytes);
  expect(look()).toMatchObject({ code: 'project.foreignLog' });
  const store = opened(path);
  expect(store.setting('folds')).toBe(4);
  store.close();
});

/** Leaves the file of an open project as it is now, with `bytes` as its log. */
function crashAgain(store: ProjectStore, change: (store: ProjectStore) => void, bytes: Buffer): void {
  change(store);
  const file = readFileSync(path);
  store.close();
  writeFileSync(path, file);
  writeFileSync(log, bytes);
}
