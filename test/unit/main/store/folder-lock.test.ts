import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { lockFolder } from '../../../../main/store/folder-lock.ts';

const holder = { host: 'here', user: 'Ada', pid: 1, since: '2026-05-04T09:12:00.000Z', program: 'test' };
const lockScript = fileURLToPath(new URL('fixtures/hold-lock.ts', import.meta.url));

let top: string;
let folder: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'wellspring-lock-'));
  folder = join(top, 'a', 'b');
});
afterEach(() => rmSync(top, { recursive: true }));

test('makes the folder, and takes it away again where nothing came into it', () => {
  const taken = lockFolder(folder, holder);
  expect(taken).toMatchObject({ kind: 'taken', lock: { holds: true } });
  expect(readdirSync(folder).sort()).toEqual(['.fit-lock', 'fit-lock']);
  if (taken.kind === 'taken') taken.lock.release();
  expect(existsSync(join(top, 'a'))).toBe(false);
});

test('a folder that was there, or into which something came, stays', () => {
  mkdirSync(join(top, 'a'));
  for (const [name, content] of [
    ['a', null],
    ['a/b', 'kept.csv'],
  ] as const) {
    const taken = lockFolder(join(top, name), holder);
    if (content !== null) writeFileSync(join(top, name, content), '');
    if (taken.kind === 'taken') taken.lock.release();
    expect(readdirSync(join(top, name))).toEqual(content === null ? [] : [content]);
  }
});

test('a second one is told by whom it is held, in this process and under another name, till it is released', () => {
  const taken = lockFolder(folder, holder);
  symlinkSync(folder, join(top, 'link'));
  for (const name of [folder, join(top, 'link'), join(folder, '..', 'b')])
    expect(lockFolder(name, { ...holder, user: 'Bob' })).toEqual({ kind: 'busy', by: holder });
  if (taken.kind === 'taken') taken.lock.release();
  const again = lockFolder(folder, holder);
  expect(again.kind).toBe('taken');
  if (again.kind === 'taken') again.lock.release();
});

test('another process holds it; killed, it does no more, and what it left half written goes', async () => {
  const child = spawn(process.execPath, ['--expose-gc', lockScript, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  expect(String(await once(child.stdout, 'data'))).toBe('taken');
  writeFileSync(join(folder, '.checkpoint.bin.4711.0123abcd.tmp'), 'half');
  expect(lockFolder(folder, holder)).toMatchObject({ kind: 'busy', by: { pid: child.pid } });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const taken = lockFolder(folder, holder);
  expect(taken.kind).toBe('taken');
  if (taken.kind === 'taken') taken.lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('what a fit left that died before its first fit.json is in nobody’s way; what no fit left is kept', async () => {
  const begun = ['checkpoint.bin', 'history.csv'];
  const child = spawn(process.execPath, ['--expose-gc', lockScript, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  expect(String(await once(child.stdout, 'data'))).toBe('taken');
  for (const file of [...begun, 'own.csv']) writeFileSync(join(folder, file), '');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const taken = lockFolder(folder, holder);
  if (taken.kind === 'taken') taken.lock.release();
  expect(readdirSync(folder)).toEqual(['own.csv']);
  for (const file of begun) writeFileSync(join(folder, file), '');
  const again = lockFolder(folder, holder);
  if (again.kind === 'taken') again.lock.release();
  expect(readdirSync(folder)).toEqual([...begun, 'own.csv']);
});

test('throws what the file system says: a file on the way', () => {
  writeFileSync(join(top, 'file'), '');
  expect(() => lockFolder(join(top, 'file', 'b'), holder)).toThrow('ENOTDIR');
});
